package dev.cco.it.clients;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of the matrix; the answers are those of {@code fixtures/matrix.json}. */
final class Routes {
  static final String RETRY_AFTER = "37";
  static final String TOOL_ID = "toolu_matrix_1";

  static final Route SIMULATOR =
      new Route("simulator", "sim/small", "sim/error-429", "sim/no-such-model", Optional.empty());
  static final Route ANTHROPIC =
      scripted("anthropic", "claude-sonnet-5", "claude-no-such-model", usage(), TOOL_ID);
  static final Route OPENAI = scripted("openai", "gpt-4.1", "gpt-no-such-model", usage(), TOOL_ID);
  static final Route OLLAMA =
      scripted("ollama", "ollama/llama3.2:latest", "ollama/no-such-model", sameUsage(31, 11), "");

  private Routes() {}

  private static Route scripted(
      String name,
      String model,
      String unknownModel,
      Map<String, List<Integer>> usage,
      String toolId) {
    var answers =
        new Route.Answers(
            Map.of(
                "create", "Hello from the mock, plainly: Grüße, 你好.",
                "stream", "Hello from the mock, word by word: Grüße, 你好, and a few words more.",
                "tool-result", "It is 18 degrees in Paris.",
                "image", "One red pixel."),
            usage,
            RETRY_AFTER,
            Map.of("city", "Paris", "unit", "celsius"),
            Optional.of(toolId).filter(id -> !id.isEmpty()));
    return new Route(name, model, model, unknownModel, Optional.of(answers));
  }

  private static Map<String, List<Integer>> usage() {
    return Map.of(
        "create", List.of(21, 7),
        "stream", List.of(22, 17),
        "tools", List.of(45, 19),
        "tool-result", List.of(63, 9),
        "image", List.of(70, 4));
  }

  /** Ollama's counts come from the mock, which does not tell the cases apart. */
  private static Map<String, List<Integer>> sameUsage(int input, int output) {
    var counts = List.of(input, output);
    return Map.of(
        "create", counts,
        "stream", counts,
        "tools", counts,
        "tool-result", counts,
        "image", counts);
  }
}
