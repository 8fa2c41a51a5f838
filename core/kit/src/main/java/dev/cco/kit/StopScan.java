package dev.cco.kit;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Ends an answer at the first of some texts, for a provider that was not told all of them. Text is
 * held back only as long as it could be the beginning of one.
 */
final class StopScan implements RewrittenEvents.Rewrite {
  /** Fewer bytes to a token than any current tokenizer has. */
  private static final int BYTES_PER_TOKEN = 3;

  private final List<String> stops;
  private final boolean whole;
  private final LongSupplier prompt;
  private final StringBuilder pending = new StringBuilder();
  private Optional<String> found = Optional.empty();
  private Usage known = Usage.UNKNOWN;
  private boolean inText;
  private long bytes;

  /** Where a stop was found. */
  private record Match(String stop, int from) {
    int to() {
      return from + stop.length();
    }
  }

  /**
   * A scan of one answer.
   *
   * @param whole whether the answer came in one piece, so that the provider's own figures are at
   *     hand
   * @param prompt an estimate of the prompt's tokens, for an answer that is cut before its figures
   */
  StopScan(List<String> stops, boolean whole, LongSupplier prompt) {
    this.stops = List.copyOf(stops);
    this.whole = whole;
    this.prompt = prompt;
  }

  @Override
  public List<Event> of(Event event) {
    if (found.isPresent()) {
      return event instanceof Event.Finished finished
          ? List.of(finished(finished.usage()))
          : List.of();
    }
    return switch (event) {
      case Event.Started started -> {
        known = started.usage();
        yield List.of(event);
      }
      case Event.BlockStarted started -> {
        inText = started.block() instanceof Block.Text;
        yield List.of(event);
      }
      case Event.TextDelta delta -> inText ? text(delta.text()) : seen(event, delta.text());
      case Event.ThinkingDelta delta -> seen(event, delta.text());
      case Event.ArgumentsDelta delta -> seen(event, delta.json());
      case Event.BlockStopped stopped -> stop(stopped);
      case Event.SignatureDelta signature -> List.of(event);
      case Event.CitationDelta citation -> List.of(event);
      case Event.Ping ping -> List.of(event);
      case Event.Finished finished -> List.of(event);
    };
  }

  private List<Event> seen(Event event, String text) {
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    return List.of(event);
  }

  private List<Event> text(String piece) {
    bytes += piece.getBytes(StandardCharsets.UTF_8).length;
    pending.append(piece);
    Optional<Match> match = match();
    if (match.isPresent()) {
      found = Optional.of(match.get().stop());
      List<Event> events = new ArrayList<>(flush(match.get().from()));
      events.add(new Event.BlockStopped());
      if (!whole) {
        events.add(finished(estimate()));
      }
      return events;
    }
    return flush(pending.length() - held());
  }

  private List<Event> stop(Event.BlockStopped stopped) {
    List<Event> events = new ArrayList<>(flush(pending.length()));
    events.add(stopped);
    inText = false;
    return events;
  }

  private List<Event> flush(int length) {
    if (length == 0) {
      return List.of();
    }
    String text = pending.substring(0, length);
    pending.delete(0, length);
    return List.of(new Event.TextDelta(text));
  }

  /** The stop that is complete first; of two that end together the longer. */
  private Optional<Match> match() {
    Optional<Match> first = Optional.empty();
    for (String stop : stops) {
      int from = pending.indexOf(stop);
      if (from >= 0) {
        Match match = new Match(stop, from);
        boolean earlier =
            first.isEmpty()
                || match.to() < first.get().to()
                || (match.to() == first.get().to() && from < first.get().from());
        first = earlier ? Optional.of(match) : first;
      }
    }
    return first;
  }

  /** How much of the end could be the beginning of a stop. */
  private int held() {
    String text = pending.toString();
    int longest = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
        if (text.endsWith(stop.substring(0, length))) {
          longest = length;
        }
      }
    }
    return longest;
  }

  private Event finished(Usage usage) {
    return new Event.Finished(StopReason.STOP_SEQUENCE, found, usage);
  }

  private Usage estimate() {
    long input = known.known() ? known.input() : prompt.getAsLong();
    return new Usage(
        input,
        known.cacheRead(),
        known.cacheWrite5m(),
        known.cacheWrite1h(),
        Math.ceilDiv(bytes, BYTES_PER_TOKEN),
        0,
        false);
  }
}
