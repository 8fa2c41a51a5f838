package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * U1 to U5: where no connection comes about, the next provider is asked, and without one the client
 * hears 502 in its own protocol and nothing of where CCO wanted to go.
 */
@TestInstance(Lifecycle.PER_CLASS)
class UnreachableUpstreamIT {
  private static final String UNKNOWN_HOST = "nowhere.invalid";
  private static final String SAVED = "-saved";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where the faults are, by their names. */
  private final Map<String, URI> endpoints = new LinkedHashMap<>();

  private FaultServer good;
  private List<FaultServer> servers = List.of();
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Certificates certificates = new Certificates(folder);
    good = Upstream.start(Spoken.text("Answered.", 3, 1)::to);
    FaultServer trusted = FaultServer.start(certificates.valid(), Spoken.text("Safe.", 3, 1)::to);
    FaultServer expired = FaultServer.start(certificates.expired(), this::mustNotBeAsked);
    FaultServer another = FaultServer.start(certificates.ofAnother(), this::mustNotBeAsked);
    FaultServer plain = FaultServer.start(this::mustNotBeAsked);
    servers = List.of(good, trusted, expired, another, plain);
    endpoints.put("u1", URI.create("http://127.0.0.1:" + portOfNobody()));
    endpoints.put("u2", URI.create("https://" + UNKNOWN_HOST));
    endpoints.put("u3", expired.endpoint());
    endpoints.put("u4", another.endpoint());
    endpoints.put("u5", URI.create("https://" + plain.endpoint().getAuthority()));
    Map<String, String> environment = new HashMap<>(Upstream.environment(good));
    environment.putAll(certificates.environment());
    for (String provider : List.of("ANTHROPIC", "OPENAI")) {
      environment.put("CCO_PROVIDER_" + provider + "_BREAKER_VOLUME", "10000");
    }
    Path config = Files.createDirectories(folder.resolve("config"));
    Files.writeString(config.resolve("model-routing.json"), routes(trusted.endpoint()));
    environment.put("CCO_CONFIG_DIR", config.toString());
    server = CcoServer.start(environment);
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    servers.forEach(FaultServer::close);
    assertThat(server.consoleLog()).doesNotContain(Upstream.ANTHROPIC_KEY, Upstream.OPENAI_KEY);
  }

  private Reply mustNotBeAsked(Received request) {
    throw new AssertionError("a request over a connection that must not be: " + request.path());
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** For each provider a model at each fault, the same with a fallback, and one that is well. */
  private String routes(URI trusted) {
    ObjectNode file = JSON.createObjectNode();
    ArrayNode routes = file.putArray("routes");
    ObjectNode chains = file.putObject("fallback_chain");
    for (String provider : List.of("anthropic", "openai")) {
      route(routes, "tls-", provider, trusted);
      endpoints.forEach(
          (fault, endpoint) -> {
            route(routes, fault + "-", provider, endpoint);
            chains.putArray(fault + "-" + provider + SAVED).add("gpt-4.1");
          });
    }
    return file.toString();
  }

  private static void route(ArrayNode routes, String prefix, String provider, URI endpoint) {
    routes
        .addObject()
        .put("pattern", "^" + prefix + provider)
        .put("provider", provider)
        .put("endpoint", endpoint.toString());
  }

  @TestFactory
  Stream<DynamicTest> trustsACertificateThatIsRight() {
    return tests("tls", "", this::checkAnswer);
  }

  @TestFactory
  Stream<DynamicTest> saysThatTheProviderCannotBeReached() {
    return endpoints.keySet().stream().flatMap(fault -> tests(fault, "", this::checkFailure));
  }

  @TestFactory
  Stream<DynamicTest> asksTheNextProvider() {
    return endpoints.keySet().stream().flatMap(fault -> tests(fault, SAVED, this::checkSaved));
  }

  private interface Check {
    void of(Answer answer, Way way);
  }

  private Stream<DynamicTest> tests(String fault, String kind, Check check) {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(false, true)
                    .map(
                        stream ->
                            dynamicTest(
                                fault + ", " + way + (stream ? ", streamed" : ", plain"),
                                () -> {
                                  String model = fault + "-" + way.provider() + kind;
                                  String body =
                                      Requests.of(way.path(), model, way + " " + stream, stream);
                                  check.of(gateway.post(way.path(), body), way);
                                })));
  }

  private void checkAnswer(Answer answer, Way way) {
    assertThat(answer.status()).as(way + ": " + answer.text()).isEqualTo(200);
    assertThat(answer.text()).contains("Safe.");
  }

  private void checkFailure(Answer answer, Way way) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(502);
    way.checkEnvelope(answer.json());
    assertThat(answer.json().at("/error/type").asText())
        .isEqualTo(way.asksMessages() ? "api_error" : "server_error");
    // A refused connection, and what is worse, is not tried again.
    assertThat(answer.header("x-cco-attempts")).isEqualTo("1");
    checkSecrets(answer);
  }

  private void checkSaved(Answer answer, Way way) {
    assertThat(answer.status()).as(way + ": " + answer.text()).isEqualTo(200);
    assertThat(answer.text()).contains("Answered.");
    assertThat(answer.header("x-cco-provider")).isEqualTo("openai");
    assertThat(answer.header("x-cco-attempts")).isEqualTo("2");
    assertThat(answer.header("cache-status")).doesNotContain("stored");
    checkSecrets(answer);
  }

  private void checkSecrets(Answer answer) {
    String all = answer.text() + answer.headers().map();
    assertThat(all)
        .doesNotContain(Upstream.ANTHROPIC_KEY, Upstream.OPENAI_KEY, UNKNOWN_HOST, "Exception")
        .doesNotContain("127.0.0.1:", "another.example");
  }
}
