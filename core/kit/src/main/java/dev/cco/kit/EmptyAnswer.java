package dev.cco.kit;

import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The answer to a request for no tokens, for which no provider is asked. */
final class EmptyAnswer implements Events {
  private final List<String> dropped;
  private final Iterator<Event> events;

  EmptyAnswer(String model, List<String> dropped) {
    // Nobody counted, and nobody charges: that is known.
    Usage usage = Usage.of(0, 0);
    this.dropped = List.copyOf(dropped);
    this.events =
        List.<Event>of(
                new Event.Started("", model, usage),
                new Event.Finished(StopReason.MAX_TOKENS, Optional.empty(), usage))
            .iterator();
  }

  @Override
  public List<String> dropped() {
    return dropped;
  }

  @Override
  public boolean hasNext() {
    return events.hasNext();
  }

  @Override
  public Event next() {
    return events.next();
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
