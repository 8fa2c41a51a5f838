package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * U14, U17 and U18: a provider that asks to be left alone keeps its class and its words, and when
 * it asked for a date, the client learns when to come back.
 */
@TestInstance(Lifecycle.PER_CLASS)
class UpstreamRefusalIT {
  private static final int HALF_AN_HOUR = 1800;
  private static final String CHAINS =
      """
      {"fallback_chain": {"claude-backed": ["gpt-backup"], "gpt-backed": ["claude-backup"]}}
      """;

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  /**
   * What a provider answers.
   *
   * @param messages what a client of Messages gets from a provider of Chat
   * @param chat what a client of Chat gets from a provider of Messages
   */
  private record Refusal(String id, int status, int messages, int chat) {
    int seen(Way way) {
      if (way.passes()) {
        return status;
      }
      return way.asksMessages() ? messages : chat;
    }
  }

  private static final List<Refusal> REFUSALS =
      List.of(
          new Refusal("U14", 429, 429, 429),
          new Refusal("U17", 503, 529, 503),
          new Refusal("U18", 529, 529, 503));

  @BeforeAll
  void start(@TempDir Path config) throws IOException {
    upstream = Upstream.start(this::play);
    Files.writeString(config.resolve("model-routing.json"), CHAINS);
    Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
    environment.put("CCO_CONFIG_DIR", config.toString());
    for (String provider : List.of("ANTHROPIC", "OPENAI")) {
      environment.put("CCO_PROVIDER_" + provider + "_BREAKER_VOLUME", "10000");
    }
    server = CcoServer.start(environment);
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private Reply play(Received request) {
    if (request.text().contains("-backup\"")) {
      return Spoken.text("Helped out.", 3, 1).to(request);
    }
    if (request.text().contains("<soon>")) {
      return asked("<soon>", request) == 1
          ? refuse(request, 429, 0)
          : Spoken.text("Back.", 3, 1).to(request);
    }
    Refusal refusal =
        REFUSALS.stream()
            .filter(each -> request.text().contains("<" + each.id() + ">"))
            .findFirst()
            .orElseThrow();
    return refuse(request, refusal.status(), HALF_AN_HOUR);
  }

  private static Reply refuse(Received request, int status, int seconds) {
    String inner = "{\"type\":\"played_error\",\"message\":\"slow down\"}";
    String body =
        request.path().endsWith("/messages")
            ? "{\"type\":\"error\",\"error\":" + inner + "}"
            : "{\"error\":" + inner + "}";
    return Reply.json(status, body, "retry-after: " + date(seconds));
  }

  private static String date(int secondsAhead) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(secondsAhead));
  }

  /** How often a request with that text has come by now; the one that is answered among them. */
  private long asked(String text, Received like) {
    return upstream.received().stream()
        .filter(request -> request.text().contains(text) && request.text().equals(like.text()))
        .count();
  }

  private interface Check {
    void of(Way way, boolean stream);
  }

  private static Stream<DynamicTest> everyWay(String what, Check check) {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(false, true)
                    .map(
                        stream ->
                            dynamicTest(
                                what + ", " + way + (stream ? ", streamed" : ", plain"),
                                () -> check.of(way, stream))));
  }

  @TestFactory
  Stream<DynamicTest> keepsClassWordsAndTheTimeToComeBack() {
    return REFUSALS.stream()
        .flatMap(
            refusal -> everyWay(refusal.id(), (way, stream) -> checkRefused(refusal, way, stream)));
  }

  private void checkRefused(Refusal refusal, Way way, boolean stream) {
    String text = "<" + refusal.id() + "> " + way + " " + stream;

    Answer answer = gateway.post(way.path(), Requests.of(way.path(), way.model(), text, stream));

    assertThat(answer.status()).as(answer.text()).isEqualTo(refusal.seen(way));
    way.checkEnvelope(answer.json());
    assertThat(answer.text()).contains("slow down");
    checkRetryAfter(answer.header("retry-after"), way);
    // Half an hour is not waited for.
    assertThat(answer.header("x-cco-attempts")).isEqualTo("1");
    assertThat(upstream.received()).filteredOn(r -> r.text().contains(text)).hasSize(1);
  }

  private static void checkRetryAfter(String value, Way way) {
    if (way.passes()) {
      assertThat(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)).isNotNull();
      return;
    }
    assertThat(Integer.parseInt(value)).isBetween(HALF_AN_HOUR - 60, HALF_AN_HOUR);
  }

  @TestFactory
  Stream<DynamicTest> asksTheNextProvider() {
    return REFUSALS.stream()
        .flatMap(
            refusal -> everyWay(refusal.id(), (way, stream) -> checkSaved(refusal, way, stream)));
  }

  private void checkSaved(Refusal refusal, Way way, boolean stream) {
    String model = way.asksAnthropic() ? "claude-backed" : "gpt-backed";
    String text = "<" + refusal.id() + "> saved " + way + " " + stream;

    Answer answer = gateway.post(way.path(), Requests.of(way.path(), model, text, stream));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).contains("Helped ");
    assertThat(answer.header("x-cco-attempts")).isEqualTo("2");
    assertThat(answer.header("cache-status")).doesNotContain("stored");
  }

  @TestFactory
  Stream<DynamicTest> comesBackItselfWhereTheDateIsNear() {
    return everyWay(
        "U14 now",
        (way, stream) -> {
          String text = "<soon> " + way + " " + stream;

          Answer answer =
              gateway.post(way.path(), Requests.of(way.path(), way.model(), text, stream));

          assertThat(answer.status()).as(answer.text()).isEqualTo(200);
          assertThat(answer.text()).contains("Back.");
          assertThat(answer.header("x-cco-attempts")).isEqualTo("2");
        });
  }
}
