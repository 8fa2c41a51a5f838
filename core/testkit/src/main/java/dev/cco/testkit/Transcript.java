package dev.cco.testkit;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole answer, collected from its events; their order is checked on the way.
 *
 * @param deltas how many pieces of content came
 */
public record Transcript(
    String id,
    String model,
    List<Block> blocks,
    StopReason reason,
    Optional<String> stopSequence,
    Usage usage,
    int deltas,
    List<String> dropped) {

  public Transcript {
    blocks = List.copyOf(blocks);
    dropped = List.copyOf(dropped);
  }

  /**
   * Reads an answer to its end and closes it.
   *
   * @throws AssertionError if the events break the grammar of {@link Event}
   */
  public static Transcript of(Events events) {
    try (events) {
      EventGrammar grammar = new EventGrammar();
      while (events.hasNext()) {
        grammar.accept(events.next());
      }
      return grammar.transcript(events.dropped());
    }
  }

  /** Reads what is left of an answer, for the exception it ends with; closes it. */
  public static List<Event> drain(Events events) {
    try (events) {
      List<Event> all = new ArrayList<>();
      while (events.hasNext()) {
        all.add(events.next());
      }
      return all;
    }
  }

  /** All text blocks joined. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Block block : blocks) {
      if (block instanceof Block.Text part) {
        text.append(part.text());
      }
    }
    return text.toString();
  }

  /** All calls of tools, in order. */
  public List<Block.ToolUse> toolCalls() {
    return blocks.stream()
        .filter(Block.ToolUse.class::isInstance)
        .map(Block.ToolUse.class::cast)
        .toList();
  }
}
