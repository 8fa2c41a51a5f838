package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a client gets out of an answer of either protocol, plain or streamed; reading checks that it
 * is well formed.
 */
public record Read(
    String id,
    String model,
    String text,
    String toolId,
    String tool,
    String arguments,
    String stopReason,
    long inputTokens,
    long outputTokens) {

  public static Read of(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    boolean stream = answer.header("content-type").startsWith("text/event-stream");
    boolean messages = !answer.text().contains("\"chat.completion");
    if (stream) {
      return messages ? messagesStream(answer) : chatStream(answer);
    }
    return messages ? messages(answer.json()) : chat(answer.json());
  }

  private static Read messages(JsonNode json) {
    assertThat(json.path("type").asText()).isEqualTo("message");
    assertThat(json.path("role").asText()).isEqualTo("assistant");
    var text = new StringBuilder();
    JsonNode use = json.path("no tool");
    for (JsonNode block : json.path("content")) {
      text.append(block.path("text").asText());
      use = block.path("type").asText().equals("tool_use") ? block : use;
    }
    return new Read(
        json.path("id").asText(),
        json.path("model").asText(),
        text.toString(),
        use.path("id").asText(),
        use.path("name").asText(),
        use.path("input").toString(),
        json.path("stop_reason").asText(),
        json.path("usage").path("input_tokens").asLong(),
        json.path("usage").path("output_tokens").asLong());
  }

  private static Read chat(JsonNode json) {
    assertThat(json.path("object").asText()).isEqualTo("chat.completion");
    assertThat(json.path("choices")).hasSize(1);
    JsonNode choice = json.path("choices").path(0);
    JsonNode call = choice.path("message").path("tool_calls").path(0);
    return new Read(
        json.path("id").asText(),
        json.path("model").asText(),
        choice.path("message").path("content").asText(""),
        call.path("id").asText(),
        call.path("function").path("name").asText(),
        call.path("function").path("arguments").asText(),
        choice.path("finish_reason").asText(),
        json.path("usage").path("prompt_tokens").asLong(),
        json.path("usage").path("completion_tokens").asLong());
  }

  private static Read messagesStream(Answer answer) {
    List<JsonNode> events = answer.events();
    assertThat(types(events)).startsWith("message_start").endsWith("message_delta", "message_stop");
    assertThat(types(events)).containsOnlyOnce("message_start");
    JsonNode start = events.getFirst().path("message");
    var text = new StringBuilder();
    var arguments = new StringBuilder();
    JsonNode use = start.path("no tool");
    JsonNode usage = start.path("usage");
    String stop = "";
    long input = usage.path("input_tokens").asLong();
    long output = 0;
    int open = -1;
    for (JsonNode event : events) {
      switch (event.path("type").asText()) {
        case "content_block_start" -> {
          assertThat(event.path("index").asInt()).as("blocks do not interleave").isEqualTo(++open);
          JsonNode block = event.path("content_block");
          use = block.path("type").asText().equals("tool_use") ? block : use;
        }
        case "content_block_delta" -> {
          assertThat(event.path("index").asInt()).isEqualTo(open);
          text.append(event.path("delta").path("text").asText());
          arguments.append(event.path("delta").path("partial_json").asText());
        }
        case "message_delta" -> {
          stop = event.path("delta").path("stop_reason").asText();
          input = event.path("usage").path("input_tokens").asLong(input);
          output = event.path("usage").path("output_tokens").asLong();
        }
        case "message_start", "content_block_stop", "message_stop", "ping" -> {}
        default -> throw new AssertionError("unexpected event: " + event);
      }
    }
    return new Read(
        start.path("id").asText(),
        start.path("model").asText(),
        text.toString(),
        use.path("id").asText(),
        use.path("name").asText(),
        arguments.toString(),
        stop,
        input,
        output);
  }

  private static Read chatStream(Answer answer) {
    assertThat(answer.text().strip()).endsWith("data: [DONE]");
    List<JsonNode> events = answer.events();
    assertThat(events).allSatisfy(Read::isChunk);
    var text = new StringBuilder();
    var arguments = new StringBuilder();
    var toolId = new StringBuilder();
    var tool = new StringBuilder();
    String finish = "";
    for (JsonNode event : events) {
      JsonNode choice = event.path("choices").path(0);
      JsonNode call = choice.path("delta").path("tool_calls").path(0);
      text.append(choice.path("delta").path("content").asText(""));
      toolId.append(call.path("id").asText(""));
      tool.append(call.path("function").path("name").asText(""));
      arguments.append(call.path("function").path("arguments").asText(""));
      finish =
          choice.path("finish_reason").asText("null").equals("null")
              ? finish
              : choice.path("finish_reason").asText();
    }
    JsonNode usage = events.getLast().path("usage");
    return new Read(
        events.getFirst().path("id").asText(),
        events.getFirst().path("model").asText(),
        text.toString(),
        toolId.toString(),
        tool.toString(),
        arguments.toString(),
        finish,
        usage.path("prompt_tokens").asLong(),
        usage.path("completion_tokens").asLong());
  }

  private static void isChunk(JsonNode event) {
    assertThat(event.path("object").asText()).isEqualTo("chat.completion.chunk");
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").asText()).toList();
  }
}
