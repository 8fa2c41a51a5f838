package dev.cco.protocol;

import dev.cco.spi.CallerFault;
import dev.cco.spi.Event;
import dev.cco.spi.UpstreamFailure;
import java.util.List;

/** Reads one protocol's stream into canonical events. Of one answer, used by one thread. */
public interface StreamDecoder {
  /**
   * The canonical events that this wire event says, in order; may be none.
   *
   * @throws UpstreamFailure if it is an error, or cannot be understood
   * @throws CallerFault if it is an error that the provider found in the request
   */
  List<Event> decode(WireEvent event);

  /**
   * What was still to be said when the stream ended.
   *
   * @throws UpstreamFailure if it ended too early
   */
  List<Event> end();
}
