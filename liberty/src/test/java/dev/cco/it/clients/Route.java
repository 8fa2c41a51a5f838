package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way through the gateway, as a client sees it: the models to ask for and what is known of the
 * answers.
 *
 * @param limitedModel answers 429, if need be to a text with {@code [limited]} only
 * @param answers what the upstream was told to say; absent where it decides by itself
 */
record Route(
    String name,
    String model,
    String limitedModel,
    String unknownModel,
    Optional<Answers> answers) {

  /**
   * What a scripted upstream says, by case.
   *
   * @param usage input and output tokens
   * @param toolId the tool call's id, where the protocol has one that must survive
   */
  record Answers(
      Map<String, String> texts,
      Map<String, List<Integer>> usage,
      String retryAfter,
      Map<String, String> toolInput,
      Optional<String> toolId) {}

  void checkText(String answer, String actual) {
    if (answers.isPresent()) {
      assertThat(actual).as("text").isEqualTo(answers.get().texts().get(answer));
      return;
    }
    assertThat(actual).as("text").isNotBlank();
  }

  void checkUsage(String answer, long input, long output) {
    if (answers.isPresent()) {
      assertThat(List.of((int) input, (int) output))
          .as("usage")
          .isEqualTo(answers.get().usage().get(answer));
      return;
    }
    assertThat(input).as("input tokens").isPositive();
    assertThat(output).as("output tokens").isPositive();
  }

  void checkTool(String id, String tool, Map<String, ?> input) {
    assertThat(id).as("tool id").isNotBlank();
    assertThat(tool).as("tool").isEqualTo("get_weather");
    answers.ifPresent(known -> assertThat(input).as("tool input").isEqualTo(known.toolInput()));
    answers.flatMap(Answers::toolId).ifPresent(known -> assertThat(id).isEqualTo(known));
  }

  void checkRetryAfter(List<String> header) {
    assertThat(header).as("retry-after").singleElement().asString().matches("\\d+");
    answers.ifPresent(known -> assertThat(header).containsExactly(known.retryAfter()));
  }
}
