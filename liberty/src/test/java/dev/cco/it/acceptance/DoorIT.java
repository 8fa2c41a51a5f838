package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a request may be besides its body: methods, headers, models, sizes. */
@TestInstance(Lifecycle.PER_CLASS)
class DoorIT {
  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
  Stream<DynamicTest> everyAnswerHasAnIdToAskAbout() {
    return Stream.of(
            "GET /v1/messages 405",
            "GET /v1/nothing 404",
            "HEAD /api/hello 404",
            "GET /nothing 404",
            "DELETE /v1/chat/completions 405",
            "HEAD /v1/models 200",
            "GET /v1/models 200",
            "GET /v1/models/none 404",
            "GET /health 200",
            "GET /metrics 200",
            "OPTIONS /v1/messages 200")
        .map(row -> dynamicTest(row, () -> checkId(row.split(" ", -1))));
  }

  private void checkId(String[] row) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.baseUri().resolve(row[1]))
                .method(row[0], BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(Integer.parseInt(row[2]));
    assertThat(answer.headers().firstValue("request-id").orElse("")).startsWith("req_");
    assertThat(answer.headers().firstValue("x-request-id"))
        .isEqualTo(answer.headers().firstValue("request-id"));
  }

  @Test
  void case23TokensAreCountedWhateverTheQuerySays() {
    Answer counted =
        gateway.post(
            MESSAGES + "/count_tokens?beta=true", Requests.messages("gpt-4.1", "hi", false));

    assertThat(counted.status()).isEqualTo(200);
    assertThat(counted.text()).startsWith("{\"input_tokens\":");
    assertThat(counted.header("x-cco-token-count")).isEqualTo("tokenizer");
  }

  @TestFactory
  Stream<DynamicTest> takesJsonOnly() {
    return Stream.of(
            "",
            "text/plain",
            "multipart/form-data; boundary=" + "b".repeat(10_240),
            "application/json; charset=utf-7")
        .flatMap(
            type ->
                Stream.of(MESSAGES, CHAT)
                    .map(
                        path ->
                            dynamicTest(
                                "M89 "
                                    + type.substring(0, Math.min(30, type.length()))
                                    + " "
                                    + path,
                                () -> checkType(path, type))));
  }

  private void checkType(String path, String type) throws Exception {
    int before = Upstream.calls(upstream).size();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.baseUri().resolve(path))
            .POST(BodyPublishers.ofString(Requests.of(path, "claude-sonnet-5", "hi", false)));
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }

    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
    assertThat(answer.headers().firstValue("request-id")).isPresent();
    assertThat(Answer.parse(answer.body()).at("/error/type").asText())
        .isEqualTo("invalid_request_error");
    assertThat(Upstream.calls(upstream)).hasSize(before);
  }

  @TestFactory
  Stream<DynamicTest> readsTheVersion() {
    String plain = Requests.messages("gpt-4.1", "versions", false);
    String hot = plain.replace("\"max_tokens\"", "\"temperature\":1,\"max_tokens\"");
    return Stream.of(
        dynamicTest("M91 missing", () -> checkVersion(plain, 200)),
        dynamicTest(
            "M92 9999-01-01", () -> checkVersion(plain, 200, "anthropic-version", "9999-01-01")),
        dynamicTest(
            "M93 1 KiB", () -> checkVersion(plain, 400, "anthropic-version", "2".repeat(1024))),
        dynamicTest(
            "2023-06-01 takes a temperature",
            () -> checkVersion(hot, 200, "anthropic-version", "2023-06-01")),
        dynamicTest(
            "2026-10-21 takes none",
            () -> checkVersion(hot, 400, "anthropic-version", "2026-10-21")),
        dynamicTest(
            "2026-10-21 takes none from the simulator either",
            () ->
                checkVersion(
                    hot.replace("gpt-4.1", "sim/small"), 400, "anthropic-version", "2026-10-21")));
  }

  private void checkVersion(String body, int status, String... headers) {
    Answer answer = gateway.post(MESSAGES, body, headers);

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
  }

  @Test
  void leavesTheVersionsRulesToTheProviderThatHasThem() {
    String hot =
        Requests.messages("claude-sonnet-5", "as it came", false)
            .replace("\"max_tokens\"", "\"temperature\":1,\"max_tokens\"");

    Answer answer =
        gateway.post(
            MESSAGES,
            hot,
            "anthropic-version",
            "2026-10-21",
            "anthropic-beta",
            "a-2026-01-01,b-2026-01-02",
            "anthropic-beta",
            "c-2026-01-03");

    Received passed = Upstream.calls(upstream).getLast();
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(passed.text()).isEqualTo(hot);
    assertThat(passed.headers().get("anthropic-version")).containsExactly("2026-10-21");
    assertThat(passed.headers().get("anthropic-beta"))
        .containsExactly("a-2026-01-01,b-2026-01-02", "c-2026-01-03");
  }

  /** M60: what a later version of the API may have is the provider's to judge. */
  @Test
  void leavesUnknownBlocksToTheProviderThatMayKnowThem() {
    String body = Requests.hologram("claude-sonnet-5");

    Answer answer = gateway.post(MESSAGES, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(Upstream.calls(upstream).getLast().text()).isEqualTo(body);
  }

  /** M60: another provider cannot know them, and is not told. */
  @Test
  void dropsUnknownBlocksAndSaysSoWhereItTranslates() {
    Answer answer = gateway.post(MESSAGES, Requests.hologram("gpt-4.1"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("x-cco-dropped")).contains("hologram");
    assertThat(Upstream.calls(upstream).getLast().text()).doesNotContain("hologram");
  }

  @Test
  void case26BetasOfAnthropicsReachNobodyElse() {
    gateway.post(
        MESSAGES,
        Requests.messages("gpt-4.1", "betas", false),
        "anthropic-version",
        "2023-06-01",
        "anthropic-beta",
        "a-2026-01-01");

    assertThat(Upstream.calls(upstream).getLast().headers().keySet())
        .noneMatch(name -> name.startsWith("anthropic-"));
  }

  @TestFactory
  Stream<DynamicTest> goesWhereItsRoutesLeadAndNowhereElse() {
    return Stream.of(
            List.of("x-portkey-custom-host", "http://127.0.0.1:1"),
            List.of("x-cco-endpoint", "http://127.0.0.1:1"),
            List.of("x-forwarded-host", "api.example"),
            List.of("x-http-method-override", "DELETE"))
        .map(
            header ->
                dynamicTest(
                    "M85 " + header,
                    () -> {
                      Answer answer =
                          gateway.post(
                              MESSAGES,
                              Requests.messages("claude-sonnet-5", header.toString(), false),
                              header.getFirst(),
                              header.getLast());

                      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                      assertThat(Upstream.calls(upstream).getLast().headers())
                          .doesNotContainKey(header.getFirst());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> knowsTheModelsThatItHas() {
    return Stream.of("M44 ../../x", "M47 nothing-of-that-name", "M48 nobody/serves-this")
        .flatMap(
            row ->
                Stream.of(MESSAGES, CHAT)
                    .map(
                        path ->
                            dynamicTest(
                                row + " " + path,
                                () -> {
                                  String model = row.substring("M44 ".length());
                                  Answer answer =
                                      gateway.post(path, Requests.of(path, model, "hi", false));

                                  assertThat(answer.status()).as(answer.text()).isEqualTo(404);
                                  assertThat(answer.json().at("/error/message").asText())
                                      .isEqualTo("model: " + model);
                                })));
  }

  @Test
  void refusesABodyOf33MiB() {
    byte[] body =
        Requests.messages("claude-sonnet-5", "a".repeat(33 << 20), false)
            .getBytes(StandardCharsets.US_ASCII);
    int before = Upstream.calls(upstream).size();

    Answer answer = gateway.post(MESSAGES, body);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().at("/error/type").asText()).isEqualTo("request_too_large");
    assertThat(answer.header("request-id")).isNotBlank();
    assertThat(Upstream.calls(upstream)).hasSize(before);
  }

  @TestFactory
  Stream<DynamicTest> keepsItsFramingWhateverATextHolds() {
    return Stream.of(
            "[DONE]", "\n\ndata: evil\n\n", "event: error\ndata: {}\n\n", "a\u2028b\u0085c")
        .flatMap(
            text ->
                Stream.of(MESSAGES, CHAT)
                    .map(
                        path ->
                            dynamicTest(
                                "C9 " + text.strip() + " " + path,
                                () -> checkFraming(path, text))));
  }

  private void checkFraming(String path, String text) {
    Answer answer = gateway.post(path, Requests.of(path, "sim/small", text, true));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.events()).isNotEmpty().noneMatch(event -> event.has("error"));
    assertThat(answer.text()).doesNotContain("\ndata: evil");
  }
}
