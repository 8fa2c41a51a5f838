package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
  private OracleGateway gateway;

  @BeforeAll
  void start() {
    gateway = new OracleGateway();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> javaReadsTheSame() {
    List<OracleCase> cases = gateway.cases();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(200);
    OracleJava java = new OracleJava(gateway.baseUrl());
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

  /** Runs a program over all cases and gives a test for each row that it prints. */
  private Stream<DynamicTest> run(String name, String... command) {
    List<JsonNode> rows = gateway.rows("oracle-" + name, gateway.cases(), command);
    assertThat(rows).hasSize(2 * gateway.cases().size());
    return rows.stream().map(OracleIT::test);
  }

  private static DynamicTest test(JsonNode row) {
    return dynamicTest(
        row.path("client").asText() + " " + row.path("case").asText(),
        () -> assertThat(row.path("same").asBoolean()).as(row.path("detail").asText()).isTrue());
  }
}
