package dev.cco.protocol;

import dev.cco.spi.Event;
import java.util.List;
import java.util.Optional;

/** Writes canonical events in one protocol. Of one answer, used by one thread. */
public interface StreamEncoder {
  /** The wire events that say this event, in order; may be none. */
  List<WireEvent> encode(Event event);

  /**
   * The events that end this stream with an error, where they depend on how far it got; else {@link
   * Dialect#streamError} has them.
   */
  default Optional<List<WireEvent>> broken(ApiError error) {
    return Optional.empty();
  }
}
