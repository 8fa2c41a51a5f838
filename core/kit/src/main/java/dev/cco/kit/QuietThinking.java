package dev.cco.kit;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import java.util.List;

/** Keeps a model's thinking from a client that did not ask to see it. */
final class QuietThinking implements RewrittenEvents.Rewrite {
  private final boolean marked;
  private boolean inside;

  /**
   * @param marked whether the client is shown that there was thinking, by blocks without text
   */
  QuietThinking(boolean marked) {
    this.marked = marked;
  }

  @Override
  public List<Event> of(Event event) {
    if (event instanceof Event.BlockStarted started) {
      inside =
          started.block() instanceof Block.Thinking
              || started.block() instanceof Block.RedactedThinking;
      return !inside || marked ? List.of(event) : List.of();
    }
    if (!inside || event instanceof Event.Ping) {
      return List.of(event);
    }
    boolean end = event instanceof Event.BlockStopped;
    inside = !end;
    return end && marked ? List.of(event) : List.of();
  }
}
