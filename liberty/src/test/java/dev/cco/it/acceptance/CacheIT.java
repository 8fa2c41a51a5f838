package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Reply;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same request twice. */
@TestInstance(Lifecycle.PER_CLASS)
class CacheIT {
  private static final Spoken SPOKEN = Spoken.text("Four words of text.", 1_234, 567);

  /** 1,234 tokens at $2 and 567 at $10 per million. */
  private static final BigDecimal PRICE = new BigDecimal("0.008138");

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    upstream =
        Upstream.start(
            request ->
                request.text().contains("refuse this")
                    ? Reply.json(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"}}")
                    : SPOKEN.to(request));
    server = CcoServer.start(Upstream.environment(upstream));
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  @ParameterizedTest
  @CsvSource({MESSAGES + ",claude-sonnet-5", CHAT + ",gpt-4.1"})
  void answersTheSameRequestWithTheSameBytesAndWithoutACall(String path, String model) {
    String request = Requests.of(path, model, "twice, please", false);

    Answer first = gateway.post(path, request);
    Answer second = gateway.post(path, request);

    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(first.header("cache-status")).startsWith("cco;").contains("fwd=miss", "stored");
    assertThat(second.header("cache-status")).startsWith("cco; hit").contains("ttl=");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("age")).matches("\\d+");
    assertThat(calls("twice, please", model)).isEqualTo(1);
  }

  @Test
  void chargesNothingForAHitAndSavesThePriceToTheLastDigit() {
    BigDecimal savedBefore = number(gateway.get("/api/cache/stats").json().path("savedCost"));
    String request = Requests.messages("claude-sonnet-5", "what does it cost?", false);
    String project = "cache-money";

    Answer first = gateway.post("/p/" + project + MESSAGES, request);
    Answer second = gateway.post("/p/" + project + MESSAGES, request);

    assertThat(new BigDecimal(first.header("x-cco-cost-usd"))).isEqualByComparingTo(PRICE);
    assertThat(new BigDecimal(second.header("x-cco-cost-usd"))).isEqualByComparingTo("0");
    BigDecimal savedAfter = number(gateway.get("/api/cache/stats").json().path("savedCost"));
    assertThat(savedAfter.subtract(savedBefore)).isEqualByComparingTo(PRICE);
    Eventually.holds(
        "both calls are counted", () -> metrics(project).path("cache_hits").asInt() == 1);
    JsonNode metrics = metrics(project);
    assertThat(metrics.path("cache_misses").asInt()).isEqualTo(1);
    assertThat(number(metrics.path("total_savings"))).isEqualByComparingTo(PRICE);
    assertThat(number(metrics.path("actual_cost"))).isEqualByComparingTo(PRICE);
    assertThat(number(metrics.path("would_be_cost")))
        .isEqualByComparingTo(PRICE.multiply(BigDecimal.TWO));
  }

  @ParameterizedTest
  @CsvSource({
    MESSAGES + ",claude-sonnet-5,true",
    MESSAGES + ",claude-sonnet-5,false",
    CHAT + ",gpt-4.1,true",
    CHAT + ",gpt-4.1,false"
  })
  void servesAPlainCallerFromAStreamAndAStreamingOneFromAPlainAnswer(
      String path, String model, boolean streamedFirst) {
    String text = "either way, streamed first: " + streamedFirst;

    Answer first = gateway.post(path, Requests.of(path, model, text, streamedFirst));
    Answer second = gateway.post(path, Requests.of(path, model, text, !streamedFirst));

    assertThat(second.header("cache-status")).startsWith("cco; hit");
    assertThat(second.header("content-type"))
        .startsWith(streamedFirst ? "application/json" : "text/event-stream");
    assertThat(Read.of(second)).isEqualTo(Read.of(first));
    assertThat(Read.of(second).text()).isEqualTo("Four words of text.");
    assertThat(calls(text, model)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({MESSAGES + ",claude-sonnet-5", CHAT + ",gpt-4.1"})
  void replaysAStreamAsAStream(String path, String model) {
    String request = Requests.of(path, model, "streamed twice", true);

    Answer first = gateway.post(path, request);
    Answer second = gateway.post(path, request);

    assertThat(second.header("cache-status")).startsWith("cco; hit");
    assertThat(Read.of(second)).isEqualTo(Read.of(first));
    assertThat(calls("streamed twice", model)).isEqualTo(1);
  }

  @Test
  void givesNoUsageToAStreamThatDidNotAskForItEvenFromTheCache() {
    gateway.post(CHAT, Requests.chat("gpt-4.1", "who asked?", true));

    Answer second =
        gateway.post(
            CHAT,
            "{\"model\":\"gpt-4.1\",\"messages\":[{\"role\":\"user\",\"content\":\"who asked?\"}],"
                + "\"stream\":true}");

    assertThat(second.header("cache-status")).startsWith("cco; hit");
    assertThat(second.events())
        .allSatisfy(
            event ->
                assertThat(event.path("usage").isMissingNode() || event.path("usage").isNull())
                    .isTrue());
    assertThat(second.events()).allSatisfy(event -> assertThat(event.path("choices")).isNotEmpty());
  }

  @Test
  void keepsProjectsApart() {
    String request = Requests.messages("claude-sonnet-5", "mine alone", false);
    gateway.post("/p/one" + MESSAGES, request);

    Answer other = gateway.post("/p/other" + MESSAGES, request);
    Answer own = gateway.post("/p/one" + MESSAGES, request);

    assertThat(other.header("cache-status")).contains("fwd=miss");
    assertThat(own.header("cache-status")).startsWith("cco; hit");
    assertThat(calls("mine alone", "claude-sonnet-5")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"claude-sonnet-5\",\"max_tokens\":501,\"messages\":[{\"role\":\"user\",\"content\":\"one change\"}]}",
        "{\"model\":\"claude-opus-5\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"one change\"}]}",
        "{\"model\":\"claude-sonnet-5\",\"max_tokens\":500,\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":\"one change\"}]}",
        "{\"model\":\"claude-sonnet-5\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"one change \"}]}"
      })
  void missesWhenAnythingThatCanChangeTheAnswerIsDifferent(String changed) {
    gateway.post(MESSAGES, Requests.messages("claude-sonnet-5", "one change", false));

    Answer answer = gateway.post(MESSAGES, changed);

    assertThat(answer.header("cache-status")).contains("fwd=miss");
  }

  @Test
  void hitsWhenOnlyWhatCannotChangeTheAnswerIsDifferent() {
    gateway.post(MESSAGES, Requests.messages("claude-sonnet-5", "no real change", false));

    Answer answer =
        gateway.post(
            MESSAGES,
            """
            { "metadata": {"user_id": "u"}, "max_tokens": 500, "model": "claude-sonnet-5",
              "messages": [{"content": "no real change", "role": "user"}]}
            """);

    assertThat(answer.header("cache-status")).startsWith("cco; hit");
  }

  @Test
  void obeysTheClientsCacheControl() {
    String request = Requests.messages("claude-sonnet-5", "steered", false);

    Answer absent = gateway.post(MESSAGES, request, "cache-control", "only-if-cached");
    Answer unstored = gateway.post(MESSAGES, request, "cache-control", "no-store");
    Answer stillAbsent = gateway.post(MESSAGES, request, "cache-control", "only-if-cached");

    assertThat(absent.status()).isEqualTo(504);
    assertThat(unstored.status()).isEqualTo(200);
    assertThat(stillAbsent.status()).isEqualTo(504);
    assertThat(calls("steered", "claude-sonnet-5")).isEqualTo(1);
  }

  @Test
  void neverStoresAnError() {
    String request = Requests.messages("claude-sonnet-5", "refuse this", false);

    List<Answer> answers =
        List.of(gateway.post(MESSAGES, request), gateway.post(MESSAGES, request));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(400));
    assertThat(calls("refuse this", "claude-sonnet-5")).isEqualTo(2);
  }

  private JsonNode metrics(String project) {
    return gateway.get("/metrics/cache?project_id=" + project + "&period=-30%20days").json();
  }

  private long calls(String text, String model) {
    return Upstream.calls(upstream).stream()
        .filter(request -> request.text().contains(text) && Spoken.model(request).equals(model))
        .count();
  }

  /** Numbers may come as such or as text, so that no digit is lost on the way. */
  private static BigDecimal number(JsonNode node) {
    return new BigDecimal(node.asText());
  }
}
