package dev.cco.provider.simulator;

import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Iterator;
import java.util.List;

/** A composed answer at its pace. */
final class SimulatedEvents implements Events {
  private final Iterator<Event> events;
  private final Pace pace;

  SimulatedEvents(List<Event> events, Pace pace) {
    this.events = events.iterator();
    this.pace = pace;
  }

  @Override
  public List<String> dropped() {
    return List.of();
  }

  @Override
  public boolean hasNext() {
    return events.hasNext();
  }

  @Override
  public Event next() {
    Event event = events.next();
    try {
      pace.await(event);
      return event;
    } catch (SocketTimeoutException silent) {
      throw new UpstreamFailure(Kind.TIMEOUT, "the simulator was silent for too long", silent);
    } catch (IOException broken) {
      throw new UpstreamFailure(Kind.BROKEN, "the simulator broke its answer off", broken);
    }
  }

  @Override
  public void close() {
    pace.close();
  }
}
