package dev.cco.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Event;
import dev.cco.spi.Operation;
import dev.cco.spi.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of Chat Completions sees of an Anthropic model's answer, plain and streamed. */
class InwardAnswerTest {
  private static final String PLAIN_REQUEST =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final AnswerFrame FRAME = new AnswerFrame("asked-for", "abc", Instant.EPOCH, true);

  private final ChatDialect chat = new ChatDialect();
  private final MessagesDialect messages = new MessagesDialect();

  @Test
  void case17UsageOfTheLastEventReplacesTheFirsts() {
    JsonNode usage =
        plain(
                stream(
                    "{\"input_tokens\":10,\"output_tokens\":1}",
                    text("a"),
                    "end_turn",
                    "{\"input_tokens\":10,\"output_tokens\":7}"))
            .path("usage");

    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(10);
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void case18UsageOfTheLastEventAloneIsRead() {
    JsonNode usage =
        plain(stream("{}", text("a"), "end_turn", "{\"input_tokens\":10,\"output_tokens\":7}"))
            .path("usage");

    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(10);
    assertThat(usage.path("total_tokens").asInt()).isEqualTo(17);
  }

  @Test
  void case19InputOfTheFirstEventIsInTheUsageAtTheEnd() {
    JsonNode usage =
        plain(
                stream(
                    "{\"input_tokens\":10,\"cache_read_input_tokens\":5,\"output_tokens\":1}",
                    text("a"),
                    "end_turn",
                    "{\"output_tokens\":7,\"input_tokens\":null}"))
            .path("usage");

    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(15);
    assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void case20PromptTokensAreTheSumOfAllThreeClasses() {
    String usage =
        "{\"input_tokens\":1,\"cache_read_input_tokens\":1000,"
            + "\"cache_creation_input_tokens\":200,\"output_tokens\":7}";

    JsonNode said = plain(stream(usage, text("a"), "end_turn", "{}")).path("usage");

    assertThat(said.path("prompt_tokens").asInt()).isEqualTo(1201);
    assertThat(said.at("/prompt_tokens_details/cache_write_tokens").asInt()).isEqualTo(200);
  }

  @Test
  void case29And31SignaturesAndThinkingReachTheClient() {
    List<String> thinking =
        List.of(
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\","
                + "\"thinking\":\"\",\"signature\":\"\"}}",
            delta(0, "\"type\":\"thinking_delta\",\"thinking\":\"2+\""),
            delta(0, "\"type\":\"thinking_delta\",\"thinking\":\"2\""),
            delta(0, "\"type\":\"signature_delta\",\"signature\":\"c2ln\""),
            stop(0));

    JsonNode message = message(stream("{}", thinking, "end_turn", "{}"));

    assertThat(message.path("reasoning_content").asText()).isEqualTo("2+2");
    assertThat(message.path("reasoning_details"))
        .isEqualTo(
            json(
                """
                [{"type":"reasoning.text","format":"anthropic-claude-v1","index":0,
                  "text":"2+2","signature":"c2ln"}]
                """));
  }

  @Test
  void case32ASignatureWithoutThinkingReachesTheClient() {
    List<String> thinking =
        List.of(
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\","
                + "\"thinking\":\"\",\"signature\":\"\"}}",
            delta(0, "\"type\":\"signature_delta\",\"signature\":\"c2ln\""),
            stop(0));

    JsonNode message = message(stream("{}", thinking, "end_turn", "{}"));

    assertThat(message.has("reasoning_content")).isFalse();
    assertThat(message.at("/reasoning_details/0/signature").asText()).isEqualTo("c2ln");
    assertThat(message.at("/reasoning_details/0/text").asText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,stop",
    "stop_sequence,stop",
    "pause_turn,stop",
    "max_tokens,length",
    "model_context_window_exceeded,length",
    "tool_use,tool_calls",
    "refusal,content_filter",
    "compaction,stop",
    "not_invented_yet,stop"
  })
  void case36EveryReasonHasAWordOfThisProtocol(String reason, String finish) {
    List<String> content = reason.equals("tool_use") ? tool("{}") : text("a");

    JsonNode answer = plain(stream("{}", content, reason, "{}"));

    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo(finish);
  }

  @Test
  void case37PromptTokensOfTheFirstEventAreInTheUsageChunk() {
    List<JsonNode> chunks =
        streamed(
            PLAIN_REQUEST,
            stream(
                "{\"input_tokens\":10,\"output_tokens\":1}",
                text("a"),
                "end_turn",
                "{\"output_tokens\":7}"));

    JsonNode last = chunks.getLast();
    assertThat(last.path("choices")).isEmpty();
    assertThat(last.at("/usage/prompt_tokens").asInt()).isEqualTo(10);
    assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void putsARefusedAnswersWordsIntoTheRefusal() {
    JsonNode message = message(stream("{}", text("I will not."), "refusal", "{}"));

    assertThat(message.path("refusal").asText()).isEqualTo("I will not.");
    assertThat(message.path("content").isNull()).isTrue();
  }

  @Test
  void explainsARefusalByTheProvidersOwnWords() {
    List<String> refused = new ArrayList<>(stream("{}", text("Well"), "refusal", "{}"));
    refused.replaceAll(
        event ->
            event.replace(
                "\"stop_reason\":\"refusal\"",
                "\"stop_reason\":\"refusal\",\"stop_details\":{\"type\":\"refusal\","
                    + "\"category\":\"cyber\",\"explanation\":\"Too risky.\"}"));

    JsonNode message = message(refused);

    assertThat(message.path("refusal").asText()).isEqualTo("Too risky.");
    assertThat(message.path("content").asText()).isEqualTo("Well");
  }

  @Test
  void tellsCitationsThatHaveAnAddressAsAnnotations() {
    List<String> cited =
        List.of(
            start(0, "\"type\":\"text\",\"text\":\"\""),
            delta(0, "\"type\":\"text_delta\",\"text\":\"Sky is blue.\""),
            delta(
                0,
                "\"type\":\"citations_delta\",\"citation\":{\"type\":\"web_search_result_location\","
                    + "\"url\":\"https://e.x/sky\",\"title\":\"Sky\",\"cited_text\":\"blue\"}"),
            delta(
                0,
                "\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\","
                    + "\"document_index\":0}"),
            stop(0));

    JsonNode message = message(stream("{}", cited, "end_turn", "{}"));

    assertThat(message.path("annotations"))
        .isEqualTo(
            json(
                """
                [{"type":"url_citation","url_citation":{"url":"https://e.x/sky","title":"Sky",
                  "start_index":0,"end_index":12}}]
                """));
  }

  @Test
  void answersAClientOfFunctionsInTheirForm() {
    String request =
        "{\"model\":\"m\",\"functions\":[{\"name\":\"f\"}],"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    JsonNode choice =
        fold(request, stream("{}", tool("{\"x\":1}"), "tool_use", "{}")).at("/choices/0");

    assertThat(choice.at("/message/function_call"))
        .isEqualTo(json("{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}"));
    assertThat(choice.path("message").has("tool_calls")).isFalse();
    assertThat(choice.path("finish_reason").asText()).isEqualTo("function_call");
  }

  @Test
  void givesAToolOfTextItsTextBack() {
    String request =
        "{\"model\":\"m\",\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}],"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    JsonNode choice =
        fold(request, stream("{}", tool("{\"input\":\"select 1\"}"), "tool_use", "{}"))
            .at("/choices/0");

    assertThat(choice.at("/message/tool_calls/0"))
        .isEqualTo(
            json(
                "{\"id\":\"toolu_1\",\"type\":\"custom\","
                    + "\"custom\":{\"name\":\"f\",\"input\":\"select 1\"}}"));
  }

  @Test
  void takesAnAnswerOutOfTheToolThatStoodForItsSchema() {
    List<String> events =
        stream("{}", tool("{\"age\":3}"), "tool_use", "{}").stream()
            .map(event -> event.replace("\"name\":\"f\"", "\"name\":\"json_output\""))
            .toList();

    JsonNode choice = fold(schemaRequest(), events).at("/choices/0");

    assertThat(choice.at("/message/content").asText()).isEqualTo("{\"age\":3}");
    assertThat(choice.path("message").has("tool_calls")).isFalse();
    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void keepsACallOfTheClientsOwnToolBesideASchema() {
    JsonNode choice =
        fold(schemaRequest(), stream("{}", tool("{\"x\":1}"), "tool_use", "{}")).at("/choices/0");

    assertThat(choice.at("/message/tool_calls/0/function/name").asText()).isEqualTo("f");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
  }

  @Test
  void streamsAnAnswerToolsPiecesAsTheyCome() {
    List<String> events =
        List.of(
            start(0, "\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"json_output\",\"input\":{}"),
            delta(0, "\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"age\\\":\""),
            delta(0, "\"type\":\"input_json_delta\",\"partial_json\":\"3}\""),
            stop(0));

    List<String> pieces =
        streamed(schemaRequest(), stream("{}", events, "tool_use", "{}")).stream()
            .map(chunk -> chunk.at("/choices/0/delta/content"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .filter(piece -> !piece.isEmpty())
            .toList();

    assertThat(pieces).containsExactly("{\"age\":", "3}");
  }

  @Test
  void failsOnAToolsBrokenInputUnlessALimitCutIt() {
    assertThatThrownBy(() -> plain(stream("{}", tool("{\"x\":"), "tool_use", "{}")))
        .isInstanceOf(UpstreamFailure.class);

    JsonNode cut = plain(stream("{}", tool("{\"x\":"), "max_tokens", "{}"));

    assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void failsOnABlockThatIsNotTheOpenOne(int index) {
    List<String> jump = new ArrayList<>(text("a"));
    jump.set(1, delta(index, "\"type\":\"text_delta\",\"text\":\"a\""));

    assertThatThrownBy(() -> plain(stream("{}", jump, "end_turn", "{}")))
        .isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void failsOnAnAnswerThatSaysNothingAndNotWhy() {
    List<String> empty = List.of(stream("{}", List.of(), "end_turn", "{}").getFirst(), STOP);

    assertThatThrownBy(() -> plain(empty)).isInstanceOf(UpstreamFailure.class);
  }

  private static final String STOP = "{\"type\":\"message_stop\"}";

  private static String schemaRequest() {
    return "{\"model\":\"m\",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
        + "{\"name\":\"p\",\"schema\":{\"type\":\"object\",\"properties\":{}}}},"
        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  }

  private static List<String> stream(
      String first, List<String> content, String reason, String last) {
    List<String> events = new ArrayList<>();
    events.add(
        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
            + "\"role\":\"assistant\",\"model\":\"claude\",\"content\":[],\"usage\":"
            + first
            + "}}");
    events.addAll(content);
    events.add(
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
            + reason
            + "\"},\"usage\":"
            + last
            + "}");
    events.add(STOP);
    return events;
  }

  private static List<String> text(String text) {
    return List.of(
        start(0, "\"type\":\"text\",\"text\":\"\""),
        delta(0, "\"type\":\"text_delta\",\"text\":\"" + text + "\""),
        stop(0));
  }

  private static List<String> tool(String input) {
    return List.of(
        start(0, "\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}"),
        delta(
            0,
            "\"type\":\"input_json_delta\",\"partial_json\":\""
                + input.replace("\"", "\\\"")
                + "\""),
        stop(0));
  }

  private static String start(int index, String block) {
    return "{\"type\":\"content_block_start\",\"index\":"
        + index
        + ",\"content_block\":{"
        + block
        + "}}";
  }

  private static String delta(int index, String delta) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{" + delta + "}}";
  }

  private static String stop(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
  }

  private JsonNode message(List<String> events) {
    return plain(events).at("/choices/0/message");
  }

  private JsonNode plain(List<String> events) {
    return fold(PLAIN_REQUEST, events);
  }

  private JsonNode fold(String request, List<String> events) {
    return Json.parse(chat.fold(wire(request, events))).orElseThrow();
  }

  private List<JsonNode> streamed(String request, List<String> events) {
    return wire(request, events).stream()
        .filter(event -> !event.data().equals("[DONE]"))
        .map(event -> Json.parse(event.data()).orElseThrow())
        .toList();
  }

  private List<WireEvent> wire(String request, List<String> events) {
    Tape tape = Tape.scan(request.getBytes(StandardCharsets.UTF_8));
    StreamDecoder decoder = messages.decoder(chat.readRequest(tape, HeaderFacts.NONE));
    StreamEncoder encoder = chat.encoder(FRAME, chat.facts(tape, Operation.CHAT));
    List<WireEvent> wire = new ArrayList<>();
    for (String event : events) {
      for (Event decoded : decoder.decode(new WireEvent("", event))) {
        wire.addAll(encoder.encode(decoded));
      }
    }
    decoder.end();
    return wire;
  }

  private static JsonNode json(String text) {
    return Json.parse(text).orElseThrow();
  }
}
