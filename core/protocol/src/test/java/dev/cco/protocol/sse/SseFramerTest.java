package dev.cco.protocol.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.Slice;
import dev.cco.protocol.WireEvent;
import dev.cco.spi.UpstreamFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramerTest {
  private static final String STREAM =
      """
      \ufeffevent: first
      data: {"é":1}

      : a comment

      data:tight
      data
      data:  more
      id: 7

      event: empty

      retry: 10
      event:last
      data: end

      """;
  private static final List<WireEvent> EVENTS =
      List.of(
          new WireEvent("first", "{\"é\":1}"),
          new WireEvent("", "tight\n\n more"),
          new WireEvent("last", "end"));

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void readsTheSameEventsHoweverTheBytesArrive(String lineEnd) throws IOException {
    byte[] stream = STREAM.replace("\n", lineEnd).getBytes(UTF_8);
    for (int split = 0; split <= stream.length; split++) {
      assertThat(read(arriving(stream, split))).as("split at %d", split).isEqualTo(EVENTS);
      assertThat(frame(arriving(stream, split))).as("split at %d", split).isEqualTo(stream);
    }
    assertThat(read(byteByByte(stream))).isEqualTo(EVENTS);
    assertThat(frame(byteByByte(stream))).isEqualTo(stream);
  }

  @Test
  void handsOutAnEventAsSoonAsItIsComplete() throws IOException {
    byte[] stream = "data: 1\r\rdata: 2\r".getBytes(UTF_8);
    SseFramer framer = new SseFramer(new ByteArrayInputStream(stream), 100);

    framer.read();

    assertThat(framer.next()).map(SseFramerTest::text).contains("data: 1\r\r");
    assertThat(framer.next()).isEmpty();
    assertThat(text(framer.rest())).isEqualTo("data: 2\r");
    assertThat(framer.read()).isFalse();
  }

  @Test
  void givesTheRestOfABrokenEvent() throws IOException {
    SseFramer framer = new SseFramer(stream("data: 1\n\ndata: 2\n"), 100);

    while (framer.read()) {
      framer.next();
    }

    assertThat(text(framer.rest())).isEqualTo("data: 2\n");
  }

  @Test
  void hasNoRestWhenOnlyTheLineFeedOfTheLastLineEndIsLeft() throws IOException {
    SseFramer framer = new SseFramer(byteByByte("data: 1\r\n\r\n".getBytes(UTF_8)), 100);

    List<String> events = new ArrayList<>();
    while (framer.read()) {
      framer.next().map(SseFramerTest::text).ifPresent(events::add);
    }

    assertThat(events).containsExactly("data: 1\r\n\r");
    assertThat(framer.rest().length()).isZero();
  }

  @Test
  void deliversALastEventWithoutItsEmptyLine() throws IOException {
    assertThat(read(stream("data: 1\n\nevent: x\ndata: 2")))
        .containsExactly(new WireEvent("", "1"), new WireEvent("x", "2"));
  }

  @Test
  void takesAnEventOfTheLargestSizeAndRefusesALargerOne() throws IOException {
    String event = "data: 12345\n\n";

    assertThat(read(stream(event + event), event.length())).hasSize(2);
    assertThatThrownBy(() -> read(stream(event + event), event.length() - 1))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.INVALID_ANSWER));
    assertThatThrownBy(() -> read(stream("data: " + "x".repeat(100_000)), 50_000))
        .isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void growsForLongEvents() throws IOException {
    String data = "x".repeat(100_000);

    assertThat(read(stream("data: " + data + "\n\n"))).containsExactly(new WireEvent("", data));
  }

  @Test
  void readsWhatTheWriterWrites() {
    WireEvent event = new WireEvent("delta", "{\"a\":1}\n\nevent: evil\n");

    assertThat(SseReader.parse(Slice.of(SseWriter.write(event)))).contains(event);
    assertThat(new String(SseWriter.write(new WireEvent("", "[DONE]")), UTF_8))
        .isEqualTo("data: [DONE]\n\n");
    assertThat(SseReader.parse(Slice.of(SseWriter.comment("ping")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\ny", "x\ry"})
  void refusesLineEndsInNames(String name) {
    assertThatThrownBy(() -> SseWriter.write(new WireEvent(name, "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<WireEvent> read(InputStream in) throws IOException {
    return read(in, 1 << 20);
  }

  private static List<WireEvent> read(InputStream in, int limit) throws IOException {
    SseReader reader = new SseReader(in, limit);
    List<WireEvent> events = new ArrayList<>();
    for (Optional<WireEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
      events.add(e.get());
    }
    return events;
  }

  private static byte[] frame(InputStream in) throws IOException {
    SseFramer framer = new SseFramer(in, 1 << 20);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean open;
    do {
      open = framer.read();
      for (Optional<Slice> event = framer.next(); event.isPresent(); event = framer.next()) {
        write(out, event.get());
      }
    } while (open);
    if (new String(out.toByteArray(), UTF_8).endsWith("\r\n\r")) {
      out.write('\n');
    }
    write(out, framer.rest());
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Slice slice) {
    out.write(slice.array(), slice.from(), slice.length());
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static InputStream arriving(byte[] stream, int split) {
    return new SequenceInputStream(
        new ByteArrayInputStream(stream, 0, split),
        new ByteArrayInputStream(stream, split, stream.length - split));
  }

  private static InputStream byteByByte(byte[] stream) {
    return new ByteArrayInputStream(Arrays.copyOf(stream, stream.length)) {
      @Override
      public synchronized int read(byte[] target, int from, int length) {
        return super.read(target, from, Math.min(1, length));
      }
    };
  }

  private static String text(Slice slice) {
    return new String(slice.array(), slice.from(), slice.length(), UTF_8);
  }
}
