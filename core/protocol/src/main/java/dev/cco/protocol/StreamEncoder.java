package dev.cco.protocol;

import dev.cco.spi.Event;
import java.util.List;

/** Writes canonical events in one protocol. Of one answer, used by one thread. */
public interface StreamEncoder {
  /** The wire events that say this event, in order; may be none. */
  List<WireEvent> encode(Event event);
}
