package dev.cco.testkit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;

/** How a server of Anthropic's Messages plays a {@link Scene}. */
public final class MessagesScript {
  private static final String USAGE =
      "\"usage\":{\"input_tokens\":12,\"cache_creation_input_tokens\":0,"
          + "\"cache_read_input_tokens\":4,\"output_tokens\":%d}";
  private static final String MESSAGE =
      "{\"id\":\"msg_7\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-played\","
          + "\"content\":%s,\"stop_reason\":%s,\"stop_sequence\":null,";

  private MessagesScript() {}

  /** The reply to any request, streamed or plain. */
  public static Reply reply(Scene scene, boolean stream) {
    return switch (scene) {
      case Scene.Text text ->
          stream ? streamed(text(pieces()), "end_turn") : plain(block(Scene.ANSWER), "end_turn");
      case Scene.OutOfTokens cut ->
          stream
              ? streamed(text(List.of("Hello")), "max_tokens")
              : plain(block("Hello"), "max_tokens");
      case Scene.ToolCall call -> stream ? streamed(call(), "tool_use") : plain(use(), "tool_use");
      case Scene.Refusal refusal -> refusal(refusal);
      case Scene.CutOff cut -> started().end();
      case Scene.Endless endless -> started().silence();
    };
  }

  /** An event whose name is its type. */
  public static String event(String type, String members) {
    String rest = members.isEmpty() ? "" : "," + members;
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + rest + "}\n\n";
  }

  private static List<String> pieces() {
    return List.of("Hello from ", "upstream, w", "örld.");
  }

  private static Reply head() {
    String message = MESSAGE.formatted("[]", "null") + USAGE.formatted(1) + "}";
    return Reply.chunked(200, "text/event-stream; charset=utf-8")
        .piece(event("message_start", "\"message\":" + message))
        .piece(event("ping", ""));
  }

  private static Reply started() {
    return head().piece(text(List.of("Hello from ")).getFirst()).piece(delta("Hello from "));
  }

  private static List<String> text(List<String> pieces) {
    List<String> events = new ArrayList<>();
    events.add(
        event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
    pieces.forEach(piece -> events.add(delta(piece)));
    return events;
  }

  private static String delta(String text) {
    return event(
        "content_block_delta",
        "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + quote(text) + "}");
  }

  private static List<String> call() {
    return List.of(
        event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_7\","
                + "\"name\":\"get_weather\",\"input\":{}}"),
        arguments(""),
        arguments("{\"city\": "),
        arguments("\"Paris\"}"));
  }

  private static String arguments(String json) {
    return event(
        "content_block_delta",
        "\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
            + quote(json)
            + "}");
  }

  private static Reply streamed(List<String> block, String reason) {
    Reply reply = head();
    for (String event : block) {
      reply = reply.piece(event);
    }
    return reply
        .piece(event("content_block_stop", "\"index\":0"))
        .piece(
            event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"%s\",\"stop_sequence\":null},".formatted(reason)
                    + USAGE.formatted(7)))
        .last(event("message_stop", ""));
  }

  private static String block(String text) {
    return "[{\"type\":\"text\",\"text\":" + quote(text) + "}]";
  }

  private static String use() {
    return "[{\"type\":\"tool_use\",\"id\":\"toolu_7\",\"name\":\"get_weather\","
        + "\"input\":{\"city\":\"Paris\"}}]";
  }

  private static Reply plain(String content, String reason) {
    String message = MESSAGE.formatted(content, quote(reason)) + USAGE.formatted(7) + "}";
    return Reply.json(200, message, "request-id: req_7");
  }

  private static Reply refusal(Scene.Refusal refusal) {
    String body =
        "{\"type\":\"error\",\"error\":{\"type\":\"played_error\",\"message\":"
            + quote(refusal.message())
            + "},\"request_id\":\"req_7\"}";
    return refusal.retryAfter().isEmpty()
        ? Reply.json(refusal.status(), body)
        : Reply.json(refusal.status(), body, "retry-after: " + refusal.retryAfter());
  }

  private static String quote(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
