package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Chunks.DONE;
import static dev.cco.protocol.chat.Chunks.chunk;
import static dev.cco.protocol.chat.Chunks.data;
import static dev.cco.protocol.chat.Chunks.decode;
import static dev.cco.protocol.chat.Chunks.deltas;
import static dev.cco.protocol.chat.Chunks.finish;
import static dev.cco.protocol.chat.Chunks.lines;
import static dev.cco.protocol.chat.Chunks.stream;
import static dev.cco.protocol.chat.Chunks.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Event;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {
  private static final String CALL_A =
      "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}";
  private static final String CALL_B =
      "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}";

  private static String arguments(int index, String json) {
    return "{\"tool_calls\":[{\"index\":"
        + index
        + ",\"function\":{\"arguments\":\""
        + json.replace("\"", "\\\"")
        + "\"}}]}";
  }

  private static Event.Finished last(List<Event> events) {
    return (Event.Finished) events.getLast();
  }

  @Test
  void readsText() {
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"role\":\"assistant\",\"content\":\"\"}",
                "{\"content\":\"Hel\"}",
                "{\"content\":\"lo\"}"),
            List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly(
            "started m", "open text", "text Hel", "text lo", "close", "finished END_TURN");
  }

  @Test
  void passesEachPieceOfArgumentsOnAtOnce() {
    StreamDecoder decoder = new ChatDialect().decoder();
    decoder.decode(deltas(CALL_A).getFirst());

    assertThat(lines(decoder.decode(deltas(arguments(0, "{\"x\"")).getFirst())))
        .containsExactly("open call a f", "arguments {\"x\"");
    assertThat(lines(decoder.decode(deltas(arguments(0, ":1}")).getFirst())))
        .containsExactly("arguments :1}");
  }

  @Test
  void opensTheNextCallOnceTheOneBeforeIsComplete() {
    StreamDecoder decoder = new ChatDialect().decoder();
    decoder.decode(deltas(CALL_A).getFirst());
    decoder.decode(deltas(arguments(0, "{}")).getFirst());
    decoder.decode(deltas(CALL_B).getFirst());

    assertThat(lines(decoder.decode(deltas(arguments(1, "{\"y\":")).getFirst())))
        .containsExactly("open call b g", "arguments {\"y\":");
  }

  @Test
  void untanglesInterleavedCalls() {
    List<WireEvent> stream =
        stream(
            deltas(
                CALL_A,
                arguments(0, "{\"x\":"),
                CALL_B,
                arguments(1, "{\"y\":"),
                arguments(0, "1}"),
                arguments(1, "2}")),
            List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly(
            "started m",
            "open call a f",
            "arguments {\"x\":",
            "arguments 1}",
            "close",
            "open call b g",
            "arguments {\"y\":",
            "arguments 2}",
            "close",
            "finished TOOL_USE");
  }

  @Test
  void mintsAnIdThatDependsOnTheAnswerAlone() {
    String call =
        "{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}";
    List<WireEvent> stream = stream(deltas(call), List.of(finish("tool_calls"), DONE));

    List<String> lines = lines(decode(stream));

    assertThat(lines)
        .filteredOn(line -> line.startsWith("open"))
        .doesNotHaveDuplicates()
        .hasSize(2);
    assertThat(lines.get(1)).matches("open call call_[0-9a-f]{24} f");
    assertThat(lines(decode(stream))).isEqualTo(lines);
  }

  @Test
  void joinsASplitNameAndIgnoresARepeatedOne() {
    List<WireEvent> split =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"get_\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"weather\"}}]}",
                arguments(0, "{}")),
            List.of(finish("tool_calls"), DONE));
    List<WireEvent> repeated =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"}\"}}]}"),
            List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(split))).contains("open call a get_weather");
    assertThat(lines(decode(repeated)))
        .containsSubsequence("open call a get_weather", "arguments {", "arguments }", "close");
  }

  @Test
  void tellsCallsApartThatAllHaveTheIndexZero() {
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
            List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(stream))).contains("open call a f", "open call b f");
  }

  @Test
  void readsArgumentsThatAreAnObject() {
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}]}"),
            List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream))).contains("arguments {\"x\":1}", "finished TOOL_USE");
  }

  @Test
  void readsTheDeprecatedFunctionCall() {
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"function_call\":{\"arguments\":\"{\\\"x\\\":1}\"}}"),
            List.of(finish("function_call"), DONE));

    assertThat(lines(decode(stream))).contains("arguments {\"x\":1}", "finished TOOL_USE");
  }

  @Test
  void readsAnAnswerInOneChunk() {
    WireEvent all =
        chunk(
            "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"reasoning\":\"hm\",\"content\":\"ok\",\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}");

    assertThat(lines(decode(List.of(all))))
        .containsExactly(
            "started m",
            "open thinking",
            "thinking hm",
            "close",
            "open text",
            "text ok",
            "close",
            "open call a f",
            "arguments {}",
            "close",
            "finished TOOL_USE");
  }

  @Test
  void readsAWholeMessageInPlaceOfADelta() {
    WireEvent all =
        chunk("{\"index\":0,\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}");

    assertThat(lines(decode(List.of(all)))).contains("text ok", "finished END_TURN");
  }

  @Test
  void readsMistralsParts() {
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"ok\"}]}"),
            List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream)))
        .containsSubsequence("open thinking", "thinking hm", "close", "open text", "text ok");
  }

  @Test
  void readsARefusal() {
    List<WireEvent> stream =
        stream(deltas("{\"refusal\":\"No.\"}"), List.of(finish("content_filter"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly("started m", "open refusal", "text No.", "close", "finished REFUSAL");
  }

  @Test
  void ignoresOtherChoices() {
    List<WireEvent> stream =
        List.of(
            chunk("{\"index\":1,\"delta\":{\"content\":\"other\"}}"),
            chunk("{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":\"stop\"}"));

    assertThat(lines(decode(stream))).contains("text one").doesNotContain("text other");
  }

  @Test
  void keepsTextBackThatComesWithinACall() {
    List<WireEvent> stream =
        stream(
            deltas(CALL_A, arguments(0, "{\"x\""), "{\"content\":\"late\"}", arguments(0, ":1}")),
            List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(stream)))
        .containsSubsequence("arguments :1}", "close", "open text", "text late", "close");
  }

  @Test
  void restoresAToolsOwnName() {
    String longName = "n".repeat(80);
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\""
                    + ToolNames.toProvider(longName)
                    + "\",\"arguments\":\"{}\"}}]}"),
            List.of(finish("tool_calls"), DONE));

    List<Event> events =
        decode(new ChatDialect().decoder(ToolNames.of(Conversations.withTool(longName))), stream);

    assertThat(lines(events)).contains("open call a " + longName);
  }

  @ParameterizedTest
  @CsvSource({
    "stop,END_TURN",
    "length,MAX_TOKENS",
    "model_length,MAX_TOKENS",
    "content_filter,REFUSAL",
    "eos_token,END_TURN"
  })
  void mapsFinishReasons(String word, String reason) {
    List<WireEvent> stream = stream(deltas("{\"content\":\"x\"}"), List.of(finish(word), DONE));

    assertThat(lines(decode(stream))).endsWith("finished " + reason);
  }

  @Test
  void namesTheStopSequenceWhereTheServerDoes() {
    WireEvent last =
        chunk(
            "{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\",\"stop_reason\":\"END\"}");

    assertThat(lines(decode(List.of(last, DONE)))).endsWith("finished STOP_SEQUENCE END");
  }

  @Test
  void saysThatACallWasCutByTheLimit() {
    List<WireEvent> stream =
        stream(deltas(CALL_A, arguments(0, "{\"x\":")), List.of(finish("length"), DONE));

    assertThat(lines(decode(stream))).endsWith("close", "finished MAX_TOKENS");
  }

  @Test
  void failsWhenArgumentsAreNoObject() {
    List<WireEvent> stream =
        stream(deltas(CALL_A, arguments(0, "{\"x\":")), List.of(finish("tool_calls"), DONE));

    assertThatThrownBy(() -> decode(stream))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.INVALID_ANSWER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt_tokens\":10,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":1}}",
        "{\"prompt_tokens\":10,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":1},\"completion_tokens_details\":null}"
      })
  void readsUsageInDisjointClasses(String usage) {
    List<WireEvent> stream =
        stream(deltas("{\"content\":\"x\"}"), List.of(finish("stop"), usage(usage), DONE));

    assertThat(last(decode(stream)).usage()).isEqualTo(new Usage(5, 4, 1, 0, 3, 0, true));
  }

  @Test
  void readsDeepSeeksCacheHits() {
    List<WireEvent> stream =
        stream(
            deltas("{\"content\":\"x\"}"),
            List.of(
                finish("stop"),
                usage(
                    "{\"prompt_tokens\":10,\"completion_tokens\":3,\"prompt_cache_hit_tokens\":6,\"prompt_cache_miss_tokens\":4}"),
                DONE));

    assertThat(last(decode(stream)).usage()).isEqualTo(new Usage(4, 6, 0, 0, 3, 0, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "\"x\"",
        "[]",
        "{\"prompt_tokens\":-1}",
        "{\"prompt_tokens\":9223372036854775808}",
        "{\"prompt_tokens\":\"12\",\"completion_tokens\":1.5}"
      })
  void takesGarbageForNoUsage(String usage) {
    List<WireEvent> stream =
        stream(deltas("{\"content\":\"x\"}"), List.of(finish("stop"), usage(usage), DONE));

    assertThat(last(decode(stream)).usage()).isEqualTo(Usage.UNKNOWN);
  }

  @Test
  void neverCountsBelowZero() {
    Usage usage =
        ChatUsage.read(
            Json.parse(
                    "{\"prompt_tokens\":5,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":9,\"cache_write_tokens\":9}}")
                .orElseThrow());

    assertThat(usage).isEqualTo(new Usage(0, 5, 0, 0, 1, 0, true));
  }

  @Test
  void endsWithoutAFinishReasonAreBroken() {
    assertThatThrownBy(() -> decode(deltas("{\"content\":\"x\"}")))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.BROKEN));
    assertThatThrownBy(() -> decode(List.of(DONE))).isInstanceOf(UpstreamFailure.class);
    assertThatThrownBy(() -> decode(List.of())).isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void endsWithAFinishReasonAloneAreComplete() {
    List<WireEvent> stream = stream(deltas("{\"content\":\"x\"}"), List.of(finish("stop")));

    assertThat(lines(decode(stream))).endsWith("finished END_TURN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"message\":\"boom\",\"code\":502}} | SERVER_ERROR | boom",
        "{\"error\":\"boom\",\"error_type\":\"generation\"} | SERVER_ERROR | boom",
        "{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"} | OVERLOADED | Model is overloaded",
        "{\"error\":{\"message\":\"pay\",\"type\":\"insufficient_quota\"}} | RATE_LIMITED | pay",
        "{\"error\":{\"message\":\"slow down\",\"code\":429}} | RATE_LIMITED | slow down",
        "{\"error\":{\"message\":\"busy\",\"type\":\"overloaded_error\"}} | OVERLOADED | busy",
        "{\"id\":\"x\",\"choices\":[],\"error\":{\"code\":\"503\",\"message\":\"busy\"}} | OVERLOADED | busy"
      })
  void failsWithTheProvidersWords(String chunk, UpstreamFailure.Kind kind, String message) {
    StreamDecoder decoder = new ChatDialect().decoder();

    assertThatThrownBy(() -> decoder.decode(data(chunk)))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.reply()).isPresent();
            });
  }

  @Test
  void failsOnAnErrorEventWhateverItsData() {
    StreamDecoder decoder = new ChatDialect().decoder();

    assertThatThrownBy(() -> decoder.decode(new WireEvent("error", "no JSON at all")))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.SERVER_ERROR));
  }

  @Test
  void isNotDisturbedByAnErrorThatIsNull() {
    WireEvent chunk =
        data(
            "{\"error\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}");

    assertThat(lines(decode(List.of(chunk)))).contains("text x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"choices\":[{\"delta\"", "[1]", "hello"})
  void failsOnWhatIsNoChunk(String data) {
    StreamDecoder decoder = new ChatDialect().decoder();

    assertThatThrownBy(() -> decoder.decode(data(data)))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.INVALID_ANSWER));
  }

  @Test
  void failsWhenTheServerFinishesWithAnError() {
    List<WireEvent> stream = stream(deltas("{\"content\":\"x\"}"), List.of(finish("error"), DONE));

    assertThatThrownBy(() -> decode(stream)).isInstanceOf(UpstreamFailure.class);
  }
}
