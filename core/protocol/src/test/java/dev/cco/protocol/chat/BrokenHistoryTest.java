package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Conversations.assistant;
import static dev.cco.protocol.chat.Conversations.call;
import static dev.cco.protocol.chat.Conversations.read;
import static dev.cco.protocol.chat.Conversations.result;
import static dev.cco.protocol.chat.Conversations.system;
import static dev.cco.protocol.chat.Conversations.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories that clients cut or put together wrongly: they are put right for other providers. */
class BrokenHistoryTest {
  private static final String HI = "{\"role\":\"user\",\"content\":\"hi\"}";

  private static String calls(String... ids) {
    List<String> calls =
        List.of(ids).stream()
            .map(
                id ->
                    "{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}"
                        .formatted(id))
            .toList();
    return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
        + String.join(",", calls)
        + "]}";
  }

  private static String answer(String id, String text) {
    return "{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":\"%s\"}".formatted(id, text);
  }

  private static Conversation conversation(String... messages) {
    return read("{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]}");
  }

  private static JsonNode toAnthropic(String... messages) {
    return Json.parse(
            new MessagesDialect()
                .writeRequest(conversation(messages), Model.named("claude-test"))
                .body())
        .orElseThrow()
        .path("messages");
  }

  private static Block said(String id, String text) {
    return result(id, new Block.Text(text));
  }

  private static Block missing(String id) {
    return new Block.ToolResult(id, List.of(new Block.Text("No result was given.")), true);
  }

  @Test
  void tellsAResultWithoutItsCallAsText() {
    assertThat(conversation(answer("a", "21 degrees"), HI).turns())
        .containsExactly(user("21 degrees"), user("hi"));
  }

  @Test
  void tellsAFunctionsResultWithoutItsCallAsText() {
    String result = "{\"role\":\"function\",\"name\":\"f\",\"content\":\"21 degrees\"}";

    assertThat(conversation(HI, result).turns()).containsExactly(user("hi"), user("21 degrees"));
  }

  @Test
  void tellsASecondResultOfTheSameCallAsText() {
    assertThat(conversation(HI, calls("a"), answer("a", "1"), answer("a", "2")).turns())
        .containsExactly(
            user("hi"), assistant(call("a", "f", "{}")), user(said("a", "1")), user("2"));
  }

  @Test
  void saysThatAResultIsMissing() {
    assertThat(conversation(HI, calls("a", "b"), answer("b", "2"), HI).turns())
        .containsExactly(
            user("hi"),
            assistant(call("a", "f", "{}"), call("b", "f", "{}")),
            user(said("b", "2"), missing("a")),
            user("hi"));
  }

  @Test
  void saysThatResultsAreMissingAtTheEnd() {
    assertThat(conversation(HI, calls("a")).turns())
        .containsExactly(user("hi"), assistant(call("a", "f", "{}")), user(missing("a")));
  }

  @Test
  void putsLateResultsDirectlyBehindTheirCalls() {
    String instruction = "{\"role\":\"system\",\"content\":\"Be brief.\"}";

    assertThat(
            conversation(HI, calls("a", "b"), answer("a", "1"), instruction, HI, answer("b", "2"))
                .turns())
        .containsExactly(
            user("hi"),
            assistant(call("a", "f", "{}"), call("b", "f", "{}")),
            user(said("a", "1"), said("b", "2")),
            system("Be brief."),
            user("hi"));
  }

  @Test
  void takesTurnsOfTheAssistantInARowForOne() {
    JsonNode messages =
        toAnthropic(HI, calls("a"), calls("b"), answer("a", "1"), answer("b", "2"), HI);

    assertThat(messages).hasSize(3);
    assertThat(messages.at("/1/content").findValuesAsText("id")).containsExactly("a", "b");
    assertThat(messages.at("/2/content").findValuesAsText("tool_use_id")).containsExactly("a", "b");
    assertThat(messages.at("/2/content/2/text").asText()).isEqualTo("hi");
  }

  @Test
  void givesIdsThatAnthropicRefusesOthersThere() {
    JsonNode messages = toAnthropic(HI, calls("functions.f:0"), answer("functions.f:0", "1"));

    String id = messages.at("/1/content/0/id").asText();
    assertThat(id).matches("functions_f_0_[0-9a-f]{8}");
    assertThat(messages.at("/2/content/0/tool_use_id").asText()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "[{\"type\":\"text\",\"text\":\"\"}]"})
  void leavesOutEmptyTexts(String nothing) {
    String turn = "{\"role\":\"%s\",\"content\":" + nothing + "}";

    assertThat(
            conversation(HI, turn.formatted("assistant"), turn.formatted("user"), HI)
                .turns()
                .stream()
                .map(Turn::blocks))
        .containsExactly(List.of(new Block.Text("hi")), List.of(new Block.Text("hi")));
  }
}
