package dev.cco.testkit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/** How a server of OpenAI's Chat Completions plays a {@link Scene}. */
public final class ChatScript {
  private static final String HEAD =
      "\"id\":\"chatcmpl-7\",\"created\":1795000000,\"model\":\"m-2026\"";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7,\"total_tokens\":19,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":4},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
  private static final String CALL =
      "{\"index\":0,\"id\":\"call_7\",\"type\":\"function\","
          + "\"function\":{\"name\":\"get_weather\",\"arguments\":%s}}";

  private ChatScript() {}

  /** The reply to any request, streamed or plain. */
  public static Reply reply(Scene scene, boolean stream) {
    return switch (scene) {
      case Scene.Text text -> stream ? streamed(pieces(), "stop") : plain(Scene.ANSWER, "stop");
      case Scene.OutOfTokens cut ->
          stream ? streamed(List.of(content("Hello from")), "length") : plain("Hello", "length");
      case Scene.ToolCall call -> stream ? streamedCall() : plainCall();
      case Scene.Refusal refusal -> refusal(refusal);
      case Scene.CutOff cut -> started().end();
      case Scene.Endless endless -> started().silence();
    };
  }

  /** A chunk of a stream with that choice. */
  public static String chunk(String delta, String finish) {
    return "data: {"
        + HEAD
        + ",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}],\"usage\":null}\n\n";
  }

  private static List<String> pieces() {
    return List.of(content("Hello from "), content("upstream, w"), content("örld."));
  }

  private static String content(String text) {
    return chunk("{\"content\":" + quote(text) + "}", "null");
  }

  private static Reply started() {
    return Reply.chunked(200, "text/event-stream; charset=utf-8")
        .piece(chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"))
        .piece(content("Hello from "));
  }

  private static Reply streamed(List<String> chunks, String finish) {
    Reply reply =
        Reply.chunked(200, "text/event-stream; charset=utf-8")
            .piece(chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"));
    for (String chunk : chunks) {
      reply = reply.piece(chunk);
    }
    return reply
        .piece(chunk("{}", "\"" + finish + "\""))
        .piece(
            "data: {"
                + HEAD
                + ",\"object\":\"chat.completion.chunk\",\"choices\":[],"
                + USAGE
                + "}\n\n")
        .last("data: [DONE]\n\n");
  }

  private static Reply streamedCall() {
    return streamed(
        List.of(
            chunk("{\"tool_calls\":[" + CALL.formatted("\"\"") + "]}", "null"),
            chunk(
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}",
                "null"),
            chunk(
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Paris\\\"}\"}}]}",
                "null")),
        "tool_calls");
  }

  private static Reply plain(String text, String finish) {
    return plainMessage(
        "{\"role\":\"assistant\",\"content\":" + quote(text) + ",\"refusal\":null}", finish);
  }

  private static Reply plainCall() {
    String call = CALL.formatted("\"{\\\"city\\\":\\\"Paris\\\"}\"").replace("\"index\":0,", "");
    return plainMessage(
        "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[" + call + "]}",
        "tool_calls");
  }

  private static Reply plainMessage(String message, String finish) {
    return Reply.json(
        200,
        "{"
            + HEAD
            + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
            + message
            + ",\"logprobs\":null,\"finish_reason\":\""
            + finish
            + "\"}],"
            + USAGE
            + "}",
        "x-request-id: req_7");
  }

  private static Reply refusal(Scene.Refusal refusal) {
    String body =
        "{\"error\":{\"message\":"
            + quote(refusal.message())
            + ",\"type\":\"played_error\",\"param\":null,\"code\":null}}";
    return refusal.retryAfter().isEmpty()
        ? Reply.json(refusal.status(), body)
        : Reply.json(refusal.status(), body, "retry-after: " + refusal.retryAfter());
  }

  private static String quote(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
