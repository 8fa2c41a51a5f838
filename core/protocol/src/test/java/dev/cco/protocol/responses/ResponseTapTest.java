package dev.cco.protocol.responses;

import static dev.cco.protocol.StreamTap.Sight.CONTENT;
import static dev.cco.protocol.StreamTap.Sight.END;
import static dev.cco.protocol.StreamTap.Sight.ERROR;
import static dev.cco.protocol.StreamTap.Sight.PREAMBLE;
import static dev.cco.protocol.responses.Responses.DIALECT;
import static dev.cco.protocol.responses.Responses.data;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.ApiError.Kind;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.StreamTap.Sight;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseFramer;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTapTest {
  private static final Usage USAGE = new Usage(30, 5, 2, 0, 11, 4, true);

  private final StreamTap tap = DIALECT.tap(false);

  private static StreamTap.Passing pass(StreamTap tap, WireEvent event) {
    return tap.pass(Slice.of(SseWriter.write(event)));
  }

  /** Bytes that arrive in two pieces. */
  private static final class TwoPieces extends InputStream {
    private final byte[] bytes;
    private final int cut;
    private int at;

    TwoPieces(byte[] bytes, int cut) {
      this.bytes = bytes;
      this.cut = cut;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("reads pieces only");
    }

    @Override
    public int read(byte[] target, int from, int most) {
      int end = at < cut ? cut : bytes.length;
      int length = Math.min(most, end - at);
      if (length == 0) {
        return -1;
      }
      System.arraycopy(bytes, at, target, from, length);
      at += length;
      return length;
    }
  }

  @Test
  void seesACompleteAnswerAndPassesItOnAsItCame() throws IOException {
    List<Sight> sights = new ArrayList<>();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    for (WireEvent event : Recorded.stream()) {
      StreamTap.Passing passing = pass(tap, event);
      sights.add(passing.sight());
      passed.write(passing.bytes().array(), passing.bytes().from(), passing.bytes().length());
    }

    assertThat(passed.toByteArray()).isEqualTo(Recorded.bytes("stream.sse"));
    assertThat(sights).startsWith(PREAMBLE, PREAMBLE, CONTENT).endsWith(CONTENT, END);
    assertThat(tap.facts())
        .isEqualTo(new AnswerFacts("gpt-5-2025-08-07", USAGE, "completed", true, true));
  }

  @Test
  void seesTheSameHoweverTheBytesAreCut() throws IOException {
    byte[] stream = Recorded.bytes("stream.sse");
    for (int cut = 1; cut < stream.length; cut++) {
      StreamTap fresh = DIALECT.tap(false);
      ByteArrayOutputStream passed = new ByteArrayOutputStream();
      SseFramer framer = new SseFramer(new TwoPieces(stream, cut), 1 << 20);
      while (framer.read()) {
        for (Optional<Slice> event = framer.next(); event.isPresent(); event = framer.next()) {
          Slice bytes = fresh.pass(event.get()).bytes();
          passed.write(bytes.array(), bytes.from(), bytes.length());
        }
      }

      assertThat(passed.toByteArray()).isEqualTo(stream);
      assertThat(fresh.facts().usage()).isEqualTo(USAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: response.output_text.delta\ndata: {}\n\n",
        "data: {\"type\":\"response.output_text.delta\"}\n\n",
        "\r\nevent:response.output_item.added\r\ndata: {}\r\n\r\n"
      })
  void seesContent(String event) {
    assertThat(tap.pass(Slice.of(event.getBytes(UTF_8))).sight()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": ping\n\n",
        "event: response.created\ndata: {\"response\":{}}\n\n",
        "event: response.queued\ndata: not JSON\n\n"
      })
  void seesPreamble(String event) {
    assertThat(tap.pass(Slice.of(event.getBytes(UTF_8))).sight()).isEqualTo(PREAMBLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: error\ndata: {\"type\":\"error\",\"message\":\"x\"}\n\n",
        "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\"}}\n\n"
      })
  void seesErrors(String event) {
    assertThat(tap.pass(Slice.of(event.getBytes(UTF_8))).sight()).isEqualTo(ERROR);
    assertThat(tap.facts().complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"incomplete\",\"output\":[{\"type\":\"message\"}],\"usage\":{\"input_tokens\":1}}",
        "{\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":1}}",
        "{\"status\":\"completed\",\"output\":[{\"type\":\"message\"}]}",
        "{\"status\":\"completed\",\"output\":[{\"type\":\"message\"},{\"type\":\"web_search_call\"}],\"usage\":{\"input_tokens\":1}}"
      })
  void doesNotLetEveryCompleteAnswerBeStored(String response) {
    Sight sight =
        pass(
                tap,
                Responses.event("{\"type\":\"response.completed\",\"response\":" + response + "}"))
            .sight();

    assertThat(sight).isEqualTo(END);
    assertThat(tap.facts().complete()).isTrue();
    assertThat(tap.facts().storable()).isFalse();
  }

  @Test
  void endsACutStreamInAResponseThatFailed() throws IOException {
    List<WireEvent> stream = Recorded.stream();
    stream.subList(0, 12).forEach(event -> pass(tap, event));

    assertThat(tap.facts().complete()).isFalse();
    List<WireEvent> end = tap.broken(ApiError.of(504, Kind.TIMEOUT, "Silence.")).orElseThrow();
    ObjectNode failed = data(end.getFirst());
    assertThat(end).hasSize(1);
    assertThat(end.getFirst().name()).isEqualTo("response.failed");
    assertThat(failed.path("sequence_number").asInt()).isEqualTo(12);
    assertThat(failed.at("/response/id").asText()).isEqualTo("resp_68");
    assertThat(failed.at("/response/status").asText()).isEqualTo("failed");
    assertThat(failed.at("/response/error/message").asText()).isEqualTo("Silence.");
    assertThat(failed.at("/response/from_next_year/a").asInt()).isEqualTo(1);
  }

  @Test
  void leavesAStreamWithoutABeginningToTheDialect() {
    assertThat(tap.broken(ApiError.of(504, Kind.TIMEOUT, "Silence."))).isEmpty();
  }
}
