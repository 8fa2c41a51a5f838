package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Chunks.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkEncoderTest {
  private static final Event STARTED = new Event.Started("msg_1", "claude", Usage.UNKNOWN);
  private static final Event TEXT = new Event.BlockStarted(new Block.Text(""));
  private static final Event STOP = new Event.BlockStopped();
  private static final Event FINISHED =
      new Event.Finished(StopReason.END_TURN, Optional.empty(), new Usage(5, 4, 1, 0, 3, 2, true));

  private static Event call(String id) {
    return new Event.BlockStarted(new Block.ToolUse(id, "f", Json.object()));
  }

  private static JsonNode json(WireEvent event) {
    return Json.parse(event.data()).orElseThrow();
  }

  private static List<JsonNode> deltas(List<WireEvent> events) {
    return events.stream()
        .filter(event -> !event.data().equals("[DONE]"))
        .map(event -> json(event).path("choices").path(0).path("delta"))
        .filter(JsonNode::isObject)
        .toList();
  }

  @Test
  void writesTextAsTheVendorDoes() {
    List<WireEvent> events =
        encode(List.of(STARTED, TEXT, new Event.TextDelta("Hi"), STOP, FINISHED));

    assertThat(events).extracting(WireEvent::name).containsOnly("");
    assertThat(events.getFirst().data())
        .isEqualTo(
            "{\"id\":\"chatcmpl-abc\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"claude-test\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                + "\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}");
    assertThat(deltas(events)).hasSize(3);
    assertThat(deltas(events).get(1)).hasToString("{\"content\":\"Hi\"}");
    assertThat(json(events.get(2)).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(json(events.get(3)).get("choices")).isEmpty();
    assertThat(json(events.get(3)).get("usage"))
        .hasToString(
            "{\"prompt_tokens\":10,\"completion_tokens\":3,\"total_tokens\":13,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":1},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}");
    assertThat(events.getLast().data()).isEqualTo("[DONE]");
  }

  @Test
  void saysNoUsageUnlessAsked() {
    StreamEncoder encoder =
        new ChatDialect().encoder(new AnswerFrame("m", "a", Instant.EPOCH, false));
    encoder.encode(STARTED);
    encoder.encode(TEXT);

    assertThat(encoder.encode(FINISHED))
        .hasSize(2)
        .noneMatch(event -> event.data().contains("usage"));
  }

  @Test
  void inventsNoUsage() {
    Event finished = new Event.Finished(StopReason.END_TURN, Optional.empty(), Usage.UNKNOWN);

    assertThat(encode(List.of(STARTED, TEXT, STOP, finished)))
        .noneMatch(event -> event.data().contains("prompt_tokens"));
  }

  @Test
  void writesCallsWithoutText() {
    List<WireEvent> events =
        encode(
            List.of(
                STARTED,
                call("a"),
                new Event.ArgumentsDelta(""),
                new Event.ArgumentsDelta("{\"x\":"),
                new Event.ArgumentsDelta("1}"),
                STOP,
                FINISHED));

    assertThat(deltas(events))
        .map(JsonNode::toString)
        .containsExactly(
            "{\"role\":\"assistant\",\"content\":null,\"refusal\":null}",
            "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}]}",
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}",
            "{}");
    assertThat(events.get(4).data()).contains("\"finish_reason\":\"tool_calls\"");
  }

  @Test
  void givesACallWithoutArgumentsAnEmptyObject() {
    List<WireEvent> events = encode(List.of(STARTED, call("a"), STOP, FINISHED));

    assertThat(events).anyMatch(event -> event.data().contains("\"arguments\":\"{}\""));
  }

  @Test
  void writesThinkingAsReasoningContent() {
    List<WireEvent> events =
        encode(
            List.of(
                STARTED,
                new Event.BlockStarted(new Block.Thinking("", "")),
                new Event.ThinkingDelta("hm"),
                new Event.SignatureDelta("opaque"),
                STOP,
                TEXT,
                new Event.TextDelta("Hi"),
                STOP,
                FINISHED));

    assertThat(deltas(events).get(1)).hasToString("{\"reasoning_content\":\"hm\"}");
    assertThat(deltas(events).get(2).at("/reasoning_details/0/signature").asText())
        .isEqualTo("opaque");
  }

  @Test
  void writesRefusalsApart() {
    List<WireEvent> events =
        encode(
            List.of(
                STARTED,
                new Event.BlockStarted(new Block.Refusal("")),
                new Event.TextDelta("No."),
                STOP,
                new Event.Finished(StopReason.REFUSAL, Optional.empty(), Usage.of(1, 1))));

    assertThat(deltas(events).get(1)).hasToString("{\"refusal\":\"No.\"}");
    assertThat(events.get(2).data()).contains("\"finish_reason\":\"content_filter\"");
  }

  @ParameterizedTest
  @CsvSource({
    "END_TURN,stop",
    "STOP_SEQUENCE,stop",
    "PAUSE_TURN,stop",
    "MAX_TOKENS,length",
    "CONTEXT_WINDOW_EXCEEDED,length",
    "TOOL_USE,tool_calls",
    "REFUSAL,content_filter"
  })
  void mapsStopReasons(StopReason reason, String word) {
    Event finished = new Event.Finished(reason, Optional.empty(), Usage.UNKNOWN);

    assertThat(encode(List.of(STARTED, TEXT, STOP, finished)))
        .anyMatch(event -> event.data().contains("\"finish_reason\":\"" + word + "\""));
  }

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void endsEveryAnswerWithTheMark(StopReason reason) {
    Event finished = new Event.Finished(reason, Optional.empty(), Usage.UNKNOWN);

    assertThat(encode(List.of(STARTED, finished)))
        .hasSize(reason == StopReason.REFUSAL ? 4 : 3)
        .last()
        .isEqualTo(new WireEvent("", "[DONE]"));
  }

  @Test
  void saysNothingForPingsCitationsAndForeignBlocks() {
    StreamEncoder encoder = new ChatDialect().encoder(Chunks.FRAME);
    Block foreign = new Block.Opaque(Protocol.MESSAGES, Json.object());

    assertThat(encoder.encode(new Event.Ping())).isEmpty();
    assertThat(encoder.encode(new Event.CitationDelta(Json.object()))).isEmpty();
    assertThat(encoder.encode(new Event.BlockStarted(foreign))).isEmpty();
    assertThat(encoder.encode(new Event.BlockStopped())).isEmpty();
  }
}
