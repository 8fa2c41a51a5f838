package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.Eventually;
import dev.cco.it.acceptance.Gateway;
import dev.cco.it.acceptance.Upstream;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Batches that the provider works off. */
@TestInstance(Lifecycle.PER_CLASS)
class DelegatedBatchesIT {
  private static final String ID = "msgbatch_of_the_vendor";
  private static final String RESULT =
      "{\"custom_id\":\"item-%d\",\"result\":{\"type\":\"succeeded\",\"message\":{\"id\":\"msg_1\","
          + "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\"content\":"
          + "[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
          + "\"usage\":{\"input_tokens\":1000,\"output_tokens\":100,\"service_tier\":\"batch\"}}}}\n";

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;
  private BatchSdk sdk;

  @BeforeAll
  void start() {
    upstream = FaultServer.start(DelegatedBatchesIT::answer);
    Map<String, String> environment = Upstream.environment(upstream);
    environment.put("CCO_BATCH_POLL", "200ms");
    server = CcoServer.start(environment);
    gateway = new Gateway(server.baseUri());
    sdk = new BatchSdk(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  @Test
  void goToTheVendorAndAreBookedOnceAtHalfThePrice() {
    JsonNode created = sdk.step("create", "claude-opus-5-5", "2");
    JsonNode finished = sdk.step("finish", ID);
    // (1000 * 4 + 100 * 20) / 1e6 / 2, twice
    Eventually.holds(
        "it is booked", () -> stats().decimalValue().compareTo(new BigDecimal("0.006")) == 0);
    server.restart();
    JsonNode deleted = sdk.step("delete", ID);

    assertThat(created.path("id").asText()).isEqualTo(ID);
    assertThat(finished.path("batch").path("results_url").asText())
        .isEqualTo(server.baseUri() + "/v1/messages/batches/" + ID + "/results");
    assertThat(finished.path("results")).hasSize(2);
    assertThat(deleted.path("type").asText()).isEqualTo("message_batch_deleted");
    assertThat(stats().decimalValue()).isEqualByComparingTo("0.006");
    Received creation =
        batchCalls().stream().filter(r -> r.method().equals("POST")).findFirst().orElseThrow();
    assertThat(creation.path()).isEqualTo("/v1/messages/batches");
    assertThat(creation.text()).contains("\"custom_id\":\"item-1\"");
    assertThat(batchCalls())
        .allSatisfy(
            request -> {
              assertThat(request.header("x-api-key")).isEqualTo(Upstream.ANTHROPIC_KEY);
              assertThat(request.headers().toString()).doesNotContain("a-placeholder");
            });
  }

  private JsonNode stats() {
    return gateway.get("/api/project/stats?project=default").json().path("cost");
  }

  private List<Received> batchCalls() {
    return upstream.received().stream()
        .filter(request -> request.path().startsWith("/v1/messages/batches"))
        .toList();
  }

  private static Reply answer(Received request) {
    String path = request.path();
    if (request.method().equals("DELETE")) {
      return Reply.json(200, "{\"id\":\"" + ID + "\",\"type\":\"message_batch_deleted\"}");
    }
    if (path.endsWith("/results")) {
      byte[] lines = (RESULT.formatted(0) + RESULT.formatted(1)).getBytes(StandardCharsets.UTF_8);
      return Reply.whole(200, "application/binary", lines);
    }
    return path.startsWith("/v1/messages/batches")
        ? Reply.json(200, batch(request.method().equals("POST")))
        : Reply.json(200, "{\"models\":[]}");
  }

  private static String batch(boolean created) {
    return """
        {"id":"%s","type":"message_batch","processing_status":"%s","request_counts":
        {"processing":0,"succeeded":2,"errored":0,"canceled":0,"expired":0},"ended_at":null,
        "created_at":"2026-11-21T10:00:00Z","expires_at":"2026-11-22T10:00:00Z",
        "archived_at":null,"cancel_initiated_at":null,"results_url":%s}
        """
        .formatted(
            ID,
            created ? "in_progress" : "ended",
            created ? "null" : "\"https://api.vendor.example/results\"");
  }
}
