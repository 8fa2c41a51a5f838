package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.QUESTION;
import static dev.cco.protocol.responses.Responses.all;
import static dev.cco.protocol.responses.Responses.answer;
import static dev.cco.protocol.responses.Responses.data;
import static dev.cco.protocol.responses.Responses.encode;
import static dev.cco.protocol.responses.Responses.encoder;
import static dev.cco.protocol.responses.Responses.finished;
import static dev.cco.protocol.responses.Responses.fold;
import static dev.cco.protocol.responses.Responses.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.ApiError.Kind;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseEncoderTest {
  private static final Block CALL =
      new Block.ToolUse("call_1", "weather", Json.object().put("city", "Paris"));

  private static List<String> names(List<WireEvent> stream) {
    return stream.stream().map(WireEvent::name).toList();
  }

  @Test
  void tellsATextAsOneMessage() {
    List<WireEvent> stream =
        encode(QUESTION, all(answer(StopReason.END_TURN, new Block.Text("Hello"))));

    assertThat(names(stream))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    ObjectNode response = fold(stream);
    assertThat(response.path("id").asText()).isEqualTo("resp_abc");
    assertThat(response.path("model").asText()).isEqualTo("asked");
    assertThat(response.path("status").asText()).isEqualTo("completed");
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("Hello");
    assertThat(response.path("usage").toString())
        .isEqualTo(
            "{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":1},"
                + "\"output_tokens\":5,\"output_tokens_details\":{\"reasoning_tokens\":3},\"total_tokens\":15}");
  }

  @Test
  void numbersTheEventsAndNamesThemByTheirType() {
    List<WireEvent> stream =
        encode(QUESTION, all(answer(StopReason.TOOL_USE, new Block.Text("a"), CALL)));

    for (int i = 0; i < stream.size(); i++) {
      assertThat(data(stream.get(i)).path("sequence_number").asInt(-1)).isEqualTo(i);
      assertThat(data(stream.get(i)).path("type").asText()).isEqualTo(stream.get(i).name());
    }
  }

  @Test
  void putsTextsThatFollowEachOtherIntoOneMessage() {
    ObjectNode response =
        fold(
            encode(
                QUESTION,
                all(
                    answer(
                        StopReason.END_TURN,
                        new Block.Text("one"),
                        new Block.Refusal("two"),
                        new Block.Text("three")))));

    assertThat(response.path("output")).hasSize(1);
    assertThat(response.at("/output/0/content"))
        .extracting(part -> part.path("type").asText())
        .containsExactly("output_text", "refusal", "output_text");
  }

  @Test
  void citesWhatHasAnAddress() {
    List<WireEvent> stream =
        encode(
            QUESTION,
            started(),
            new Event.BlockStarted(new Block.Text("")),
            citation(
                "{\"type\":\"web_search_result_location\",\"url\":\"https://example.org/\",\"title\":\"A\"}"),
            citation("{\"type\":\"char_location\",\"document_index\":0,\"cited_text\":\"x\"}"),
            new Event.TextDelta("It is so."),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.Text("And more.")),
            new Event.BlockStopped(),
            finished(StopReason.END_TURN));

    JsonNode content = fold(stream).at("/output/0/content");
    assertThat(content.at("/0/annotations").toString())
        .isEqualTo(
            "[{\"type\":\"url_citation\",\"start_index\":0,\"end_index\":9,"
                + "\"url\":\"https://example.org/\",\"title\":\"A\"}]");
    assertThat(content.at("/1/annotations")).isEmpty();
    assertThat(names(stream))
        .containsSubsequence(
            "response.output_text.delta",
            "response.output_text.annotation.added",
            "response.output_text.done");
    assertThat(names(Responses.DIALECT.unfold(Responses.DIALECT.fold(stream), false)))
        .isEqualTo(names(stream));
  }

  private static Event citation(String json) {
    return new Event.CitationDelta(Json.parse(json).orElseThrow());
  }

  @Test
  void tellsCallsWithTheirIds() {
    List<WireEvent> stream =
        encode(QUESTION, all(answer(StopReason.TOOL_USE, new Block.Text("x"), CALL, CALL)));

    JsonNode call = fold(stream).at("/output/2");
    assertThat(call.path("type").asText()).isEqualTo("function_call");
    assertThat(call.path("call_id").asText()).isEqualTo("call_1");
    assertThat(call.path("arguments").asText()).isEqualTo("{\"city\":\"Paris\"}");
    assertThat(call.path("id")).isNotEqualTo(fold(stream).at("/output/1/id"));
    assertThat(names(stream))
        .containsSubsequence(
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done");
  }

  @Test
  void givesACallWithoutArgumentsAnEmptyObject() {
    List<WireEvent> stream =
        encode(
            QUESTION,
            Responses.started(),
            new Event.BlockStarted(new Block.ToolUse("c", "now", Json.object())),
            new Event.BlockStopped(),
            Responses.finished(StopReason.TOOL_USE));

    assertThat(fold(stream).at("/output/0/arguments").asText()).isEqualTo("{}");
  }

  @Test
  void tellsACallOfACustomToolAsOne() {
    String request =
        "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"custom\",\"name\":\"patch\"}]}";

    List<WireEvent> stream =
        encode(
            request,
            all(
                answer(
                    StopReason.TOOL_USE,
                    new Block.ToolUse("c1", "patch", Json.object().put("input", "*** Begin\n")))));

    JsonNode call = fold(stream).at("/output/0");
    assertThat(call.path("type").asText()).isEqualTo("custom_tool_call");
    assertThat(call.path("input").asText()).isEqualTo("*** Begin\n");
    assertThat(names(stream))
        .contains("response.custom_tool_call_input.delta", "response.custom_tool_call_input.done");
  }

  @Test
  void tellsThoughtsAsASummaryAndSealsTheirSignature() {
    List<WireEvent> stream =
        encode(
            QUESTION,
            all(
                answer(
                    StopReason.END_TURN,
                    new Block.Thinking("Let me see", "sig=="),
                    new Block.RedactedThinking("hidden"),
                    new Block.Text("Yes"))));

    JsonNode output = fold(stream).path("output");
    assertThat(output.at("/0/summary/0/text").asText()).isEqualTo("Let me see");
    assertThat(output.at("/0/encrypted_content").asText())
        .startsWith("cco1.")
        .doesNotContain("sig");
    assertThat(Responses.SEAL.open("asked", output.at("/0/encrypted_content").asText()))
        .hasValue(new Block.Thinking("Let me see", "sig=="));
    assertThat(Responses.SEAL.open("asked", output.at("/1/encrypted_content").asText()))
        .hasValue(new Block.RedactedThinking("hidden"));
    assertThat(output.at("/1/summary")).isEmpty();
    assertThat(output.at("/2/type").asText()).isEqualTo("message");
  }

  @Test
  void sealsNothingWhereThereIsNoSignature() {
    List<WireEvent> stream =
        encode(QUESTION, all(answer(StopReason.END_TURN, new Block.Thinking("Hm", ""))));

    assertThat(fold(stream).at("/output/0").has("encrypted_content")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_TOKENS,incomplete,max_output_tokens",
    "CONTEXT_WINDOW_EXCEEDED,incomplete,max_output_tokens",
    "REFUSAL,incomplete,content_filter",
    "END_TURN,completed,",
    "STOP_SEQUENCE,completed,",
    "TOOL_USE,completed,",
    "PAUSE_TURN,completed,"
  })
  void saysHowItEnded(StopReason reason, String status, String detail) {
    List<WireEvent> stream = encode(QUESTION, all(answer(reason, new Block.Text("Hel"))));

    ObjectNode response = fold(stream);
    assertThat(stream.getLast().name()).isEqualTo("response." + status);
    assertThat(response.path("status").asText()).isEqualTo(status);
    assertThat(response.at("/output/0/status").asText()).isEqualTo(status);
    assertThat(response.at("/incomplete_details/reason").asText(null)).isEqualTo(detail);
  }

  @Test
  void takesARefusalInWordsForACompleteAnswer() {
    List<WireEvent> stream =
        encode(QUESTION, all(answer(StopReason.REFUSAL, new Block.Refusal("No."))));

    assertThat(stream.getLast().name()).isEqualTo("response.completed");
  }

  @Test
  void repeatsTheRequest() {
    String request =
        "{\"model\":\"m\",\"input\":\"x\",\"instructions\":\"Be brief.\",\"temperature\":0.5,\"metadata\":{\"a\":\"b\"},"
            + "\"max_output_tokens\":99,\"parallel_tool_calls\":false,\"tool_choice\":\"required\",\"user\":\"u\","
            + "\"store\":true,\"reasoning\":{\"effort\":\"low\"},\"text\":{\"format\":{\"type\":\"json_object\"}},"
            + "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}";

    ObjectNode response = fold(encode(request, all(answer(StopReason.END_TURN))));

    assertThat(response.path("instructions").asText()).isEqualTo("Be brief.");
    assertThat(response.path("temperature").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(response.path("top_p").decimalValue()).isEqualByComparingTo("1");
    assertThat(response.path("metadata").toString()).isEqualTo("{\"a\":\"b\"}");
    assertThat(response.path("max_output_tokens").asInt()).isEqualTo(99);
    assertThat(response.path("parallel_tool_calls").asBoolean(true)).isFalse();
    assertThat(response.path("tool_choice").asText()).isEqualTo("required");
    assertThat(response.path("user").asText()).isEqualTo("u");
    assertThat(response.path("store").asBoolean(true)).isFalse();
    assertThat(response.path("reasoning").toString())
        .isEqualTo("{\"effort\":\"low\",\"summary\":null}");
    assertThat(response.at("/text/format/type").asText()).isEqualTo("json_object");
    assertThat(response.at("/tools/0").toString())
        .isEqualTo("{\"type\":\"function\",\"name\":\"f\",\"parameters\":null,\"strict\":false}");
  }

  @Test
  void endsABrokenStreamInAResponseThatFailed() {
    StreamEncoder encoder = encoder(QUESTION);
    List<WireEvent> stream = new ArrayList<>();
    List<Event> events = answer(StopReason.END_TURN, new Block.Text("Hello"));
    events.subList(0, 3).forEach(event -> stream.addAll(encoder.encode(event)));

    List<WireEvent> end =
        encoder.broken(ApiError.of(502, Kind.API, "The connection broke.")).orElseThrow();

    assertThat(names(end)).containsExactly("response.failed");
    ObjectNode failed = data(end.getFirst());
    assertThat(failed.path("sequence_number").asInt()).isEqualTo(stream.size());
    assertThat(failed.at("/response/status").asText()).isEqualTo("failed");
    assertThat(failed.at("/response/id").asText()).isEqualTo("resp_abc");
    assertThat(failed.at("/response/error").toString())
        .isEqualTo("{\"code\":\"server_error\",\"message\":\"The connection broke.\"}");
  }

  @Test
  void leavesAnErrorBeforeTheBeginningToAnEventOfItsOwn() {
    ApiError error = ApiError.of(429, Kind.RATE_LIMIT, "Slow down.");

    assertThat(encoder(QUESTION).broken(error)).isEmpty();
    WireEvent event = Responses.DIALECT.streamError(error, "req_1").getFirst();
    assertThat(event.name()).isEqualTo("error");
    assertThat(event.data())
        .isEqualTo(
            "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down.\",\"param\":null,\"sequence_number\":0}");
  }
}
