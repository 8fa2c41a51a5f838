package dev.cco.protocol.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.SseFramer;
import dev.cco.protocol.sse.SseReader;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random answers: cut, mixed up and translated there and back, they say the same. */
class StreamRoundTripTest {
  private static final String[] WORDS = {"a", "\n\ndata: [DONE]", "\"usage\":{}", "é😀", " ", "{"};
  private final ChatDialect dialect = new ChatDialect();

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  /** An answer as a provider of another protocol gives it. */
  private static List<Event> answer(Random random) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.Started("msg", "m", Usage.UNKNOWN));
    boolean calls = false;
    if (random.nextBoolean()) {
      events.add(new Event.BlockStarted(new Block.Thinking("", "")));
      words(random).forEach(word -> events.add(new Event.ThinkingDelta(word)));
      events.add(new Event.BlockStopped());
    }
    if (random.nextBoolean()) {
      events.add(new Event.BlockStarted(new Block.Text("")));
      words(random).forEach(word -> events.add(new Event.TextDelta(word)));
      events.add(new Event.BlockStopped());
    }
    for (int call = random.nextInt(4); call > 0; call--) {
      calls = true;
      events.add(new Event.BlockStarted(new Block.ToolUse("id" + call, "f", Json.object())));
      for (String piece : pieces(random, arguments(random))) {
        events.add(new Event.ArgumentsDelta(piece));
      }
      events.add(new Event.BlockStopped());
    }
    events.add(
        new Event.Finished(
            calls ? StopReason.TOOL_USE : StopReason.END_TURN,
            Optional.empty(),
            new Usage(random.nextInt(9), random.nextInt(9), 2, 0, 3, 1, true)));
    return events;
  }

  private static List<String> words(Random random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      words.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return words;
  }

  private static String arguments(Random random) {
    ObjectNode object = Json.object();
    for (int i = random.nextInt(3); i > 0; i--) {
      object.put("k" + i, String.join("}\\", words(random)));
      object.putArray("l" + i).add(1).addObject();
    }
    return object.toString();
  }

  private static List<String> pieces(Random random, String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(8));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  /** Pieces joined, so that answers cut in different places compare. */
  private static List<String> joined(List<Event> events) {
    List<String> lines = new ArrayList<>();
    for (String line : Chunks.lines(events)) {
      String kind = line.substring(0, Math.max(0, line.indexOf(' ')));
      boolean goesOn =
          List.of("text", "thinking", "arguments").contains(kind)
              && lines.getLast().startsWith(kind + " ");
      lines.add(goesOn ? lines.removeLast() + line.substring(kind.length() + 1) : line);
    }
    lines.removeFirst();
    return lines;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void encodedAndDecodedItIsTheSame(long seed) {
    List<Event> events = answer(new Random(seed));

    List<Event> again = Chunks.decode(Chunks.encode(events));

    assertThat(joined(again)).isEqualTo(joined(events));
    assertThat(again.getLast()).isEqualTo(events.getLast());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void foldedAndUnfoldedItIsTheSame(long seed) {
    List<Event> events = answer(new Random(seed));
    byte[] plain = dialect.fold(Chunks.encode(events));

    List<WireEvent> unfolded = dialect.unfold(plain, true);

    assertThat(joined(Chunks.decode(unfolded))).isEqualTo(joined(events));
    assertThat(Json.parse(dialect.fold(unfolded))).isEqualTo(Json.parse(plain));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void mixedUpCallsComeOutInOrder(long seed) {
    Random random = new Random(seed);
    int calls = 1 + random.nextInt(4);
    List<List<String>> waiting = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<WireEvent> stream = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      String arguments = arguments(random);
      waiting.add(pieces(random, arguments));
      expected.addAll(List.of("open call id" + call + " f", "arguments " + arguments, "close"));
      stream.addAll(
          Chunks.deltas(
              "{\"tool_calls\":[{\"index\":%d,\"id\":\"id%d\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"
                  .formatted(call, call)));
    }
    expected.add("finished TOOL_USE");
    while (waiting.stream().anyMatch(pieces -> !pieces.isEmpty())) {
      int call = random.nextInt(calls);
      if (!waiting.get(call).isEmpty()) {
        ObjectNode delta = Json.object();
        ObjectNode piece = delta.putArray("tool_calls").addObject().put("index", call);
        piece.putObject("function").put("arguments", waiting.get(call).removeFirst());
        stream.addAll(Chunks.deltas(delta.toString()));
      }
    }
    stream.add(Chunks.finish("tool_calls"));

    assertThat(joined(Chunks.decode(stream))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theTapLetsEveryByteThroughAndSeesTheEnd(long seed) throws IOException {
    List<WireEvent> stream = Chunks.encode(answer(new Random(seed)));
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (WireEvent event : stream) {
      wire.writeBytes(SseWriter.write(event));
    }
    SseFramer framer = new SseFramer(new ByteArrayInputStream(wire.toByteArray()), 1 << 20);
    StreamTap tap = dialect.tap(false);
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    StreamTap.Sight last = StreamTap.Sight.PREAMBLE;

    while (framer.read()) {
      for (var event = framer.next(); event.isPresent(); event = framer.next()) {
        StreamTap.Passing passing = tap.pass(event.get());
        last = passing.sight();
        passed.write(passing.bytes().array(), passing.bytes().from(), passing.bytes().length());
      }
    }

    assertThat(passed.toByteArray()).isEqualTo(wire.toByteArray());
    assertThat(last).isEqualTo(StreamTap.Sight.END);
    assertThat(tap.facts().storable()).isTrue();
  }

  @Test
  void aStreamSaysTheSameHoweverItIsCut() throws IOException {
    List<WireEvent> stream = Chunks.encode(answer(new Random(7)));
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (WireEvent event : stream) {
      wire.writeBytes(": comment\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      wire.writeBytes(SseWriter.write(event));
    }
    List<Event> expected = Chunks.decode(stream);

    for (int cut = 1; cut < wire.size(); cut++) {
      SseReader reader = new SseReader(new CutInputStream(wire.toByteArray(), cut), 1 << 20);
      List<WireEvent> read = new ArrayList<>();
      for (var event = reader.next(); event.isPresent(); event = reader.next()) {
        read.add(event.get());
      }
      assertThat(Chunks.decode(read)).isEqualTo(expected);
    }
  }

  /** Gives its bytes in two arrivals. */
  private static final class CutInputStream extends ByteArrayInputStream {
    private final int cut;

    CutInputStream(byte[] bytes, int cut) {
      super(bytes);
      this.cut = cut;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, pos < cut ? Math.min(length, cut - pos) : length);
    }
  }
}
