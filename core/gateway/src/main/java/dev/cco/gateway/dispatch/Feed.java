package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.WireEvent;
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

  /**
   * The events that end this stream with an error, where they depend on how far it got; else the
   * client's dialect has them.
   */
  default Optional<List<WireEvent>> broken(ApiError error) {
    return Optional.empty();
  }

  /** What could not be said to the provider. */
  List<String> dropped();

  @Override
  void close();
}
