package dev.cco.provider.ollama;

import dev.cco.spi.Provider;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.Draft;
import dev.cco.testkit.PlayedVendor;
import dev.cco.testkit.ProviderConformance;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Stage;

class OllamaConformanceTest extends ProviderConformance {
  private static final String LINES = "application/x-ndjson";
  private static final String HEAD =
      "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-20T10:00:00.1Z\",\"message\":";
  private static final String END =
      HEAD
          + "{\"role\":\"assistant\",\"content\":\"\"},\"done_reason\":\"%s\",\"done\":true,"
          + "\"total_duration\":5,\"prompt_eval_count\":12,\"eval_count\":7}\n";

  @Override
  protected Provider newProvider() {
    return new OllamaProvider();
  }

  @Override
  protected Stage stage(Scene scene, boolean stream) {
    return new PlayedVendor("llama3.2", request -> reply(scene, stream));
  }

  @Override
  protected Draft unsayable(String model) {
    return Conversations.plain(model).extra("truncation", "auto");
  }

  private static Reply reply(Scene scene, boolean stream) {
    return switch (scene) {
      case Scene.Text text ->
          stream
              ? Reply.chunked(200, LINES)
                  .piece(line("Hello from "))
                  .piece(line("upstream, w"))
                  .piece(line("örld."))
                  .piece(END.formatted("stop"))
                  .end()
              : plain(message(Scene.ANSWER), "stop");
      case Scene.OutOfTokens cut ->
          stream
              ? Reply.chunked(200, LINES).piece(line("Hello")).piece(END.formatted("length")).end()
              : plain(message("Hello"), "length");
      case Scene.ToolCall call ->
          stream
              ? Reply.chunked(200, LINES)
                  .piece(HEAD + toolCall() + ",\"done\":false}\n")
                  .piece(END.formatted("stop"))
                  .end()
              : plain(toolCall(), "stop");
      case Scene.Refusal refusal -> refusal(refusal);
      case Scene.CutOff cut -> Reply.chunked(200, LINES).piece(line("Hello from ")).end();
      case Scene.Endless endless -> Reply.chunked(200, LINES).piece(line("Hello from ")).silence();
    };
  }

  private static Reply plain(String message, String reason) {
    return Reply.json(
        200,
        HEAD
            + message
            + ",\"done_reason\":\""
            + reason
            + "\",\"done\":true,\"prompt_eval_count\":12,\"eval_count\":7}");
  }

  private static String line(String text) {
    return HEAD + message(text) + ",\"done\":false}\n";
  }

  private static String message(String text) {
    return "{\"role\":\"assistant\",\"content\":\"" + text + "\"}";
  }

  private static String toolCall() {
    return "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":"
        + "{\"index\":0,\"name\":\"get_weather\",\"arguments\":{\"city\":\"Paris\"}}}]}";
  }

  private static Reply refusal(Scene.Refusal refusal) {
    String body = "{\"error\":\"" + refusal.message() + "\"}";
    return refusal.retryAfter().isEmpty()
        ? Reply.json(refusal.status(), body)
        : Reply.json(refusal.status(), body, "retry-after: " + refusal.retryAfter());
  }
}
