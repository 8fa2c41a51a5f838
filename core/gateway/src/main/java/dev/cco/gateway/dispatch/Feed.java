package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import dev.cco.spi.UpstreamFailure;
import java.util.List;
import java.util.Optional;

/**
 * A provider's stream in the client's protocol. Read by one thread; any thread may close it, which
 * ends the upstream call.
 */
public interface Feed extends AutoCloseable {

  /**
   * What arrives next; blocks until then. Empty after the end of a complete answer. The bytes are
   * valid until the next call.
   *
   * @throws UpstreamFailure if the answer breaks off
   */
  Optional<Portion> next();

  /** What is known by now. */
  AnswerFacts facts();

  /** What could not be said to the provider. */
  List<String> dropped();

  @Override
  void close();
}
