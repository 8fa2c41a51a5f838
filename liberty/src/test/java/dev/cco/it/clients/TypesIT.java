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
 * What the gateway composes in the Messages protocol is what the types of Anthropic's SDK allow.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TypesIT {
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
  Stream<DynamicTest> theCompilerAllowsWhatTheGatewayComposes() {
    // Anthropic's own answers go through as they came.
    List<OracleCase> composed =
        gateway.cases().stream().filter(each -> !each.model().startsWith("claude")).toList();
    assertThat(composed).hasSizeGreaterThanOrEqualTo(100);
    try {
      String program = ClientPrograms.node().resolve("types.mjs").toString();
      List<JsonNode> rows = gateway.rows("types", composed, "node", program);
      assertThat(rows).hasSizeGreaterThan(composed.size());
      return rows.stream().map(TypesIT::test);
    } catch (ClientPrograms.Missing missing) {
      throw Clients.skipped(String.valueOf(missing.getMessage()));
    }
  }

  private static DynamicTest test(JsonNode row) {
    return dynamicTest(
        row.path("case").asText(), () -> assertThat(row.path("detail").asText("?")).isEmpty());
  }
}
