package dev.cco.gateway.batch;

import static dev.cco.gateway.batch.Workbench.await;
import static dev.cco.gateway.batch.Workbench.body;
import static dev.cco.gateway.batch.Workbench.item;
import static dev.cco.gateway.batch.Workbench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.LedgerFullException;
import dev.cco.gateway.Reply;
import dev.cco.spi.BatchCall;
import dev.cco.spi.CallerFault;
import dev.cco.spi.ProviderReply;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegatedBatchTest {
  private static final String UNDER_WAY =
      "{\"id\":\"msgbatch_1\",\"type\":\"message_batch\",\"processing_status\":\"in_progress\","
          + "\"new_field\":1.50,\"results_url\":null}";
  private static final String ENDED =
      "{\"id\":\"msgbatch_1\",\"type\":\"message_batch\",\"processing_status\":\"ended\","
          + "\"results_url\":\"https://api.vendor.example/v1/messages/batches/msgbatch_1/results\"}";
  private static final String RESULTS =
      "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\",\"message\":{\"type\":\"message\","
          + "\"model\":\"n-1-20260101\",\"content\":[],\"stop_reason\":\"end_turn\","
          + "\"usage\":{\"input_tokens\":1000,\"output_tokens\":100}}}}\n"
          + "{\"custom_id\":\"b\",\"result\":{\"type\":\"expired\"}}\n";

  @TempDir Path root;

  private Workbench bench;
  private ClientRequest me;

  /** How far the provider is. */
  private volatile boolean ended;

  @BeforeEach
  void start() {
    bench = new Workbench(root);
    me = bench.caller("mine");
    bench.provider.says = this::say;
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private String say(BatchCall call) {
    return switch (call) {
      case BatchCall.Create create -> UNDER_WAY;
      case BatchCall.Get get -> ended ? ENDED : UNDER_WAY;
      case BatchCall.Cancel cancel -> UNDER_WAY.replace("in_progress", "canceling");
      case BatchCall.Delete delete -> "{\"id\":\"msgbatch_1\",\"type\":\"message_batch_deleted\"}";
      case BatchCall.Results results -> RESULTS;
    };
  }

  @Test
  void goesToTheProviderWithItsOwnNamesOfTheModels() {
    bench.aliases.put("mine", "n-1");

    Reply created =
        bench.tryCreate(me, BatchRequestsTest.requests(item("a", "mine"), item("b", "n-1")));

    assertThat(body(created)).isEqualTo(UNDER_WAY);
    assertThat(created.headers())
        .containsEntry("request-id", "req_caller")
        .containsEntry("x-cco-upstream-request-id", "req_theirs");
    assertThat(bench.provider.bodies)
        .containsExactly(BatchRequestsTest.requests(item("a", "n-1"), item("b", "n-1")));
    assertThat(bench.asked).isEmpty();
  }

  @Test
  void staysHereWhereNotAllModelsAreOfOneSuchProvider() {
    String id = bench.create(me, item("a", "n-1"), item("b", "unknown"));
    bench.ended(me, id);

    assertThat(bench.provider.calls).isEmpty();
    assertThat(bench.asked).hasSize(2);
  }

  @Test
  void staysHereWhereConfigured() {
    bench.settings = Workbench.settings(1, false);

    bench.ended(me, bench.create(me, item("a", "n-1")));

    assertThat(bench.provider.calls).isEmpty();
  }

  @Test
  void passesOnWhatIsAskedWithOurOwnAddressOfTheResults() {
    bench.settings = slowPoll();
    String id = bench.create(me, item("a", "n-1"));

    JsonNode canceling = json(bench.service().cancel(me, id, Workbench.SELF));
    ended = true;
    JsonNode done = bench.get(me, id);
    Reply results = bench.service().results(me, id);
    JsonNode listed =
        json(
            bench
                .service()
                .list(
                    me,
                    () -> Page.of(Optional.empty(), Optional.empty(), Optional.empty()),
                    "http://other/b"));
    Reply deleted = bench.service().delete(me, id);

    assertThat(canceling.path("processing_status").asText()).isEqualTo("canceling");
    assertThat(done.path("results_url").asText()).isEqualTo(Workbench.SELF + "/msgbatch_1/results");
    assertThat(listed.path("data").path(0).path("results_url").asText())
        .isEqualTo("http://other/b/msgbatch_1/results");
    assertThat(body(results)).isEqualTo(RESULTS);
    assertThat(results.headers()).containsEntry("Content-Type", "application/x-jsonl");
    assertThat(json(deleted).path("type").asText()).isEqualTo("message_batch_deleted");
    assertThat(bench.service().get(me, id, "").status()).isEqualTo(404);
    assertThat(bench.booked).hasSize(1);
  }

  @Test
  void booksWhatSucceededOnceAtThePriceOfBatches() {
    bench.aliases.put("mine", "n-1");
    String id = bench.create(me, item("a", "mine"), item("b", "mine"));

    ended = true;
    await(
        () ->
            bench.booked.size() == 1
                && !root.resolve(id).resolve("requests.json").toFile().exists());
    bench.restart();
    bench.get(me, id);

    assertThat(bench.booked).hasSize(1);
    ExchangeRecord record = bench.booked.getFirst();
    assertThat(record.requestedModel()).isEqualTo("mine");
    assertThat(record.servedModel()).contains("n-1");
    assertThat(record.project()).isEqualTo("mine");
    assertThat(record.usage().input()).isEqualTo(1000);
    // (1000 * 3 + 100 * 15) / 1e6 / 2
    assertThat(record.money().cost()).contains(new BigDecimal("0.00225"));
    assertThat(record.money().savings().batch()).isEqualByComparingTo("0.00225");
  }

  @Test
  void givesACallThatIsBookedAgainTheSameId() {
    bench.provider.says =
        call ->
            call instanceof BatchCall.Results
                ? RESULTS + RESULTS.replace("\"a\"", "\"c\"")
                : say(call);
    bench.ledger =
        record -> {
          bench.booked.add(record);
          if (bench.booked.size() == 2) {
            throw new LedgerFullException("full for a while");
          }
        };

    bench.create(me, item("a", "n-1"), item("b", "n-1"), item("c", "n-1"));
    ended = true;
    await(() -> bench.booked.size() == 4);

    List<String> ids = bench.booked.stream().map(ExchangeRecord::id).toList();
    assertThat(ids.get(0)).matches("req_[0-9a-f]{24}").isNotEqualTo(ids.get(1));
    assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2));
  }

  @Test
  void asksWithTheClientsOwnCredentialOnlyWhereThatPays() {
    bench.forwards = true;
    ClientRequest one = bench.caller("mine", Optional.of("key-1"));

    bench.create(one, item("a", "n-1"));
    await(() -> bench.provider.calls.size() > 2);
    bench.restart();
    ended = true;
    bench.get(one, "msgbatch_1");
    await(() -> bench.booked.size() == 1);

    assertThat(bench.provider.targets)
        .allSatisfy(
            target ->
                assertThat(target.credential().orElseThrow().secret().reveal()).isEqualTo("key-1"));
  }

  @Test
  void givesTheProvidersRefusalAsItCame() {
    byte[] said = "{\"type\":\"error\", \"x\":1}".getBytes(StandardCharsets.UTF_8);
    bench.provider.says =
        call -> {
          throw new CallerFault("no", new ProviderReply(400, Map.of("retry-after", "3"), said));
        };

    Reply refused = bench.tryCreate(me, BatchRequestsTest.requests(item("a", "n-1")));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(body(refused)).isEqualTo("{\"type\":\"error\", \"x\":1}");
    assertThat(refused.headers()).containsEntry("retry-after", "3");
    assertThat(root).isEmptyDirectory();
  }

  private static BatchSettings slowPoll() {
    BatchSettings usual = Workbench.settings(1, true);
    return new BatchSettings(
        1,
        true,
        usual.maxBytes(),
        usual.maxRequests(),
        usual.maxUnended(),
        usual.maxItemBytes(),
        usual.expiry(),
        usual.retention(),
        usual.retryDelay(),
        Duration.ofHours(1),
        usual.stopPatience());
  }
}
