package dev.cco.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A provider's success in its own bytes, under way. Read by one thread; closing, which any thread
 * may do, frees the connection and stops the provider.
 */
public interface WireAnswer extends AutoCloseable {

  /** The status, 200 to 299. */
  int status();

  /** Headers that a client may see, by lower-case name. */
  Map<String, String> headers();

  /**
   * The body, decoded from any transfer or content coding. A read waits at most as long as the
   * target's idle time-out and then throws {@link java.net.SocketTimeoutException}.
   */
  InputStream body() throws IOException;

  @Override
  void close();
}
