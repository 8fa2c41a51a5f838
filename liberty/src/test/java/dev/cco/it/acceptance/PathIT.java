package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Paths and methods that there are not, and headers that would lead elsewhere. */
@TestInstance(Lifecycle.PER_CLASS)
class PathIT {
  private FaultServer upstream;
  private CcoServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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

  @TestFactory
  Stream<DynamicTest> saysInTheVendorsWordsWhatThereIsNot() {
    return Stream.of(
            "GET /v1/messages anthropic 405",
            "PUT /v1/messages anthropic 405",
            "DELETE /v1/messages anthropic 405",
            "PATCH /v1/messages anthropic 405",
            "GET /p/team/v1/messages anthropic 405",
            "GET /v1/messages/count_tokens anthropic 405",
            "POST /v1/messages/nothing anthropic 404",
            "PUT /v1/messages/batches anthropic 405",
            "GET /v1/chat/completions openai 405",
            "PUT /v1/chat/completions openai 405",
            "POST /v1/chat/nothing openai 404",
            "GET /v1/responses openai 405",
            "PUT /v1/responses openai 405",
            "PATCH /p/team/v1/responses openai 405",
            "GET /v1/embeddings openai 405",
            "POST /v1/models openai 405",
            "DELETE /v1/models/sim/small openai 405",
            "GET /v1/files openai 404",
            "POST /v1/audio/speech openai 404",
            "GET /p/team/v1/nothing openai 404",
            "GET /v1/files asked-as-anthropic 404",
            "POST /v1/models asked-as-anthropic 405",
            "GET /v1/responses asked-of-openai-as-anthropic 405")
        .map(row -> dynamicTest(row, () -> checkRow(row.split(" ", -1))));
  }

  private void checkRow(String[] row) throws Exception {
    HttpRequest.Builder request = asking(row[0], row[1]);
    if (row[2].endsWith("as-anthropic")) {
      request.header("anthropic-version", "2023-06-01");
    }

    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(row[3]));
    assertThat(answer.headers().firstValue("allow").isPresent()).isEqualTo(row[3].equals("405"));
    checkEnvelope(answer, row[2].equals("anthropic") || row[2].equals("asked-as-anthropic"));
  }

  private HttpRequest.Builder asking(String method, String path) {
    return HttpRequest.newBuilder(server.baseUri().resolve(path))
        .header("content-type", "application/json")
        .method(method, BodyPublishers.noBody());
  }

  private static void checkEnvelope(HttpResponse<String> answer, boolean anthropic) {
    String id = answer.headers().firstValue("request-id").orElse("");
    assertThat(id).startsWith("req_");
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    JsonNode body = Answer.parse(answer.body());
    assertThat(body.at("/error/message").asText()).isNotBlank();
    if (anthropic) {
      assertThat(body.path("type").asText()).isEqualTo("error");
      assertThat(body.path("request_id").asText()).isEqualTo(id);
      assertThat(body.at("/error/type").asText())
          .isEqualTo(answer.statusCode() == 404 ? "not_found_error" : "invalid_request_error");
      return;
    }
    assertThat(body.has("type")).isFalse();
    assertThat(body.at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(body.path("error").has("param")).isTrue();
    assertThat(body.path("error").has("code")).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> saysThatResponsesAreNotKept() {
    return Stream.of(
            "GET /v1/responses/resp_123",
            "GET /v1/responses/resp_123?stream=true",
            "DELETE /v1/responses/resp_123",
            "DELETE /p/team/v1/responses/resp_123",
            "GET /v1/responses/resp_123/input_items",
            "POST /v1/responses/resp_123/cancel")
        .map(
            row ->
                dynamicTest(
                    row,
                    () -> {
                      String[] parts = row.split(" ", -1);
                      HttpResponse<String> answer =
                          http.send(asking(parts[0], parts[1]).build(), BodyHandlers.ofString());

                      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
                      checkEnvelope(answer, false);
                      assertThat(answer.body()).contains("resp_123", "`store` is not supported");
                    }));
  }

  /** What the host is called is nobody's business but that of whoever stands before CCO. */
  @TestFactory
  Stream<DynamicTest> goesWhereItsRoutesLeadWhateverTheHostIsCalled() {
    return Stream.of("api.anthropic.com", "api.openai.com", "127.0.0.1:1", "169.254.169.254")
        .flatMap(
            host ->
                Stream.of(Way.values())
                    .map(
                        way ->
                            dynamicTest("M87 " + host + ", " + way, () -> checkHost(way, host))));
  }

  private void checkHost(Way way, String host) throws IOException {
    String body = Requests.of(way.path(), way.model(), host + " " + way, false);

    String answer = raw(way.path(), body, "Host: " + host);

    Received passed = Upstream.calls(upstream).getLast();
    assertThat(answer).startsWith("HTTP/1.1 200").contains("Answered.");
    assertThat(passed.text()).contains(host + " " + way);
    assertThat(passed.header("host")).isEqualTo(upstream.endpoint().getAuthority());
  }

  /** A line end in a header either ends it, and what follows is nothing to us, or is refused. */
  @TestFactory
  Stream<DynamicTest> letsNoHeaderGrowOutOfAnother() {
    return Stream.of(
            "anthropic-beta: a-2026\r\nx-evil: 1",
            "anthropic-beta: a-2026\r\n x-evil: 1",
            "anthropic-beta: a-2026\r\n\tx-evil: 1",
            "anthropic-beta: a-2026\rx-evil: 1",
            "anthropic-beta: a-2026\nx-evil: 1",
            "anthropic-beta: a-2026%0d%0ax-evil: 1",
            "anthropic-beta: a-2026\\r\\nx-evil: 1",
            "anthropic-version: 2023-06-01\rx-evil: 1",
            "openai-organization: o\rx-evil: 1")
        .flatMap(
            header ->
                Stream.of(MESSAGES, CHAT)
                    .map(
                        path ->
                            dynamicTest("M88 " + shown(header), () -> checkBeta(path, header))));
  }

  private static String shown(String header) {
    return header.replace("\r", "<CR>").replace("\n", "<LF>");
  }

  private void checkBeta(String path, String header) throws IOException {
    int before = Upstream.calls(upstream).size();
    String model = path.equals(MESSAGES) ? "claude-sonnet-5" : "gpt-4.1";
    String body = Requests.of(path, model, shown(header), false);

    String answer = raw(path, body, "Host: localhost\r\n" + header);

    assertThat(answer).matches("(?s)HTTP/1\\.1 (200|400) .*");
    List<Received> calls = Upstream.calls(upstream);
    if (answer.startsWith("HTTP/1.1 400")) {
      assertThat(calls).hasSize(before);
      return;
    }
    assertThat(calls.getLast().headers()).doesNotContainKey("x-evil");
    assertThat(calls.getLast().header("anthropic-beta")).doesNotContain("\r", "\n");
  }

  /** Sends bytes that no client would. */
  private String raw(String path, String body, String headers) throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\n"
            + headers
            + "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.baseUri().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
