package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.Answer;
import dev.cco.it.acceptance.Eventually;
import dev.cco.it.acceptance.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Batches that CCO works off itself, as Anthropic's SDK sees them. */
@TestInstance(Lifecycle.PER_CLASS)
class BatchesIT {
  private static final String PATH = "/v1/messages/batches";
  private static final String ONE =
      "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"sim/small\",\"max_tokens\":9,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}}]}";

  private CcoServer server;
  private Gateway gateway;
  private BatchSdk sdk;

  @BeforeAll
  void start() {
    server = CcoServer.start(Map.of("CCO_BATCH_MAX_SIZE", "1MB"));
    gateway = new Gateway(server.baseUri());
    sdk = new BatchSdk(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void runFromCreationToDeletion() {
    JsonNode created = sdk.step("create", "sim/small", "5");
    String id = created.path("id").asText();
    JsonNode finished = sdk.step("finish", id);
    JsonNode deleted = sdk.step("delete", id);
    JsonNode gone = sdk.step("refusal", "retrieve", id);

    assertThat(id).startsWith("msgbatch_");
    assertThat(created.path("request_counts").path("processing").asInt()).isEqualTo(5);
    assertThat(finished.path("batch").path("request_counts").path("succeeded").asInt())
        .isEqualTo(5);
    assertThat(finished.path("batch").path("results_url").asText())
        .isEqualTo(server.baseUri() + PATH + "/" + id + "/results");
    assertThat(texts(finished)).hasSize(5).contains("You said: say number 3");
    assertThat(deleted.path("type").asText()).isEqualTo("message_batch_deleted");
    assertThat(gone.path("class").asText()).isEqualTo("NotFoundError");
    assertThat(gone.path("request_id").asText()).startsWith("req_");
  }

  @Test
  void tellWhatCannotBeAnsweredInTheResults() {
    JsonNode finished =
        sdk.step("finish", sdk.step("create", "no-such-model", "1").path("id").asText());

    JsonNode result = finished.path("results").path(0).path("result");
    assertThat(result.path("type").asText()).isEqualTo("errored");
    assertThat(result.path("error").path("error").path("type").asText())
        .isEqualTo("not_found_error");
    assertThat(result.path("error").path("request_id").asText()).startsWith("req_");
  }

  @Test
  void areCanceledAndListed() {
    JsonNode canceled = sdk.step("change_mind", "sim/silent-2s", "40");
    String first = canceled.path("id").asText();
    JsonNode counts = canceled.path("batch").path("request_counts");
    String second = sdk.step("create", "sim/small", "1").path("id").asText();
    JsonNode listed = sdk.step("pages", "1");

    assertThat(canceled.path("early").path("class").asText()).isEqualTo("BadRequestError");
    assertThat(canceled.path("canceling").path("processing_status").asText())
        .isEqualTo("canceling");
    assertThat(counts.path("canceled").asInt()).isPositive();
    assertThat(counts.path("canceled").asInt() + counts.path("succeeded").asInt()).isEqualTo(40);
    assertThat(Stream.of(second, first)).allMatch(id -> listed.toString().contains(id));
    assertThat(listed.path(0).asText()).isEqualTo(second);
  }

  @Test
  void outliveAKillWithEachRequestAnsweredOnce() {
    String id = sdk.step("create", "sim/slow-100ms", "40").path("id").asText();
    Path results = server.dataDir().resolve("batches").resolve(id).resolve("results.jsonl");
    Eventually.holds("some requests are answered", () -> lines(results).size() >= 4);

    server.kill();
    List<String> before = lines(results);
    server.restart();
    JsonNode finished = sdk.step("finish", id);

    assertThat(before).hasSizeBetween(4, 39);
    assertThat(finished.path("batch").path("request_counts").path("succeeded").asInt())
        .isEqualTo(40);
    Set<String> ids = new HashSet<>();
    finished.path("results").forEach(result -> ids.add(result.path("custom_id").asText()));
    assertThat(finished.path("results")).hasSize(40);
    assertThat(ids).hasSize(40);
    assertThat(texts(finished)).contains("You said: say number 39");
  }

  @Test
  void belongToTheirProject() {
    Answer created = gateway.post("/p/my%20team" + PATH + "?beta=true", ONE);
    String id = created.json().path("id").asText();

    String own = "/p/my%20team" + PATH + "/" + id;
    Eventually.holds(
        "it has ended",
        () -> gateway.get(own).json().path("processing_status").asText().equals("ended"));
    assertThat(gateway.get(own).json().path("results_url").asText())
        .isEqualTo(server.baseUri() + own + "/results");
    Answer results = gateway.get(own + "/results?beta=true");
    assertThat(results.header("content-type")).isEqualTo("application/x-jsonl");
    assertThat(results.json().path("custom_id").asText()).isEqualTo("a");
    assertThat(gateway.get(PATH + "/" + id).status()).isEqualTo(404);
    assertThat(gateway.get("/p/other" + PATH).json().path("data")).isEmpty();
  }

  @Test
  void refuseWhatIsNoneInTheVendorsWords() {
    Answer noList = gateway.post(PATH, "{\"requests\":1}");
    Answer tooLong = gateway.post(PATH, " ".repeat((1 << 20) + 1));
    Answer noResults = gateway.get(PATH + "/nothing/results");

    assertThat(noList.status()).isEqualTo(400);
    assertThat(noList.json().path("error").path("message").asText())
        .isEqualTo("requests: Input should be a valid list");
    assertThat(tooLong.status()).isEqualTo(413);
    assertThat(tooLong.json().path("error").path("type").asText()).isEqualTo("request_too_large");
    assertThat(noResults.status()).isEqualTo(404);
    assertThat(List.of(noList, tooLong, noResults))
        .allSatisfy(
            answer ->
                assertThat(answer.header("request-id"))
                    .isEqualTo(answer.json().path("request_id").asText())
                    .startsWith("req_"));
  }

  private static List<String> texts(JsonNode finished) {
    return Stream.iterate(0, i -> i < finished.path("results").size(), i -> i + 1)
        .map(i -> finished.path("results").path(i).path("result").path("message"))
        .map(message -> message.path("content").path(0).path("text").asText())
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
