package dev.cco.kit;

import dev.cco.spi.Event;
import dev.cco.spi.Events;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The events of one upstream answer, read on demand. */
public final class AnswerEvents implements Events {
  private final UpstreamAnswer answer;
  private final List<String> dropped;
  private final Source source;
  private final Deque<Event> ready = new ArrayDeque<>();
  private boolean ended;

  /** Whether the last event was handed out; written by the reader, read by whoever closes. */
  private volatile boolean complete;

  /** Where the events come from. Used by one thread. */
  @FunctionalInterface
  public interface Source {
    /**
     * The events of the next piece of the answer, maybe none; empty at its end.
     *
     * @throws dev.cco.spi.ProviderException if the answer fails
     */
    Optional<List<Event>> next();
  }

  /** Events that {@code source} reads from {@code answer}. */
  public AnswerEvents(UpstreamAnswer answer, List<String> dropped, Source source) {
    this.answer = answer;
    this.dropped = List.copyOf(dropped);
    this.source = source;
  }

  @Override
  public List<String> dropped() {
    return dropped;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      Optional<List<Event>> events = pull();
      events.ifPresent(ready::addAll);
      ended = events.isEmpty();
    }
    return !ready.isEmpty();
  }

  /** The answer is over with its last event; nobody waits for bytes that may follow. */
  @Override
  public Event next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the answer is over");
    }
    Event event = ready.removeFirst();
    if (event instanceof Event.Finished) {
      ended = true;
      complete = true;
    }
    return event;
  }

  @Override
  public void close() {
    if (complete) {
      answer.finish();
    }
    answer.close();
  }

  private Optional<List<Event>> pull() {
    boolean pulled = false;
    try {
      Optional<List<Event>> events = source.next();
      pulled = true;
      return events;
    } finally {
      if (!pulled) {
        ended = true;
        answer.close();
      }
    }
  }
}
