package dev.cco.spi;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * An answer under way. Read by one thread; closing, which any thread may do, frees the connection
 * and stops the provider.
 */
public interface Events extends AutoCloseable {

  /**
   * What of the request could not be said in the provider's language, as names of the client's
   * fields. Known before the first event.
   */
  List<String> dropped();

  /** Whether another event comes; blocks until that is known. */
  boolean hasNext();

  /**
   * The next event; blocks until it arrives.
   *
   * @throws UpstreamFailure if the answer breaks off, stalls or cannot be understood
   * @throws CallerFault if the provider refuses the request
   * @throws NoSuchElementException after the last
   */
  Event next();

  @Override
  void close();
}
