package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An answer of a provider, cut into events at random. */
final class RandomAnswer {
  /** What a block of the answer is. */
  enum Kind {
    TEXT,
    REFUSAL,
    THINKING,
    CALL,
    REDACTED,
    OPAQUE
  }

  /**
   * A block of the answer.
   *
   * @param id of a call
   * @param text what grows, perhaps empty: words, thoughts or arguments
   * @param signature of thoughts, perhaps empty
   */
  record Part(Kind kind, String id, String text, String signature) {}

  static final ObjectNode OPAQUE =
      Json.object().put("type", "server_tool_use").put("id", "srvtoolu_1").put("name", "x");

  private final Dice dice;
  private final List<Part> parts = new ArrayList<>();
  private final StopReason reason;
  private final Optional<String> stopSequence;
  private final Usage usage;

  RandomAnswer(long seed) {
    this.dice = new Dice(seed);
    OPAQUE.set("input", Json.object());
    for (int i = dice.upTo(5); i > 0; i--) {
      parts.add(part(i));
    }
    boolean calls = parts.stream().anyMatch(part -> part.kind() == Kind.CALL);
    this.reason = calls ? StopReason.TOOL_USE : dice.oneOf(StopReason.values());
    this.stopSequence =
        reason == StopReason.STOP_SEQUENCE ? Optional.of(dice.words()) : Optional.empty();
    int output = dice.upTo(500);
    this.usage =
        new Usage(
            dice.upTo(900),
            dice.upTo(900),
            dice.upTo(9),
            dice.upTo(9),
            output,
            dice.upTo(output),
            true);
  }

  List<Part> parts() {
    return parts;
  }

  StopReason reason() {
    return reason;
  }

  Optional<String> stopSequence() {
    return stopSequence;
  }

  Usage usage() {
    return usage;
  }

  private Part part(int number) {
    Kind kind = dice.oneOf(Kind.values());
    return switch (kind) {
      case TEXT, REFUSAL -> new Part(kind, "", dice.anyText(), "");
      case THINKING -> new Part(kind, "", dice.anyText(), dice.oneOf("", "EqQB"));
      case CALL ->
          new Part(kind, "call_" + number, dice.chance(0.2) ? "" : Json.text(dice.object(2)), "");
      case REDACTED, OPAQUE -> new Part(kind, "", "", "");
    };
  }

  List<Event> events() {
    List<Event> events = new ArrayList<>();
    events.add(new Event.Started("up", "upstream", usage));
    for (Part part : parts) {
      ping(events);
      events.add(new Event.BlockStarted(block(part)));
      for (String piece : pieces(part.text())) {
        events.add(delta(part, piece));
        ping(events);
      }
      if (!part.signature().isEmpty()) {
        events.add(new Event.SignatureDelta(part.signature()));
      }
      events.add(new Event.BlockStopped());
    }
    events.add(new Event.Finished(reason, stopSequence, usage));
    return events;
  }

  private void ping(List<Event> events) {
    if (dice.chance(0.1)) {
      events.add(new Event.Ping());
    }
  }

  private static Block block(Part part) {
    return switch (part.kind()) {
      case TEXT -> new Block.Text("");
      case REFUSAL -> new Block.Refusal("");
      case THINKING -> new Block.Thinking("", "");
      case CALL -> new Block.ToolUse(part.id(), "f", Json.object());
      case REDACTED -> new Block.RedactedThinking("Emw=");
      case OPAQUE -> new Block.Opaque(Protocol.MESSAGES, OPAQUE);
    };
  }

  private static Event delta(Part part, String piece) {
    return switch (part.kind()) {
      case TEXT, REFUSAL -> new Event.TextDelta(piece);
      case THINKING -> new Event.ThinkingDelta(piece);
      case CALL -> new Event.ArgumentsDelta(piece);
      case REDACTED, OPAQUE -> throw new IllegalStateException("comes whole: " + part);
    };
  }

  /** Cuts a text, but never a character. */
  private List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + dice.between(1, 9));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
