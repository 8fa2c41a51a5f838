package dev.cco.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results of parallel calls between which an instruction stands. */
class ResultOrderTest {
  private static final String REQUEST =
      """
      {"model":"m","max_tokens":9,"messages":[
       {"role":"user","content":"weather?"},
       {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},
                                      {"type":"tool_use","id":"b","name":"f","input":{}}]},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},
                                 {"type":"text","text":"first"}]},
       {"role":"system","content":"Be brief."},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"2"},
                                 {"type":"text","text":"second"}]}]}
      """;

  private static Conversation asked() {
    return new MessagesDialect()
        .readRequest(Tape.scan(REQUEST.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  private static JsonNode messages(Dialect dialect) {
    Translation said = dialect.writeRequest(asked(), Model.named("m"));
    assertThat(said.dropped()).isEmpty();
    return Json.parse(said.body()).orElseThrow().path("messages");
  }

  @Test
  void comeTogetherForOpenAi() {
    JsonNode messages = messages(new ChatDialect());

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "tool", "user", "developer", "user");
    assertThat(messages.findValuesAsText("tool_call_id")).containsExactly("a", "b");
    assertThat(List.of(messages.at("/2/content").asText(), messages.at("/3/content").asText()))
        .containsExactly("1", "2");
    assertThat(messages.at("/6/content").asText()).isEqualTo("second");
  }

  @Test
  void comeTogetherForAnthropic() {
    JsonNode messages = messages(new MessagesDialect());

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "user", "system", "user");
    assertThat(messages.at("/2/content").findValuesAsText("tool_use_id")).containsExactly("a", "b");
    assertThat(messages.at("/2/content").findValuesAsText("is_error")).isEmpty();
  }
}
