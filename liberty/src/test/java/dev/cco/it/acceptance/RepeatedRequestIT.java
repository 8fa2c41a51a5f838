package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A body that was answered before is found by its bytes, without being read. What is wrong besides
 * the body is refused nonetheless.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RepeatedRequestIT {
  private FaultServer upstream;
  private CcoServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * The same body with something wrong around it.
   *
   * @param headers names and values in turn
   */
  private record Wrong(int status, String path, List<String> headers) {}

  @BeforeAll
  void start() {
    upstream = Upstream.start(Spoken.text("Answered.", 3, 1)::to);
    server = CcoServer.start(Upstream.environment(upstream));
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static List<Wrong> wrong(String path) {
    String json = "application/json";
    return List.of(
        new Wrong(415, path, List.of("content-type", "text/plain")),
        new Wrong(415, path, List.of("content-type", "application/json; charset=utf-7")),
        new Wrong(415, path, List.of("content-type", json, "content-encoding", "gzip")),
        new Wrong(400, path, List.of("content-type", json, "anthropic-version", "2".repeat(1024))),
        new Wrong(
            400,
            path,
            List.of(
                "content-type",
                json,
                "anthropic-version",
                "2023-06-01",
                "anthropic-version",
                "2".repeat(1024))),
        new Wrong(401, path, List.of("content-type", json, "x-api-key", "two words")),
        new Wrong(400, path, List.of("content-type", json, "x-cco-project", "p".repeat(129))),
        new Wrong(400, "/p/" + "p".repeat(129) + path, List.of("content-type", json)));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsWrongAroundAKnownBody() {
    return Stream.of(MESSAGES, CHAT)
        .flatMap(
            path ->
                Stream.of("claude-sonnet-5", "gpt-4.1")
                    .flatMap(
                        model ->
                            wrong(path).stream()
                                .map(
                                    wrong ->
                                        dynamicTest(
                                            name(wrong, model), () -> check(path, model, wrong)))));
  }

  private static String name(Wrong wrong, String model) {
    String all = wrong.path() + " " + wrong.headers();
    return model + " " + all.substring(0, Math.min(120, all.length()));
  }

  private void check(String path, String model, Wrong wrong) throws Exception {
    String body = Requests.of(path, model, "known " + path, false);
    assertThat(send(path, body, List.of("content-type", "application/json")).status())
        .isEqualTo(200);
    Answer known = send(path, body, List.of("content-type", "application/json"));
    assertThat(known.header("cache-status")).contains("; hit");

    Answer answer = send(wrong.path(), body, wrong.headers());

    assertThat(answer.status()).as(answer.text()).isEqualTo(wrong.status());
    assertThat(answer.text()).contains("\"error\"").doesNotContain("Answered.");
    assertThat(answer.header("request-id")).startsWith("req_");
  }

  /** The later version of the API takes no temperature; so says CCO where it translates. */
  @TestFactory
  Stream<DynamicTest> readsAKnownBodyByTheRulesOfItsVersion() {
    return Stream.of(
            List.of("2026-10-21"), List.of("2026-10-21", "x"), List.of("9999-01-01", "2023-06-01"))
        .map(versions -> dynamicTest(versions.toString(), () -> checkVersion(versions)));
  }

  private void checkVersion(List<String> versions) throws Exception {
    String hot =
        Requests.messages("gpt-4.1", "hot " + versions, false)
            .replace("\"max_tokens\"", "\"temperature\":1,\"max_tokens\"");
    String joined = String.join(",", versions);
    for (String earlier : List.of("2023-06-01", versions.size() > 1 ? joined : "2023-06-01")) {
      List<String> headers =
          List.of("content-type", "application/json", "anthropic-version", earlier);
      assertThat(send(MESSAGES, hot, headers).status()).isEqualTo(200);
    }

    Stream<String> repeated =
        versions.stream().flatMap(version -> Stream.of("anthropic-version", version));
    Answer answer =
        send(
            MESSAGES,
            hot,
            Stream.concat(Stream.of("content-type", "application/json"), repeated).toList());

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("temperature");
  }

  /** A body of one path is no request of another. */
  @TestFactory
  Stream<DynamicTest> keepsPathsApart() {
    return Stream.of("/v1/responses", "/v1/embeddings")
        .map(
            other ->
                dynamicTest(
                    other,
                    () -> {
                      String body = Requests.chat("gpt-4.1", "known to Chat", false);
                      List<String> json = List.of("content-type", "application/json");
                      assertThat(send(CHAT, body, json).status()).isEqualTo(200);

                      Answer answer = send(other, body, json);

                      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
                      assertThat(answer.text()).doesNotContain("Answered.");
                    }));
  }

  /** What cannot be read of Cache-Control is passed over, as HTTP asks; the rest holds. */
  @TestFactory
  Stream<DynamicTest> obeysWhatItCanReadOfCacheControl() {
    return Stream.of(
            "max-age=x hit",
            "max-age=-1 hit",
            "max-age=99999999999 hit",
            ",,; hit",
            "no-cache fwd",
            "max-age=x,no-store fwd",
            "NO-CACHE fwd")
        .map(
            row ->
                dynamicTest(
                    row,
                    () -> {
                      String[] parts = row.split(" ", -1);
                      String body = Requests.chat("gpt-4.1", "directed", false);
                      List<String> json = List.of("content-type", "application/json");
                      send(CHAT, body, json);

                      Answer answer =
                          send(
                              CHAT,
                              body,
                              List.of(
                                  "content-type", "application/json", "cache-control", parts[0]));

                      assertThat(answer.status()).isEqualTo(200);
                      assertThat(answer.header("cache-status")).startsWith("cco; " + parts[1]);
                    }));
  }

  private Answer send(String path, String body, List<String> headers) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.baseUri().resolve(path))
            .headers(headers.toArray(String[]::new))
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), answer.headers(), answer.body());
  }
}
