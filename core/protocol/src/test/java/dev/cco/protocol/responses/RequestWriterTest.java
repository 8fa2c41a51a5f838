package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.DIALECT;
import static dev.cco.protocol.responses.Responses.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.Translation;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Tool;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
  private static Translation write(Conversation conversation) {
    return DIALECT.writeRequest(conversation, Model.named("m"));
  }

  private static ObjectNode body(Conversation conversation) {
    return Json.parseObject(write(conversation).body()).orElseThrow();
  }

  private static Conversation chat(String request) {
    return new ChatDialect().readRequest(Responses.tape(request), HeaderFacts.NONE);
  }

  private static Conversation messages(String members) {
    return new MessagesDialect()
        .readRequest(
            Responses.tape(
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                    + members
                    + "}"),
            HeaderFacts.NONE);
  }

  @Test
  void saysAConversationOfTheOtherProtocol() {
    ObjectNode body =
        body(
            chat(
                "{\"model\":\"m\",\"stream\":true,\"temperature\":0.5,\"max_completion_tokens\":99,\"seed\":1,\"stop\":\"x\",\"messages\":["
                    + "{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"hi\"},"
                    + "{\"role\":\"assistant\",\"content\":\"Well\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},"
                    + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"one\"}],"
                    + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"required\","
                    + "\"reasoning_effort\":\"low\",\"verbosity\":\"high\",\"response_format\":{\"type\":\"json_object\"}}"));

    assertThat(body.path("instructions").asText()).isEqualTo("Be brief.");
    assertThat(body.path("input").toString())
        .isEqualTo(
            "[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hi\"}]},"
                + "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Well\"}]},"
                + "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"one\"}]");
    assertThat(body.path("tools").toString())
        .isEqualTo(
            "[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}},\"strict\":false}]");
    assertThat(body.path("tool_choice").asText()).isEqualTo("required");
    assertThat(body.at("/reasoning/effort").asText()).isEqualTo("low");
    assertThat(body.at("/text/format/type").asText()).isEqualTo("json_object");
    assertThat(body.at("/text/verbosity").asText()).isEqualTo("high");
    assertThat(body.path("max_output_tokens").asInt()).isEqualTo(99);
    assertThat(body.path("store").asBoolean(true)).isFalse();
    assertThat(body.path("stream").asBoolean()).isTrue();
  }

  @Test
  void namesWhatItCannotSay() {
    Conversation conversation =
        chat(
            "{\"model\":\"m\",\"seed\":1,\"stop\":\"x\",\"presence_penalty\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

    assertThat(write(conversation).dropped())
        .containsExactlyInAnyOrder("seed", "stop", "presence_penalty");
  }

  @Test
  void asksForNoFewerTokensThanTheVendorTakes() {
    assertThat(body(messages("\"stream\":false")).path("max_output_tokens").asInt()).isEqualTo(16);
  }

  @Test
  void leavesTheThoughtsOfOtherVendorsAway() {
    JsonNode input =
        body(new MessagesDialect()
                .readRequest(
                    Responses.tape(
                        "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":["
                            + "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"secret\"},{\"type\":\"text\",\"text\":\"b\"}]},"
                            + "{\"role\":\"user\",\"content\":\"c\"}]}"),
                    HeaderFacts.NONE))
            .path("input");

    assertThat(input).hasSize(3);
    assertThat(input.toString()).doesNotContain("secret");
  }

  @Test
  void refusesToolsThatOnlyAnotherVendorHas() {
    Conversation conversation =
        messages("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");

    assertThatThrownBy(() -> write(conversation))
        .isInstanceOf(CallerFault.class)
        .hasMessageContaining("web_search_20250305");
  }

  @Test
  void saysWhatItReads() {
    String request =
        "{\"model\":\"m\",\"instructions\":\"Be brief.\",\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hi\"},"
            + "{\"type\":\"input_image\",\"image_url\":\"https://example.org/a.png\"}]},"
            + "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"no\"}]},"
            + "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"{}\"},"
            + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"one\"}],"
            + "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true,\"parameters\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}}]}";
    Conversation conversation = read(request);

    Conversation again = read(Json.text(body(conversation)));

    assertThat(again.turns()).isEqualTo(conversation.turns());
    assertThat(again.system()).isEqualTo(conversation.system());
    assertThat(again.tools()).isEqualTo(conversation.tools());
    assertThat(again.tools()).singleElement().isInstanceOf(Tool.Function.class);
  }
}
