package dev.cco.protocol;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Event;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an answer says, a line for each event that can be told apart by the one who reads it: pieces
 * of one text are one line, however they were cut.
 */
public final class EventLines {
  private static final Set<String> GROWING = Set.of("text", "thinking", "arguments");

  private EventLines() {}

  /** Everything that a complete stream says, and with which failure it ends if it does. */
  public static List<String> read(StreamDecoder decoder, List<WireEvent> stream) {
    List<Event> events = new ArrayList<>();
    try {
      stream.forEach(event -> events.addAll(decoder.decode(event)));
      events.addAll(decoder.end());
    } catch (UpstreamFailure failure) {
      return ended(events, "failed " + failure.kind() + " " + failure.getMessage());
    } catch (CallerFault fault) {
      return ended(events, "refused " + fault.status() + " " + fault.getMessage());
    }
    return of(events);
  }

  private static List<String> ended(List<Event> events, String end) {
    List<String> lines = new ArrayList<>(of(events));
    lines.add(end);
    return lines;
  }

  public static List<String> of(List<Event> events) {
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      String line = line(event);
      String kind = line.substring(0, Math.max(0, line.indexOf(' ')));
      boolean goesOn = GROWING.contains(kind) && lines.getLast().startsWith(kind + " ");
      if (goesOn) {
        lines.add(lines.removeLast() + line.substring(kind.length() + 1));
      } else if (!(event instanceof Event.Ping)) {
        lines.add(line);
      }
    }
    return lines.stream().map(EventLines::visible).toList();
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.Started started ->
          "started " + started.id() + " " + started.model() + " " + usage(started.usage());
      case Event.BlockStarted started -> "open " + block(started.block());
      case Event.TextDelta delta -> "text " + delta.text();
      case Event.ThinkingDelta delta -> "thinking " + delta.text();
      case Event.SignatureDelta delta -> "signature " + delta.signature();
      case Event.ArgumentsDelta delta -> "arguments " + delta.json();
      case Event.CitationDelta delta -> "citation " + Json.text(delta.citation());
      case Event.BlockStopped stopped -> "close";
      case Event.Ping ping -> "ping";
      case Event.Finished finished ->
          "finished "
              + finished.reason()
              + finished.stopSequence().map(sequence -> " \"" + sequence + "\"").orElse("")
              + " "
              + usage(finished.usage());
    };
  }

  /** The figures in the order of the record; a hyphen if nothing was reported. */
  public static String usage(Usage usage) {
    return usage.known()
        ? "%d/%d/%d/%d/%d/%d"
            .formatted(
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output(),
                usage.reasoning())
        : "-";
  }

  private static String block(Block block) {
    return switch (block) {
      case Block.Text text -> "text";
      case Block.Refusal refusal -> "refusal";
      case Block.Thinking thinking -> "thinking";
      case Block.ToolUse use -> "call " + use.id() + " " + use.name();
      case Block.RedactedThinking redacted -> "redacted " + redacted.data();
      case Block.Opaque opaque -> "opaque " + Json.text(opaque.json());
      case Block.Image image -> "image";
      case Block.Document document -> "document";
      case Block.ToolResult result -> "result";
    };
  }

  /** Lines stay lines, and what cannot be seen can be compared by eye. */
  private static String visible(String line) {
    StringBuilder text = new StringBuilder();
    line.codePoints()
        .forEach(
            c -> {
              boolean hidden =
                  switch (Character.getType(c)) {
                    case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE ->
                        true;
                    default -> false;
                  };
              if (hidden) {
                text.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }
}
