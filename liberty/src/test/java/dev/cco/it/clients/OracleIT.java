package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.Upstream;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/**
 * What the SDKs accumulate from the gateway's streams is what they read of its plain answers, for
 * many answers of many kinds of providers, asked in both protocols.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OracleIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<OracleCase> cases = OracleCase.all();
  private FaultServer upstream;
  private CcoServer server;

  @BeforeAll
  void start() {
    upstream = Upstream.start(this::answer);
    Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
    // Every answer is to come from the provider, plain and streamed.
    environment.put("CCO_CACHE_ENABLED", "false");
    server = CcoServer.start(environment);
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private Reply answer(Received request) {
    return cases.stream()
        .filter(each -> request.text().contains("\"" + each.name() + "\""))
        .findFirst()
        .map(each -> each.to(request))
        .orElseGet(() -> Reply.json(404, "{\"error\":\"no such case\"}"));
  }

  @TestFactory
  Stream<DynamicTest> javaReadsTheSame() {
    assertThat(cases).hasSizeGreaterThanOrEqualTo(200);
    OracleJava java = new OracleJava(baseUrl());
    Stream<DynamicTest> messages =
        cases.stream()
            .map(
                each ->
                    dynamicTest(
                        "anthropic-java " + each.name(),
                        () ->
                            assertThat(java.streamedMessage(each))
                                .isEqualTo(java.plainMessage(each))));
    Stream<DynamicTest> completions =
        cases.stream()
            // The SDK's accumulator ends with the first usage, whoever sends it; these bytes go
            // through as they came.
            .filter(each -> !each.tellsUsageBesideChoices())
            .map(
                each ->
                    dynamicTest(
                        "openai-java " + each.name(),
                        () ->
                            assertThat(java.streamedCompletion(each))
                                .isEqualTo(java.plainCompletion(each))));
    return Stream.concat(messages, completions);
  }

  @TestFactory
  Stream<DynamicTest> pythonReadsTheSame() {
    try {
      return run(
          "python",
          ClientPrograms.python().toString(),
          "-B",
          ClientPrograms.SOURCES.resolve("python/oracle.py").toString());
    } catch (ClientPrograms.Missing missing) {
      throw Clients.skipped(String.valueOf(missing.getMessage()));
    }
  }

  @TestFactory
  Stream<DynamicTest> typescriptReadsTheSame() {
    try {
      return run("node", "node", ClientPrograms.node().resolve("oracle.mjs").toString());
    } catch (ClientPrograms.Missing missing) {
      throw Clients.skipped(String.valueOf(missing.getMessage()));
    }
  }

  private String baseUrl() {
    String text = server.baseUri().toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Runs a program over all cases and gives a test for each row that it prints. */
  private Stream<DynamicTest> run(String name, String... command) {
    try {
      Path log = ClientPrograms.log("oracle-" + name);
      Path plan = Files.createTempFile(log.getParent(), "oracle-" + name, ".json");
      Files.writeString(plan, plan().toString());
      List<String> words = new ArrayList<>(List.of(command));
      words.add(plan.toString());
      Process process = new ProcessBuilder(words).redirectError(log.toFile()).start();
      process.getOutputStream().close();
      List<DynamicTest> rows = new ArrayList<>();
      try (BufferedReader reader = process.inputReader()) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          rows.add(test(JSON.readTree(line)));
        }
      }
      assertThat(rows).as("rows; see %s", log).hasSize(2 * cases.size());
      return rows.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DynamicTest test(JsonNode row) {
    return dynamicTest(
        row.path("client").asText() + " " + row.path("case").asText(),
        () -> assertThat(row.path("same").asBoolean()).as(row.path("detail").asText()).isTrue());
  }

  private ObjectNode plan() {
    ObjectNode plan = JSON.createObjectNode().put("baseUrl", baseUrl());
    var list = plan.putArray("cases");
    for (OracleCase each : cases) {
      list.addObject().put("name", each.name()).put("model", each.model());
    }
    return plan;
  }
}
