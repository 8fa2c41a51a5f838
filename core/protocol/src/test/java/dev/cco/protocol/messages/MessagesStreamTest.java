package dev.cco.protocol.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.SseFramer;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesStreamTest {
  private static final Usage USAGE = new Usage(2095, 4000, 100, 200, 89, 12, true);
  private static final AnswerFrame FRAME =
      new AnswerFrame("asked-for", "abc123", Instant.EPOCH, false);

  private final MessagesDialect dialect = new MessagesDialect();

  @ParameterizedTest
  @ValueSource(strings = {"text", "thinking-tools", "server-tools", "unknown", "empty"})
  void tellsAnAnswerAsAStreamAndCollectsItAgain(String name) throws IOException {
    byte[] plain = Recorded.bytes("answers/" + name + ".json");

    List<WireEvent> stream = dialect.unfold(plain, false);

    assertThat(Json.parse(dialect.fold(stream))).isEqualTo(Json.parse(plain));
    assertThat(stream).allSatisfy(event -> assertThat(type(event)).isEqualTo(event.name()));
    assertThat(stream.getFirst().name()).isEqualTo("message_start");
    assertThat(stream.getLast().name()).isEqualTo("message_stop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "thinking-tools", "server-tools", "unknown", "empty"})
  void seesTheSameFactsPlainAndStreamed(String name) throws IOException {
    byte[] plain = Recorded.bytes("answers/" + name + ".json");

    StreamTap tap = dialect.tap(false);
    dialect.unfold(plain, false).forEach(event -> tap.pass(Slice.of(SseWriter.write(event))));

    assertThat(tap.facts()).isEqualTo(dialect.answerFacts(plain));
  }

  @ParameterizedTest
  @CsvSource({
    "text, true, end_turn",
    "thinking-tools, true, tool_use",
    "server-tools, false, end_turn",
    "unknown, true, stop_sequence",
    "empty, false, max_tokens"
  })
  void storesOnlyWhatEndedByItself(String name, boolean storable, String finish)
      throws IOException {
    AnswerFacts facts = dialect.answerFacts(Recorded.bytes("answers/" + name + ".json"));

    assertThat(facts.storable()).isEqualTo(storable);
    assertThat(facts.finish()).isEqualTo(finish);
    assertThat(facts.complete()).isTrue();
  }

  @Test
  void collectsARecordedStream() throws IOException {
    JsonNode message = Json.parse(dialect.fold(Recorded.stream("stream.sse"))).orElseThrow();

    assertThat(message.path("content"))
        .isEqualTo(
            parse(
                """
                [{"type":"thinking","thinking":"The user asks.","signature":"EqQB"},
                 {"type":"text","text":"Let me look."},
                 {"type":"tool_use","id":"toolu_01","name":"get_weather","input":{"city":"Zürich"}}]
                """));
    assertThat(message.path("stop_reason").asText()).isEqualTo("tool_use");
    assertThat(message.path("usage").path("output_tokens").asInt()).isEqualTo(89);
    assertThat(message.path("usage").path("service_tier").asText()).isEqualTo("standard");
  }

  @Test
  void decodesARecordedStream() throws IOException {
    List<Event> events = decode(Recorded.stream("stream.sse"));

    assertThat(events)
        .containsExactly(
            new Event.Started(
                "msg_01A", "claude-opus-5-5", new Usage(2095, 4000, 100, 200, 1, 0, true)),
            new Event.Ping(),
            new Event.BlockStarted(new Block.Thinking("", "")),
            new Event.ThinkingDelta("The user "),
            new Event.ThinkingDelta("asks."),
            new Event.SignatureDelta("EqQB"),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.Text("")),
            new Event.TextDelta("Let me "),
            new Event.TextDelta("look."),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.ToolUse("toolu_01", "get_weather", Json.object())),
            new Event.ArgumentsDelta("{\"city\": \"Z"),
            new Event.ArgumentsDelta("ürich\"}"),
            new Event.BlockStopped(),
            new Event.Finished(StopReason.TOOL_USE, Optional.empty(), USAGE));
  }

  @Test
  void saysADecodedStreamInItsOwnWordsAgain() throws IOException {
    List<WireEvent> stream = encode(decode(Recorded.stream("stream.sse")));

    JsonNode message = Json.parse(dialect.fold(stream)).orElseThrow();
    JsonNode recorded = Json.parse(dialect.fold(Recorded.stream("stream.sse"))).orElseThrow();
    // The recording is older than the member.
    ((ObjectNode) recorded.at("/content/2")).putObject("caller").put("type", "direct");
    assertThat(message.path("content")).isEqualTo(recorded.path("content"));
    assertThat(message.path("id").asText()).isEqualTo("msg_abc123");
    assertThat(message.path("model").asText()).isEqualTo("asked-for");
    assertThat(dialect.answerFacts(dialect.fold(stream)).usage()).isEqualTo(USAGE);
  }

  @Test
  void keepsBlocksThatOnlyTheProtocolKnows() throws IOException {
    byte[] plain = Recorded.bytes("answers/server-tools.json");

    List<Event> events = decode(dialect.unfold(plain, false));

    assertThat(Json.parse(dialect.fold(encode(events))).orElseThrow().path("content"))
        .isEqualTo(Json.parse(plain).orElseThrow().path("content"));
    assertThat(events)
        .contains(
            new Event.BlockStarted(
                new Block.Opaque(
                    Protocol.MESSAGES,
                    (ObjectNode)
                        parse(
                            "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_01\","
                                + "\"name\":\"web_search\",\"input\":{\"query\":\"cco\"}}"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"{\\\"a\\\":1}\"", "[1]", "7"})
  void makesNoCallOfAnInputThatIsNoObject(String input) {
    String plain =
        "{\"type\":\"message\",\"stop_reason\":\"tool_use\",\"content\":[{\"type\":\"tool_use\","
            + "\"id\":\"t\",\"name\":\"f\",\"input\":INPUT}]}";

    assertThat(decode(dialect.unfold(plain.replace("INPUT", "{}").getBytes(UTF_8), false)))
        .hasAtLeastOneElementOfType(Event.Finished.class);
    assertThatThrownBy(
            () -> decode(dialect.unfold(plain.replace("INPUT", input).getBytes(UTF_8), false)))
        .isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void alwaysSaysArgumentsInDeltas() {
    List<WireEvent> stream =
        encode(
            List.of(
                new Event.Started("", "x", Usage.UNKNOWN),
                new Event.BlockStarted(new Block.ToolUse("call_1", "f", Json.object().put("a", 1))),
                new Event.BlockStopped(),
                new Event.BlockStarted(new Block.ToolUse("call_2", "g", Json.object())),
                new Event.BlockStopped(),
                new Event.Finished(StopReason.TOOL_USE, Optional.empty(), Usage.of(1, 2))));

    assertThat(stream)
        .extracting(WireEvent::data)
        .contains(
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\","
                + "\"id\":\"call_1\",\"name\":\"f\",\"input\":{},"
                + "\"caller\":{\"type\":\"direct\"}}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                + "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":"
                + "{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}");
  }

  @Test
  void leavesOutNoMemberThatTheVendorAlwaysSays() {
    Usage started = new Usage(3, 4, 5, 6, 0, 0, true);
    List<WireEvent> stream =
        encode(
            List.of(
                new Event.Started("", "x", started),
                new Event.Finished(StopReason.END_TURN, Optional.empty(), USAGE)));

    JsonNode start = parse(stream.getFirst().data()).path("message");
    JsonNode delta = parse(stream.get(1).data());
    assertThat(start)
        .isEqualTo(
            parse(
                """
                {"id":"msg_abc123","type":"message","role":"assistant","model":"asked-for","content":[],
                 "stop_reason":null,"stop_sequence":null,"stop_details":null,"container":null,
                 "diagnostics":null,
                 "usage":{"input_tokens":3,"output_tokens":0,"cache_creation_input_tokens":11,
                  "cache_read_input_tokens":4,
                  "cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":6},
                  "output_tokens_details":null,"server_tool_use":null,"service_tier":null,
                  "inference_geo":null,"speed":null}}
                """));
    assertThat(delta)
        .isEqualTo(
            parse(
                """
                {"type":"message_delta",
                 "delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,
                  "container":null},
                 "usage":{"input_tokens":2095,"output_tokens":89,"cache_creation_input_tokens":300,
                  "cache_read_input_tokens":4000,"output_tokens_details":{"thinking_tokens":12},
                  "server_tool_use":null}}
                """));
  }

  @Test
  void saysWhatTheProtocolHasNoWordForNotAtAll() {
    List<WireEvent> stream =
        encode(
            List.of(
                new Event.Started("", "x", Usage.UNKNOWN),
                new Event.BlockStarted(new Block.Opaque(Protocol.CHAT, Json.object())),
                new Event.TextDelta("lost"),
                new Event.BlockStopped(),
                new Event.BlockStarted(new Block.Text("")),
                new Event.TextDelta("said"),
                new Event.BlockStopped(),
                new Event.Finished(StopReason.STOP_SEQUENCE, Optional.of("###"), Usage.of(1, 2))));

    JsonNode message = Json.parse(dialect.fold(stream)).orElseThrow();
    assertThat(message.path("content")).isEqualTo(parse("[{\"type\":\"text\",\"text\":\"said\"}]"));
    assertThat(message.path("stop_sequence").asText()).isEqualTo("###");
  }

  @Test
  void takesArgumentsFromTheBlocksStartWhereNoDeltaCame() {
    List<Event> events =
        decode(
            List.of(
                start("{}"),
                event(
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                        + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\":1}}}"),
                event("{\"type\":\"content_block_stop\",\"index\":0}"),
                event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null}}"),
                event("{\"type\":\"message_stop\"}")));

    assertThat(events)
        .contains(new Event.ArgumentsDelta("{\"a\":1}"))
        .endsWith(new Event.Finished(StopReason.TOOL_USE, Optional.empty(), Usage.UNKNOWN));
  }

  @Test
  void failsWhenTheStreamEndsBeforeItsEnd() throws IOException {
    List<WireEvent> stream = Recorded.stream("stream.sse");
    for (int cut = 0; cut < stream.size() - 1; cut++) {
      StreamDecoder decoder = dialect.decoder();
      stream.subList(0, cut).forEach(decoder::decode);

      assertThatThrownBy(decoder::end)
          .isInstanceOfSatisfying(
              UpstreamFailure.class,
              e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.BROKEN));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "overloaded_error, OVERLOADED",
    "rate_limit_error, RATE_LIMITED",
    "timeout_error, TIMEOUT",
    "authentication_error, AUTHENTICATION",
    "billing_error, BILLING",
    "api_error, SERVER_ERROR",
    "new_error, SERVER_ERROR"
  })
  void failsWithTheClassOfAnErrorEvent(String type, UpstreamFailure.Kind kind) {
    WireEvent error =
        event("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"no luck\"}}");

    assertThatThrownBy(() -> dialect.decoder().decode(error))
        .isInstanceOfSatisfying(UpstreamFailure.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining("no luck");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\"}}",
        "{\"type\":\"content_block_stop\",\"index\":0}",
        "{\"type\":\"message_stop\"}"
      })
  void failsOnStreamsOutOfOrder(String data) {
    assertThatThrownBy(() -> dialect.decoder().decode(event(data)))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamFailure.Kind.INVALID_ANSWER));
  }

  @Test
  void saysOneMessageStartOnly() throws IOException {
    List<WireEvent> stream = new ArrayList<>(Recorded.stream("stream.sse"));
    stream.add(1, stream.getFirst());

    assertThat(decode(stream)).filteredOn(Event.Started.class::isInstance).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void watchesAStreamGoBy(String lineEnd) throws IOException {
    byte[] stream =
        new String(Recorded.bytes("stream.sse"), UTF_8).replace("\n", lineEnd).getBytes(UTF_8);
    SseFramer framer = new SseFramer(new ByteArrayInputStream(stream), 1 << 20);
    StreamTap tap = dialect.tap(false);
    List<StreamTap.Sight> sights = new ArrayList<>();

    while (framer.read()) {
      for (Optional<Slice> event = framer.next(); event.isPresent(); event = framer.next()) {
        StreamTap.Passing passing = tap.pass(event.get());
        assertThat(passing.bytes()).isSameAs(event.get());
        sights.add(passing.sight());
      }
    }

    assertThat(sights.subList(0, 3))
        .containsExactly(
            StreamTap.Sight.PREAMBLE, StreamTap.Sight.PREAMBLE, StreamTap.Sight.CONTENT);
    assertThat(sights.getLast()).isEqualTo(StreamTap.Sight.END);
    assertThat(tap.facts())
        .isEqualTo(new AnswerFacts("claude-opus-5-5", USAGE, "tool_use", true, true));
  }

  @Test
  void seesErrorsCommentsAndEventsWithoutNames() {
    StreamTap tap = dialect.tap(false);

    assertThat(sight(tap, ": wait\n\n")).isEqualTo(StreamTap.Sight.PREAMBLE);
    assertThat(sight(tap, "data: {\"type\":\"message_start\"}\n\n"))
        .isEqualTo(StreamTap.Sight.PREAMBLE);
    assertThat(sight(tap, "data: {\"type\":\"content_block_start\",\"index\":0}\n\n"))
        .isEqualTo(StreamTap.Sight.CONTENT);
    assertThat(sight(tap, ": wait\n\n")).isEqualTo(StreamTap.Sight.CONTENT);
    assertThat(sight(tap, "event:error\ndata: {}\n\n")).isEqualTo(StreamTap.Sight.ERROR);
    assertThat(tap.facts().complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delta",
        "start 0",
        "message,delta",
        "message,stop",
        "message,change,stop",
        "message,start 1",
        "message,start 0,start 1",
        "message,start 0,stop,delta",
        "message,start 0,end",
        "message,message",
        "message,end",
        "end"
      })
  void letsNoStreamPassWhoseOrderNoClientCanTake(String events) {
    StreamTap tap = dialect.tap(false);

    assertThatThrownBy(
            () -> {
              for (String event : events.split(",", -1)) {
                sight(tap, wire(event));
              }
            })
        .isInstanceOf(UpstreamFailure.class);
  }

  private static String wire(String event) {
    String data =
        switch (event) {
          case "message" -> "{\"type\":\"message_start\",\"message\":{}}";
          case "delta" -> "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{}}";
          case "stop" -> "{\"type\":\"content_block_stop\",\"index\":0}";
          case "change" -> "{\"type\":\"message_delta\",\"delta\":{}}";
          case "end" -> "{\"type\":\"message_stop\"}";
          default ->
              "{\"type\":\"content_block_start\",\"index\":"
                  + event.substring("start ".length())
                  + ",\"content_block\":{}}";
        };
    return "data: " + data + "\n\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\\\"a\\\":1}|true", "''|true", "{\\\"a\\\":|false", "[]|false", "no|false"})
  void storesNoCallWhoseInputIsNoObject(String input, boolean storable) {
    StreamTap tap = dialect.tap(false);
    String data = "data: {\"type\":\"";

    for (String event :
        List.of(
            "message_start\",\"message\":{\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}",
            "content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\"}}",
            "content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                + "\"partial_json\":\""
                + input
                + "\"}}",
            "content_block_stop\",\"index\":0}",
            "message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}",
            "message_stop\"}")) {
      tap.pass(Slice.of((data + event + "\n\n").getBytes(UTF_8)));
    }

    assertThat(tap.facts().complete()).isTrue();
    assertThat(tap.facts().storable()).isEqualTo(storable);
  }

  @Test
  void storesNoPlainCallWithoutAnObjectForItsInput() {
    String plain =
        "{\"type\":\"message\",\"content\":[{\"type\":\"tool_use\",\"input\":{}}],"
            + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";

    assertThat(dialect.answerFacts(plain.getBytes(UTF_8)).storable()).isTrue();
    assertThat(dialect.answerFacts(plain.replace("{}", "\"x\"").getBytes(UTF_8)).storable())
        .isFalse();
  }

  @Test
  void storesNoStreamThatIsCut() throws IOException {
    StreamTap tap = dialect.tap(false);
    List<WireEvent> stream = Recorded.stream("stream.sse");

    stream.subList(0, stream.size() - 1).forEach(e -> tap.pass(Slice.of(SseWriter.write(e))));

    assertThat(tap.facts().storable()).isFalse();
    assertThat(tap.facts().usage()).isEqualTo(USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "<html>",
        "{\"type\":\"error\"}",
        "{\"type\":\"message\"}",
        "{\"type\":\"message\",\"content\":[]}"
      })
  void refusesWhatIsNoAnswer(String plain) {
    byte[] bytes = plain.getBytes(UTF_8);

    assertThatThrownBy(() -> dialect.answerFacts(bytes)).isInstanceOf(UpstreamFailure.class);
    assertThatThrownBy(() -> dialect.unfold(bytes, false)).isInstanceOf(UpstreamFailure.class);
  }

  private static StreamTap.Sight sight(StreamTap tap, String event) {
    return tap.pass(Slice.of(event.getBytes(UTF_8))).sight();
  }

  private List<Event> decode(List<WireEvent> stream) {
    StreamDecoder decoder = dialect.decoder();
    List<Event> events = new ArrayList<>();
    stream.forEach(event -> events.addAll(decoder.decode(event)));
    events.addAll(decoder.end());
    return events;
  }

  private List<WireEvent> encode(List<Event> events) {
    StreamEncoder encoder = dialect.encoder(FRAME);
    List<WireEvent> stream = new ArrayList<>();
    events.forEach(event -> stream.addAll(encoder.encode(event)));
    return stream;
  }

  private static WireEvent start(String usage) {
    return event(
        "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"x\",\"usage\":"
            + usage
            + "}}");
  }

  private static WireEvent event(String data) {
    return new WireEvent("", data);
  }

  private static String type(WireEvent event) {
    return parse(event.data()).path("type").asText();
  }

  private static JsonNode parse(String json) {
    return Json.parse(json).orElseThrow();
  }
}
