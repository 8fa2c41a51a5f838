package dev.cco.kit;

import dev.cco.spi.Event;
import dev.cco.spi.Events;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;

/** An answer whose events are changed on their way. */
final class RewrittenEvents implements Events {

  /** What becomes of the events of one answer. Used by one thread. */
  @FunctionalInterface
  interface Rewrite {
    /** What is said instead of the event; may end the answer before its provider does. */
    List<Event> of(Event event);
  }

  private final Events answer;
  private final Rewrite rewrite;
  private final Deque<Event> ready = new ArrayDeque<>();
  private boolean ended;

  RewrittenEvents(Events answer, Rewrite rewrite) {
    this.answer = answer;
    this.rewrite = rewrite;
  }

  @Override
  public List<String> dropped() {
    return answer.dropped();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      if (answer.hasNext()) {
        pull(answer.next());
      } else {
        ended = true;
      }
    }
    return !ready.isEmpty();
  }

  private void pull(Event event) {
    for (Event said : rewrite.of(event)) {
      ready.add(said);
      ended |= said instanceof Event.Finished;
    }
    if (ended && !(event instanceof Event.Finished)) {
      // Nobody wants the rest: the provider need not go on.
      answer.close();
    }
  }

  @Override
  public Event next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the answer is over");
    }
    return ready.removeFirst();
  }

  @Override
  public void close() {
    answer.close();
  }
}
