package dev.cco.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Reasoning;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an Anthropic model is asked when a client speaks Chat Completions. */
class InwardRequestTest {
  private static final Model NEW = model(new Model.Traits(false, false, true, Set.of(), true));
  private static final Model OLD =
      model(
          new Model.Traits(
              true, true, false, Set.of(Reasoning.Mode.DISABLED, Reasoning.Mode.BUDGET), false));
  private static final String USER = "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String SCHEMA =
      "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"person\",\"schema\":"
          + "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\",\"minimum\":1,"
          + "\"description\":\"in years\"},\"minimum\":{\"type\":\"string\",\"maxLength\":5}}}}},";

  @Test
  void case14AToolTurnWithoutTextHasNoTextBlock() {
    JsonNode messages = asked(NEW, "", USER + "," + call("") + "," + result("call_1", "ok"));

    assertThat(messages.at("/messages/1/content")).hasSize(1);
    assertThat(messages.at("/messages/1/content/0/type").asText()).isEqualTo("tool_use");
    assertThat(messages.toString()).doesNotContain("\"text\":\"\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\":\"assistant\",\"content\":\"  \"}",
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\" \"}]}",
        "{\"role\":\"assistant\",\"content\":\" \",\"reasoning_content\":\"unsigned\"}",
        "{\"role\":\"assistant\",\"content\":\"\"}"
      })
  void case15ATurnOfWhiteSpaceAloneIsLeftOut(String blank) {
    JsonNode asked = asked(NEW, "", USER + "," + blank + "," + USER);

    assertThat(asked.path("messages"))
        .allMatch(message -> !message.path("role").asText().equals("assistant"));
  }

  @Test
  void case31SignedThinkingGoesBackToItsProvider() {
    String history =
        "{\"role\":\"assistant\",\"content\":\"4\",\"reasoning_content\":\"2+2\",\"reasoning_details\":["
            + "{\"type\":\"reasoning.text\",\"format\":\"anthropic-claude-v1\",\"index\":0,"
            + "\"text\":\"2+2\",\"signature\":\"c2ln\"},"
            + "{\"type\":\"reasoning.encrypted\",\"format\":\"anthropic-claude-v1\",\"index\":1,"
            + "\"data\":\"ZGF0YQ==\"}]}";

    JsonNode asked = asked(NEW, "", USER + "," + history + "," + USER);

    assertThat(asked.at("/messages/1/content"))
        .isEqualTo(
            json(
                """
                [{"type":"thinking","thinking":"2+2","signature":"c2ln"},
                 {"type":"redacted_thinking","data":"ZGF0YQ=="},
                 {"type":"text","text":"4"}]
                """));
  }

  @Test
  void case32ThinkingThatWasNotShownKeepsItsSignature() {
    String history =
        "{\"role\":\"assistant\",\"content\":\"4\",\"reasoning_details\":["
            + "{\"type\":\"reasoning.text\",\"format\":\"anthropic-claude-v1\",\"text\":\"\","
            + "\"signature\":\"c2ln\"}]}";

    JsonNode asked = asked(NEW, "", USER + "," + history + "," + USER);

    assertThat(asked.at("/messages/1/content/0"))
        .isEqualTo(json("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"c2ln\"}"));
  }

  @Test
  void case33AToolLoopWithoutItsThinkingIsGoneOnWithoutAny() {
    JsonNode asked =
        asked(
            OLD,
            "\"reasoning_effort\":\"high\",\"max_tokens\":9000,",
            USER + "," + call("") + "," + result("call_1", "ok"));

    assertThat(asked.has("thinking")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"google-gemini-v1,c2ln", "anthropic-claude-v1,cco1.c2ln"})
  void case34AForeignSignatureIsNotSentToAnthropic(String format, String signature) {
    String history =
        "{\"role\":\"assistant\",\"content\":\"4\",\"reasoning_content\":\"2+2\","
            + "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"format\":\""
            + format
            + "\",\"text\":\"2+2\",\"signature\":\""
            + signature
            + "\"}]}";

    Translation translation = translate(NEW, "", USER + "," + history + "," + USER);

    assertThat(body(translation).toString()).doesNotContain("thinking", signature);
    assertThat(translation.dropped()).contains("messages.thinking");
  }

  @Test
  void case35TemperatureIsDroppedWhereTheModelTakesNone() {
    Translation translation = translate(NEW, "\"temperature\":1.0,\"top_p\":0.9,", USER);

    assertThat(body(translation).has("temperature")).isFalse();
    assertThat(body(translation).has("top_p")).isFalse();
    assertThat(translation.dropped()).containsExactly("temperature", "top_p");
  }

  /** Gemini's rows wait for its plugin; the rule is the same for every vendor's subset. */
  @Test
  void case28APropertyNamedLikeAKeywordIsKept() {
    JsonNode schema = asked(NEW, SCHEMA, USER).at("/output_config/format/schema");

    assertThat(schema.at("/properties/minimum/type").asText()).isEqualTo("string");
    assertThat(schema.at("/properties/age").has("minimum")).isFalse();
  }

  @Test
  void case38WhatASchemaCannotCheckIsSaidInItsDescription() {
    JsonNode schema = asked(NEW, SCHEMA, USER).at("/output_config/format/schema");

    assertThat(schema)
        .isEqualTo(
            json(
                """
                {"type":"object","properties":{
                   "age":{"type":"integer","description":"in years (minimum: 1)"},
                   "minimum":{"type":"string","description":"maxLength: 5"}},
                 "additionalProperties":false}
                """));
  }

  @Test
  void forcesAToolWhereTheModelKnowsNoSchemas() {
    Translation translation = translate(OLD, SCHEMA, USER);
    JsonNode asked = body(translation);

    assertThat(asked.path("tools")).hasSize(1);
    assertThat(asked.at("/tools/0/name").asText()).isEqualTo("json_output");
    assertThat(asked.at("/tools/0/input_schema/properties/age/minimum").asInt()).isEqualTo(1);
    assertThat(asked.path("tool_choice"))
        .isEqualTo(json("{\"type\":\"tool\",\"name\":\"json_output\"}"));
    assertThat(asked.has("output_config")).isFalse();
    assertThat(translation.dropped()).isEmpty();
  }

  @Test
  void letsTheModelChooseBetweenItsToolsAndTheAnswer() {
    String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],";

    JsonNode asked = asked(OLD, SCHEMA + tools, USER);

    assertThat(asked.path("tools")).hasSize(2);
    assertThat(asked.path("tool_choice")).isEqualTo(json("{\"type\":\"any\"}"));
  }

  @Test
  void asksForTheAnswerToolInWordsWhileThinkingForbidsForce() {
    JsonNode asked = asked(OLD, SCHEMA + "\"reasoning_effort\":\"low\",\"max_tokens\":9000,", USER);

    assertThat(asked.at("/thinking/type").asText()).isEqualTo("enabled");
    assertThat(asked.at("/tool_choice/type").asText()).isEqualTo("auto");
    assertThat(asked.path("system").asText()).contains("json_output");
  }

  @Test
  void saysASchemaInWordsWhereNoToolCanHaveIt() {
    String list =
        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"l\",\"schema\":"
            + "{\"type\":\"array\"}}},";

    Translation translation = translate(OLD, list, USER);

    assertThat(body(translation).has("tools")).isFalse();
    assertThat(body(translation).path("system").asText()).contains("{\"type\":\"array\"}");
    assertThat(translation.dropped()).containsExactly("response_format");
  }

  @Test
  void tellsAToolThatTakesATextAsOneWithAnArgument() {
    String tools =
        "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"sql\",\"description\":\"Runs\","
            + "\"format\":{\"type\":\"grammar\",\"grammar\":{\"syntax\":\"lark\",\"definition\":\"start: X\"}}}}],";
    String history =
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"custom\","
            + "\"custom\":{\"name\":\"sql\",\"input\":\"select 1\"}}]}";

    JsonNode asked = asked(NEW, tools, USER + "," + history + "," + result("call_1", "1"));

    assertThat(asked.at("/tools/0/description").asText()).startsWith("Runs\n").endsWith("start: X");
    assertThat(asked.at("/tools/0/input_schema/properties/input/type").asText())
        .isEqualTo("string");
    assertThat(asked.at("/messages/1/content/0/input")).isEqualTo(json("{\"input\":\"select 1\"}"));
  }

  @Test
  void asksForOneCallWhereTheClientHasRoomForOne() {
    JsonNode asked = asked(NEW, "\"functions\":[{\"name\":\"f\"}],", USER);

    assertThat(asked.at("/tools/0/name").asText()).isEqualTo("f");
    assertThat(asked.path("tool_choice"))
        .isEqualTo(json("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"));
  }

  @Test
  void keepsIdsApartThatDifferInForbiddenCharactersOnly() {
    String calls =
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
            + "{\"id\":\"a.b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}},"
            + "{\"id\":\"a_b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{oops\"}}]}";

    JsonNode asked =
        asked(NEW, "", USER + "," + calls + "," + result("a.b", "1") + "," + result("a_b", "2"));

    JsonNode uses = asked.at("/messages/1/content");
    JsonNode results = asked.at("/messages/2/content");
    assertThat(uses.at("/0/id").asText()).matches("[a-zA-Z0-9_-]+").isNotEqualTo("a_b");
    assertThat(uses.at("/1/id").asText()).isEqualTo("a_b");
    assertThat(results.at("/0/tool_use_id")).isEqualTo(uses.at("/0/id"));
    assertThat(results.at("/1/tool_use_id")).isEqualTo(uses.at("/1/id"));
    assertThat(uses.at("/0/input")).isEqualTo(Json.object());
    assertThat(uses.at("/1/input/_raw").asText()).isEqualTo("{oops");
  }

  private static String call(String content) {
    return "{\"role\":\"assistant\",\"content\":\""
        + content
        + "\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";
  }

  private static String result(String id, String content) {
    return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"" + content + "\"}";
  }

  private static JsonNode asked(Model model, String members, String messages) {
    return body(translate(model, members, messages));
  }

  private static JsonNode body(Translation translation) {
    return Json.parse(translation.body()).orElseThrow();
  }

  private static Translation translate(Model model, String members, String messages) {
    String request = "{" + members + "\"model\":\"m\",\"messages\":[" + messages + "]}";
    Tape tape = Tape.scan(request.getBytes(StandardCharsets.UTF_8));
    Conversation conversation = new ChatDialect().readRequest(tape, HeaderFacts.NONE);
    return new MessagesDialect().writeRequest(conversation, model);
  }

  private static Model model(Model.Traits traits) {
    return new Model(
        "claude-x",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(64_000),
        Optional.empty(),
        traits);
  }

  private static JsonNode json(String text) {
    return Json.parse(text).orElseThrow();
  }
}
