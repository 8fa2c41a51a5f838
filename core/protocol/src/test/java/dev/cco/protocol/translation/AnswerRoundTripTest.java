package dev.cco.protocol.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.protocol.translation.RandomAnswer.Part;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random answers, said in one protocol and in the other, keep what the mapping says is kept. */
class AnswerRoundTripTest {
  private static final int CASES = 10_000;
  private static final AnswerFrame FRAME =
      new AnswerFrame("m", "abc", Instant.ofEpochSecond(1_700_000_000), true);

  @Property(tries = CASES)
  void keepsWhatAnAnswerSaysInMessages(@ForAll long seed) {
    RandomAnswer answer = new RandomAnswer(seed);

    List<Event> heard = through(new MessagesDialect(), answer.events());

    assertThat(said(heard)).isEqualTo(expectedOfMessages(answer));
    assertThat(heard.getLast())
        .isEqualTo(new Event.Finished(answer.reason(), answer.stopSequence(), answer.usage()));
  }

  @Property(tries = CASES)
  void keepsWhatAnAnswerSaysInMessagesAndThenInChat(@ForAll long seed) {
    RandomAnswer answer = new RandomAnswer(seed);

    List<Event> heard = through(new ChatDialect(), through(new MessagesDialect(), answer.events()));

    List<String> said = new ArrayList<>(said(heard));
    // A refused answer may be told as a refusal beside its text.
    said.removeIf(line -> line.startsWith("refusal ") && answer.reason() == StopReason.REFUSAL);
    assertThat(said).isEqualTo(expectedOfChat(answer));
    assertThat(heard.getLast())
        .isEqualTo(
            new Event.Finished(reason(answer), Optional.empty(), withoutTimes(answer.usage())));
  }

  private static List<Event> through(Dialect dialect, List<Event> events) {
    StreamEncoder encoder = dialect.encoder(FRAME);
    StreamDecoder decoder = dialect.decoder();
    List<Event> heard = new ArrayList<>();
    for (Event event : events) {
      for (WireEvent wire : encoder.encode(event)) {
        heard.addAll(decoder.decode(wire));
      }
    }
    heard.addAll(decoder.end());
    return heard;
  }

  /** All blocks, a refusal as text; a call without arguments has an empty object. */
  private static List<String> expectedOfMessages(RandomAnswer answer) {
    return answer.parts().stream().map(AnswerRoundTripTest::line).toList();
  }

  private static String line(Part part) {
    return switch (part.kind()) {
      case TEXT, REFUSAL -> "text " + part.text();
      case THINKING -> "thinking " + part.text() + " signed " + part.signature();
      case CALL -> "call " + part.id() + " " + (part.text().isEmpty() ? "{}" : part.text());
      case REDACTED -> "redacted Emw=";
      case OPAQUE -> "opaque " + Json.text(RandomAnswer.OPAQUE);
    };
  }

  /** Words, thoughts without what only their provider can read, and calls. */
  private static List<String> expectedOfChat(RandomAnswer answer) {
    List<String> lines = new ArrayList<>();
    for (Part part : answer.parts()) {
      switch (part.kind()) {
        case TEXT, REFUSAL -> append(lines, "text ", part.text());
        case THINKING -> append(lines, "thinking ", part.text());
        case CALL -> lines.add(line(part));
        case REDACTED, OPAQUE -> {}
      }
    }
    return lines.stream()
        .map(line -> line.startsWith("thinking ") ? line + " signed " : line)
        .toList();
  }

  /** This protocol has no blocks: what is of one kind and adjacent is one. */
  private static void append(List<String> lines, String kind, String text) {
    if (text.isEmpty()) {
      return;
    }
    boolean goesOn = !lines.isEmpty() && lines.getLast().startsWith(kind);
    lines.add(goesOn ? lines.removeLast() + text : kind + text);
  }

  private static StopReason reason(RandomAnswer answer) {
    return switch (answer.reason()) {
      case END_TURN, STOP_SEQUENCE, PAUSE_TURN -> StopReason.END_TURN;
      case MAX_TOKENS, CONTEXT_WINDOW_EXCEEDED -> StopReason.MAX_TOKENS;
      case TOOL_USE ->
          answer.parts().stream().anyMatch(part -> part.kind() == RandomAnswer.Kind.CALL)
              ? StopReason.TOOL_USE
              : StopReason.END_TURN;
      case REFUSAL -> StopReason.REFUSAL;
    };
  }

  private static Usage withoutTimes(Usage usage) {
    return new Usage(
        usage.input(),
        usage.cacheRead(),
        usage.cacheWrite5m() + usage.cacheWrite1h(),
        0,
        usage.output(),
        usage.reasoning(),
        true);
  }

  /** A line for each block of an answer. */
  private static List<String> said(List<Event> events) {
    List<String> lines = new ArrayList<>();
    String signature = "";
    for (Event event : events) {
      switch (event) {
        case Event.BlockStarted started -> {
          lines.add(begin(started.block()));
          signature = started.block() instanceof Block.Thinking ? " signed " : "";
        }
        case Event.TextDelta delta -> lines.add(lines.removeLast() + delta.text());
        case Event.ThinkingDelta delta -> lines.add(lines.removeLast() + delta.text());
        case Event.ArgumentsDelta delta -> lines.add(lines.removeLast() + delta.json());
        case Event.SignatureDelta delta -> signature = " signed " + delta.signature();
        case Event.BlockStopped stopped -> lines.add(lines.removeLast() + signature);
        case Event.Started started -> assertThat(started.model()).isEqualTo("m");
        case Event.CitationDelta delta -> throw new AssertionError("nothing was cited");
        case Event.Ping ping -> {}
        case Event.Finished finished -> {}
      }
    }
    return lines;
  }

  private static String begin(Block block) {
    return switch (block) {
      case Block.Text text -> "text ";
      case Block.Thinking thinking -> "thinking ";
      case Block.ToolUse use -> "call " + use.id() + " ";
      case Block.RedactedThinking redacted -> "redacted " + redacted.data();
      case Block.Opaque opaque -> "opaque " + Json.text(opaque.json());
      case Block.Refusal refusal -> "refusal ";
      case Block.Image image -> "image";
      case Block.Document document -> "document";
      case Block.ToolResult result -> "result";
    };
  }
}
