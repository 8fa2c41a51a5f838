package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.Eventually;
import dev.cco.it.acceptance.Gateway;
import dev.cco.it.clients.Row.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Every client, case and route through the packaged server, and what the mock behind it received.
 * The table is left in {@code target/client-matrix.md}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ClientMatrixIT {
  private static final String CLIENT_KEY = "client-secret-never-forwarded";
  private static final Map<String, String> KEYS =
      Map.of("anthropic", "mock-anthropic-key", "openai", "mock-openai-key");
  private static final Map<String, String> PATHS =
      Map.of("anthropic", "/v1/messages", "openai", "/v1/chat/completions", "ollama", "/api/chat");

  private NodeMock mock;
  private CcoServer server;

  @BeforeAll
  void start() {
    mock = Clients.startMock();
    String upstream = mock.uri().toString();
    server =
        CcoServer.start(
            Map.of(
                "CCO_PROVIDER_ANTHROPIC_ENDPOINT", upstream,
                "CCO_PROVIDER_ANTHROPIC_API_KEY", KEYS.get("anthropic"),
                "CCO_PROVIDER_OPENAI_ENDPOINT", upstream,
                "CCO_PROVIDER_OPENAI_API_KEY", KEYS.get("openai"),
                "CCO_PROVIDER_OLLAMA_ENDPOINT", upstream));
    // Ollama's models are asked for in the background; a client would have to come back later too.
    var gateway = new Gateway(server.baseUri());
    Eventually.holds(
        "the models of Ollama are listed",
        () -> gateway.get("/v1/models").text().contains(Routes.OLLAMA.model()));
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
  }

  @TestFactory
  Stream<DynamicTest> everyClientDoesEveryCaseOnEveryRoute() throws IOException {
    URI base = server.baseUri();
    var routes = List.of(Routes.SIMULATOR, Routes.ANTHROPIC, Routes.OPENAI, Routes.OLLAMA);
    var plan = new Plan(base, CLIENT_KEY, Clients.image(), routes);

    List<Row> rows =
        Stream.concat(Clients.MESSAGES.stream(), Clients.CHAT.stream())
            .flatMap(client -> client.run(plan).stream())
            .toList();

    MatrixTable.write(Path.of("target/client-matrix.md"), rows);
    List<NodeMock.Received> journal = mock.journal();
    return Stream.concat(
        rows.stream().map(Clients::test), rows.stream().flatMap(row -> upstream(row, journal)));
  }

  /** What a passed row must have left in the mock's journal. */
  private static Stream<DynamicTest> upstream(Row row, List<NodeMock.Received> journal) {
    Optional<String> path = path(row);
    if (path.isEmpty() || row.outcome() != Outcome.PASSED || row.name().equals("models")) {
      return Stream.empty();
    }
    var received = journal.stream().filter(each -> each.body().contains(row.mark())).toList();
    return Stream.of(
        dynamicTest(
            row + " upstream",
            () -> {
              assertThat(received).hasSizeGreaterThanOrEqualTo(calls(row));
              assertThat(received).allSatisfy(each -> checkUpstream(row, path.get(), each));
            }));
  }

  /** Where the provider is asked; OpenAI has a path of its own for its second protocol. */
  private static Optional<String> path(Row row) {
    boolean responses = row.name().startsWith("responses") && row.route().equals("openai");
    return responses ? Optional.of("/v1/responses") : Optional.ofNullable(PATHS.get(row.route()));
  }

  private static int calls(Row row) {
    return row.name().contains("tools") ? 2 : 1;
  }

  private static void checkUpstream(Row row, String path, NodeMock.Received received) {
    assertThat(received.path()).startsWith(path);
    assertThat(received.headers().toString()).doesNotContain(CLIENT_KEY);
    String key = KEYS.get(row.route());
    if (key != null) {
      assertThat(received.headers().values()).containsAnyOf(key, "Bearer " + key);
    }
    assertThat(received.body()).as("the prefix is stripped").doesNotContain("\"ollama/");
    if (row.name().equals("image")) {
      assertThat(received.body()).contains(Clients.image());
    }
  }
}
