package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import java.io.IOException;
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
 * The official SDKs' embeddings through the packaged server: as base64, which they ask for by
 * themselves, and as numbers. One of the models answers numbers whatever it is asked for.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddingsMatrixIT {
  private static final List<Route> ROUTES =
      List.of(
          route("simulator", "sim/small"),
          route("openai", "text-embedding-3-small"),
          route("openai-numbers", "text-embedding-3-large"),
          route("ollama", "ollama/nomic-embed-text"));

  private NodeMock mock;
  private CcoServer server;

  private static Route route(String name, String model) {
    return new Route(name, model, model, "claude-sonnet-5", Optional.empty());
  }

  @BeforeAll
  void start() {
    mock = Clients.startMock();
    String upstream = mock.uri().toString();
    server =
        CcoServer.start(
            Map.of(
                "CCO_PROVIDER_ANTHROPIC_ENDPOINT", upstream,
                "CCO_PROVIDER_ANTHROPIC_API_KEY", "mock-anthropic-key",
                "CCO_PROVIDER_OPENAI_ENDPOINT", upstream,
                "CCO_PROVIDER_OPENAI_API_KEY", "mock-openai-key",
                "CCO_PROVIDER_OLLAMA_ENDPOINT", upstream));
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
  }

  @TestFactory
  Stream<DynamicTest> everySdkEmbedsOnEveryRoute() throws IOException {
    var plan = new Plan(server.baseUri(), "client-secret", Clients.image(), ROUTES);

    List<Row> rows =
        Clients.EMBEDDINGS.stream().flatMap(client -> client.run(plan).stream()).toList();

    MatrixTable.write(Path.of("target/embeddings-matrix.md"), rows);
    List<NodeMock.Received> journal = mock.journal();
    return Stream.concat(
        rows.stream().map(Clients::test), Stream.of(dynamicTest("upstream", () -> check(journal))));
  }

  private static void check(List<NodeMock.Received> journal) {
    List<NodeMock.Received> asked =
        journal.stream().filter(each -> each.body().contains("Hello")).toList();

    assertThat(asked)
        .extracting(NodeMock.Received::path)
        .containsOnly("/v1/embeddings", "/api/embed");
    assertThat(asked)
        .filteredOn(each -> each.path().equals("/v1/embeddings"))
        .anySatisfy(each -> assertThat(each.body()).contains("base64"));
    assertThat(asked)
        .filteredOn(each -> each.path().equals("/api/embed"))
        .allSatisfy(each -> assertThat(each.body()).contains("\"model\":\"nomic-embed-text\""));
  }
}
