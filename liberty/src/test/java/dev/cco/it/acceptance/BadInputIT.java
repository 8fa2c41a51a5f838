package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Wrong requests are refused in the caller's protocol, and no upstream hears of them. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {
  /** Chat needs no max_tokens, and its 1.0 is for the provider to judge. */
  private static final Set<String> OF_MESSAGES_ONLY = Set.of("M29", "M30");

  /** A same-protocol route passes it on, as a translated one cannot. */
  private static final String TRANSLATED_ONLY = "C5";

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    upstream = Upstream.start(Spoken.text("Answered.", 3, 1)::to);
    server = CcoServer.start(Upstream.environment(upstream));
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  @TestFactory
  Stream<DynamicTest> refusesWrongMessagesRequestsOnEveryRoute() {
    return Stream.of("claude-sonnet-5", "gpt-4.1", "sim/small")
        .flatMap(
            model ->
                BadBodies.messages().stream()
                    .map(
                        row ->
                            dynamicTest(row + " to " + model, () -> check(row, MESSAGES, model))));
  }

  @TestFactory
  Stream<DynamicTest> refusesWrongValuesWhereverCcoAnswersItself() {
    return Stream.of(
            rows(List.of("claude-sonnet-5", "gpt-4.1", "sim/small"), BadValues.everywhere()),
            rows(List.of("gpt-4.1", "sim/small"), BadValues.values()))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> rows(List<String> models, List<BadBodies.Row> rows) {
    return models.stream()
        .flatMap(
            model ->
                rows.stream()
                    .map(
                        row ->
                            dynamicTest(row + " to " + model, () -> check(row, MESSAGES, model))));
  }

  @TestFactory
  Stream<DynamicTest> namesWhatIsWrongOnChat() {
    return Stream.of(
            named(List.of("claude-sonnet-5", "gpt-4.1", "sim/small"), BadChatValues.everywhere()),
            named(
                List.of("claude-sonnet-5", "ollama/llama3.2", "sim/small"), BadChatValues.values()))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> named(List<String> models, List<BadChatValues.Named> rows) {
    return models.stream()
        .flatMap(
            model ->
                rows.stream()
                    .map(
                        row ->
                            dynamicTest(
                                row + " to " + model,
                                () -> {
                                  Answer answer = checkParam(row.row(), model);
                                  assertThat(answer.json().at("/error/param").asText())
                                      .isEqualTo(row.param());
                                })));
  }

  @TestFactory
  Stream<DynamicTest> refusesTheSameOnChat() {
    return BadBodies.messages().stream()
        .filter(row -> !OF_MESSAGES_ONLY.contains(row.id()))
        .map(row -> dynamicTest(row + " on Chat", () -> check(row, CHAT, "gpt-4.1")));
  }

  @TestFactory
  Stream<DynamicTest> namesTheParameterOfAWrongChatRequest() {
    return Stream.of("claude-sonnet-5", "ollama/llama3.2", "sim/small")
        .flatMap(
            model ->
                BadBodies.chat().stream()
                    .filter(row -> !(row.id().equals(TRANSLATED_ONLY) && model.startsWith("sim/")))
                    .map(row -> dynamicTest(row + " to " + model, () -> checkParam(row, model))));
  }

  private void check(BadBodies.Row row, String path, String model) {
    int before = Upstream.calls(upstream).size();
    byte[] body = row.bytes(model);
    long start = System.nanoTime();

    Answer answer = gateway.post(path, body);

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (row.passes()) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return;
    }
    checkRefusal(answer, path);
    assertThat(Upstream.calls(upstream)).as("no upstream hears of it").hasSize(before);
    if (List.of("M16", "M17").contains(row.id())) {
      // The promise is 50 ms of work; a busy machine and the way there and back are not that.
      assertThat(took).isLessThan(Duration.ofSeconds(1));
    }
  }

  private Answer checkParam(BadBodies.Row row, String model) {
    int before = Upstream.calls(upstream).size();

    Answer answer = gateway.post(CHAT, row.bytes(model));

    checkRefusal(answer, CHAT);
    assertThat(answer.json().path("error").path("param").isTextual()).as(answer.text()).isTrue();
    assertThat(Upstream.calls(upstream)).hasSize(before);
    return answer;
  }

  private static void checkRefusal(Answer answer, String path) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.header("request-id")).isNotBlank();
    JsonNode error = answer.json().path("error");
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("message").asText()).isNotBlank().hasSizeLessThan(1_000);
    assertThat(answer.text()).doesNotContain("\tat ", "Exception");
    if (path.equals(MESSAGES)) {
      assertThat(answer.json().path("type").asText()).isEqualTo("error");
      assertThat(answer.json().path("request_id").asText()).isEqualTo(answer.header("request-id"));
      return;
    }
    assertThat(error.has("param")).isTrue();
    assertThat(error.has("code")).isTrue();
  }
}
