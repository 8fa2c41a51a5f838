package dev.cco.gateway.batch;

import static dev.cco.gateway.batch.Workbench.await;
import static dev.cco.gateway.batch.Workbench.body;
import static dev.cco.gateway.batch.Workbench.item;
import static dev.cco.gateway.batch.Workbench.json;
import static dev.cco.gateway.batch.Workbench.message;
import static dev.cco.gateway.batch.Workbench.reply;
import static dev.cco.gateway.batch.Workbench.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnBatchTest {
  @TempDir Path root;

  private Workbench bench;
  private ClientRequest me;
  private final CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void start() {
    bench = new Workbench(root);
    me = bench.caller("mine");
  }

  @AfterEach
  void stop() {
    gate.countDown();
    bench.close();
  }

  @Test
  void answersEveryRequestAndCountsThemOnlyAtTheEnd() {
    bench.gateway =
        request ->
            text(request).contains("\"b\"")
                ? reply(404, "{\"type\":\"error\",\"error\":{}}", Map.of())
                : held("{\"type\":\n \"message\"\r\n}");

    String id = bench.create(me, item("a", "x"), item("b", "x"));
    await(() -> lines(id).size() == 1);
    JsonNode before = bench.get(me, id);
    gate.countDown();
    JsonNode after = bench.ended(me, id);

    assertThat(before.path("request_counts").path("processing").asInt()).isEqualTo(2);
    assertThat(before.path("request_counts").path("errored").asInt()).isZero();
    assertThat(before.path("results_url").isNull()).isTrue();
    assertThat(after.path("request_counts").toString())
        .isEqualTo("{\"processing\":0,\"succeeded\":1,\"errored\":1,\"canceled\":0,\"expired\":0}");
    assertThat(after.path("results_url").asText())
        .isEqualTo(Workbench.SELF + "/" + id + "/results");
    assertThat(body(bench.service().results(me, id)).split("\n"))
        .containsExactlyInAnyOrder(
            "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\","
                + "\"message\":{\"type\": \"message\"}}}",
            "{\"custom_id\":\"b\",\"result\":{\"type\":\"errored\","
                + "\"error\":{\"type\":\"error\",\"error\":{}}}}");
    assertThat(bench.asked).extracting(ClientRequest::id).doesNotHaveDuplicates();
    assertThat(bench.asked).allSatisfy(OwnBatchTest::isOfItsCreator);
    assertThat(root.resolve(id).resolve("requests.json")).doesNotExist();
  }

  private static void isOfItsCreator(ClientRequest request) {
    assertThat(request.project()).isEqualTo("mine");
    assertThat(request.headers()).containsOnlyKeys("anthropic-version");
  }

  @Test
  void handsOverEachBodyAsItCame() {
    String params = "{ \"model\":\"x\",\"max_tokens\":1, \"messages\":[ \"é\" ],\"n\":1.50 }";

    bench.ended(me, bench.create(me, BatchRequestsTest.item("a", params)));

    assertThat(bench.asked).extracting(Workbench::text).containsExactly(params);
  }

  @Test
  void givesNoResultsAndDeletesNothingBeforeTheEnd() {
    bench.gateway = request -> held("{}");

    String id = bench.create(me, item("a", "x"));
    Reply results = bench.service().results(me, id);
    Reply deleted = bench.service().delete(me, id);
    gate.countDown();
    bench.ended(me, id);
    Reply deletedLater = bench.service().delete(me, id);

    assertThat(results.status()).isEqualTo(404);
    assertThat(type(results)).isEqualTo("not_found_error");
    assertThat(deleted.status()).isEqualTo(400);
    assertThat(json(deletedLater).toString())
        .isEqualTo("{\"id\":\"" + id + "\",\"type\":\"message_batch_deleted\"}");
    assertThat(bench.service().get(me, id, "").status()).isEqualTo(404);
    assertThat(root.resolve(id)).doesNotExist();
  }

  @Test
  void isSeenByItsOwnProjectOnly() {
    ClientRequest other = bench.caller("theirs");

    String id = bench.create(me, item("a", "x"));

    assertThat(bench.service().get(other, id, "").status()).isEqualTo(404);
    assertThat(bench.service().cancel(other, id, "").status()).isEqualTo(404);
    assertThat(bench.service().delete(other, id).status()).isEqualTo(404);
    assertThat(bench.service().results(other, id).status()).isEqualTo(404);
    assertThat(ids(other, Optional.empty())).isEmpty();
  }

  @Test
  void isSeenByItsOwnCredentialOnlyWhereThatMayPay() {
    bench.forwards = true;
    ClientRequest one = bench.caller("mine", Optional.of("key-1"));

    String id = bench.create(one, item("a", "x"));

    assertThat(bench.service().get(one, id, "").status()).isEqualTo(200);
    assertThat(bench.service().get(bench.caller("mine", Optional.of("key-2")), id, "").status())
        .isEqualTo(404);
    assertThat(bench.service().get(me, id, "").status()).isEqualTo(404);
  }

  @Test
  void cancelsWhatHasNotBegunAndFinishesWhatIsUnderWay() {
    bench.settings = Workbench.settings(1, true);
    bench.gateway = request -> held("{}");

    String id = bench.create(me, item("a", "x"), item("b", "x"), item("c", "x"));
    await(() -> bench.asked.size() == 1);
    JsonNode canceling = json(bench.service().cancel(me, id, ""));
    JsonNode again = json(bench.service().cancel(me, id, ""));
    gate.countDown();
    JsonNode ended = bench.ended(me, id);

    assertThat(canceling.path("processing_status").asText()).isEqualTo("canceling");
    assertThat(canceling.path("cancel_initiated_at").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(again).isEqualTo(canceling);
    assertThat(ended.path("request_counts").toString())
        .isEqualTo("{\"processing\":0,\"succeeded\":1,\"errored\":0,\"canceled\":2,\"expired\":0}");
    assertThat(lines(id)).contains("{\"custom_id\":\"b\",\"result\":{\"type\":\"canceled\"}}");
    assertThat(bench.service().cancel(me, id, "").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 529})
  void repeatsWhatFailedForNow(int status) {
    AtomicInteger tries = new AtomicInteger();
    bench.gateway =
        request -> tries.incrementAndGet() < 3 ? reply(status, "{}", Map.of()) : message("{}");

    String id = bench.create(me, item("a", "x"));
    await(() -> tick(tries.get() == 3));

    assertThat(bench.ended(me, id).path("request_counts").path("succeeded").asInt()).isEqualTo(1);
    assertThat(lines(id)).hasSize(1);
  }

  @Test
  void waitsAsLongAsTheProviderAsks() {
    AtomicInteger tries = new AtomicInteger();
    bench.gateway =
        request ->
            tries.incrementAndGet() == 1
                ? reply(429, "{}", Map.of("retry-after", "60"))
                : message("{}");

    String id = bench.create(me, item("a", "x"), item("b", "x"));
    await(() -> lines(id).size() == 1);
    bench.move(Duration.ofSeconds(59));
    boolean early = tries.get() > 2;
    bench.move(Duration.ofSeconds(1));
    bench.ended(me, id);

    assertThat(early).isFalse();
    assertThat(tries).hasValue(3);
  }

  @Test
  void doesNotRepeatWhatTheProviderSaysIsFinal() {
    bench.gateway = request -> reply(500, "not JSON", Map.of("x-should-retry", "false"));

    String id = bench.create(me, item("a", "x"));
    bench.ended(me, id);

    assertThat(lines(id).getFirst()).contains("\"errored\"").contains("\"type\":\"api_error\"");
    assertThat(bench.asked).hasSize(1);
  }

  @Test
  void expiresWhatIsNotAnsweredInTime() {
    bench.gateway =
        request -> text(request).contains("\"a\"") ? message("{}") : reply(529, "{}", Map.of());

    String id = bench.create(me, item("a", "x"), item("b", "x"));
    await(() -> lines(id).size() == 1 && bench.asked.size() > 1);
    bench.move(Duration.ofHours(24).minusMillis(1));
    String before = bench.get(me, id).path("processing_status").asText();
    bench.move(Duration.ofMillis(1));
    JsonNode ended = bench.ended(me, id);

    assertThat(before).isEqualTo("in_progress");
    assertThat(ended.path("expires_at").asText()).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(ended.path("request_counts").path("expired").asInt()).isEqualTo(1);
    assertThat(lines(id)).contains("{\"custom_id\":\"b\",\"result\":{\"type\":\"expired\"}}");
  }

  @Test
  void goesOnAfterARestartWithWhatHasNoResultYet() {
    bench.settings = Workbench.settings(1, true);
    bench.gateway = request -> text(request).contains("\"b\"") ? held("{}") : message("{}");
    String id = bench.create(me, item("a", "x"), item("b", "x"), item("c", "x"));
    await(() -> bench.asked.size() == 2);

    bench.close();
    append(id, "{\"custom_id\":\"b\",\"resu");
    bench.gateway = request -> message("{}");
    bench.restart();
    bench.ended(me, id);

    assertThat(bench.asked.stream().map(OwnBatchTest::customId))
        .containsExactly("a", "b", "b", "c");
    assertThat(lines(id)).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void asksAgainWhatABrokenLineHeld() {
    bench.settings = Workbench.settings(1, true);
    bench.gateway = request -> text(request).contains("\"b\"") ? held("{}") : message("{}");
    String id = bench.create(me, item("a", "x"), item("b", "x"));
    await(() -> bench.asked.size() == 2);

    bench.close();
    write(id, "\0\0\0\0\0\0\n");
    bench.gateway = request -> message("{}");
    bench.restart();

    assertThat(bench.ended(me, id).path("request_counts").path("succeeded").asInt()).isEqualTo(2);
    assertThat(lines(id)).hasSize(2);
  }

  @Test
  void endsACancelationAfterARestart() {
    bench.settings = Workbench.settings(1, true);
    bench.gateway = request -> held("{}");
    String id = bench.create(me, item("a", "x"), item("b", "x"));
    await(() -> bench.asked.size() == 1);
    bench.service().cancel(me, id, "");

    bench.restart();

    assertThat(bench.ended(me, id).path("request_counts").path("canceled").asInt()).isEqualTo(2);
  }

  @Test
  void leavesAsideWhatItCannotRead() throws IOException {
    String id = bench.create(me, item("a", "x"));
    bench.ended(me, id);
    bench.close();
    Files.writeString(root.resolve(id).resolve("batch.json"), "{\"for");
    Files.createDirectory(root.resolve(".incoming-1"));

    bench.restart();

    assertThat(bench.service().get(me, id, "").status()).isEqualTo(404);
    assertThat(root.resolve(id)).exists();
    assertThat(root.resolve(".incoming-1")).doesNotExist();
  }

  @Test
  void asksNoMoreAtATimeThanConfigured() {
    bench.settings = Workbench.settings(2, true);
    bench.gateway = request -> held("{}");

    String one = bench.create(me, item("a", "x"), item("b", "x"), item("c", "x"));
    String other = bench.create(me, item("a", "x"));
    await(() -> bench.asked.size() == 2);
    gate.countDown();
    bench.ended(me, one);
    bench.ended(me, other);

    assertThat(bench.asked).hasSize(4);
  }

  @Test
  void takesNoMoreBatchesThanConfigured() {
    bench.gateway = request -> held("{}");
    for (int i = 0; i < 3; i++) {
      bench.create(me, item("a", "x"));
    }

    Reply refused = bench.tryCreate(me, BatchRequestsTest.requests(item("a", "x")));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("retry-after", "60");
  }

  @Test
  void keepsNoCredentialAndSaysSoWhereOneIsMissing() {
    bench.forwards = true;
    bench.settings = Workbench.settings(1, true);
    ClientRequest one = bench.caller("mine", Optional.of("key-of-a-client"));
    bench.gateway = request -> text(request).contains("\"b\"") ? held("{}") : message("{}");
    String id = bench.create(one, item("a", "x"), item("b", "x"));
    await(() -> bench.asked.size() == 2);
    bench.close();
    String kept = everything(root);

    bench.gateway = request -> reply(401, "{\"type\":\"error\"}", Map.of());
    bench.restart();
    bench.ended(one, id);

    assertThat(kept).doesNotContain("key-of-a-client").doesNotContain("in-a-header");
    assertThat(bench.asked.getFirst().credential()).isPresent();
    assertThat(bench.asked.getLast().credential()).isEmpty();
    assertThat(lines(id).getLast()).contains("authentication_error").contains("restart");
  }

  @Test
  void refusesTooLongBodiesAndBrokenOnes() {
    RefusalException told = refused(new byte[1], (1 << 20) + 1);
    RefusalException untold = refused(new byte[(1 << 20) + 1], -1);
    RefusalException broken = refused(new byte[10], 11);

    assertThat(told.error().status()).isEqualTo(413);
    assertThat(untold.error().status()).isEqualTo(413);
    assertThat(broken.error().status()).isEqualTo(400);
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void forgetsABatchThatItRefuses() {
    Reply refused = bench.tryCreate(me, "{\"requests\":[]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.headers()).containsEntry("request-id", "req_caller");
    assertThat(type(refused)).isEqualTo("invalid_request_error");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void tellsOfARequestThatIsTooLong() {
    String params = "{\"model\":\"x\",\"max_tokens\":1,\"messages\":[],\"x\":\"%s\"}";
    String id =
        bench.create(
            me,
            BatchRequestsTest.item("fits", params.formatted("x".repeat(2000 - 54))),
            BatchRequestsTest.item("long", params.formatted("x".repeat(2001 - 48))));
    bench.ended(me, id);

    assertThat(bench.asked).hasSize(1);
    assertThat(String.join("", lines(id))).contains("request_too_large");
  }

  @Test
  void pagesNewestFirst() {
    List<String> made =
        IntStream.range(0, 3)
            .mapToObj(
                i -> {
                  bench.move(Duration.ofSeconds(1));
                  String id = bench.create(me, item("a", "x"));
                  bench.ended(me, id);
                  return id;
                })
            .toList();

    assertThat(ids(me, Optional.empty())).containsExactlyElementsOf(made.reversed());
    JsonNode first = page("2", Optional.empty(), Optional.empty());
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(first.path("first_id").asText()).isEqualTo(made.get(2));
    assertThat(first.path("last_id").asText()).isEqualTo(made.get(1));
    JsonNode second = page("2", Optional.of(made.get(1)), Optional.empty());
    assertThat(second.path("has_more").asBoolean()).isFalse();
    assertThat(second.path("data").path(0).path("id").asText()).isEqualTo(made.get(0));
    JsonNode before = page("1", Optional.empty(), Optional.of(made.get(0)));
    assertThat(before.path("data").path(0).path("id").asText()).isEqualTo(made.get(1));
    assertThat(before.path("has_more").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "x", "99999999999"})
  void refusesOtherPageSizes(String limit) {
    Reply refused =
        bench
            .service()
            .list(me, () -> Page.of(Optional.of(limit), Optional.empty(), Optional.empty()), "");

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void archivesResultsWhenTheyAreOld() {
    String id = bench.create(me, item("a", "x"));
    bench.ended(me, id);

    bench.move(Duration.ofDays(29).plusMillis(1));
    await(() -> !bench.get(me, id).path("archived_at").isNull());

    assertThat(bench.get(me, id).path("results_url").isNull()).isTrue();
    assertThat(bench.service().results(me, id).status()).isEqualTo(404);
    await(() -> !Files.exists(root.resolve(id).resolve("results.jsonl")));
  }

  private boolean tick(boolean done) {
    bench.move(Duration.ofMillis(10));
    return done;
  }

  private RefusalException refused(byte[] body, long length) {
    return catchThrowableOfType(
        RefusalException.class,
        () -> bench.service().receive(me, new ByteArrayInputStream(body), length));
  }

  private Reply held(String json) {
    try {
      return gate.await(20, TimeUnit.SECONDS) ? message(json) : reply(500, "", Map.of());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> ids(ClientRequest caller, Optional<String> limit) {
    Function<JsonNode, String> id = batch -> batch.path("id").asText();
    JsonNode page =
        json(
            bench
                .service()
                .list(caller, () -> Page.of(limit, Optional.empty(), Optional.empty()), ""));
    return Stream.iterate(0, i -> i < page.path("data").size(), i -> i + 1)
        .map(i -> id.apply(page.path("data").path(i)))
        .toList();
  }

  private JsonNode page(String limit, Optional<String> after, Optional<String> before) {
    return json(bench.service().list(me, () -> Page.of(Optional.of(limit), after, before), ""));
  }

  private static String type(Reply reply) {
    return json(reply).path("error").path("type").asText();
  }

  private static String customId(ClientRequest request) {
    return text(request).replaceAll(".*\"messages\":\\[\"(.*)\"]}", "$1");
  }

  private List<String> lines(String id) {
    Path file = root.resolve(id).resolve("results.jsonl");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String id, String text) {
    Path file = root.resolve(id).resolve("results.jsonl");
    try {
      Files.writeString(file, Files.readString(file) + text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String id, String text) {
    try {
      Files.writeString(root.resolve(id).resolve("results.jsonl"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String everything(Path folder) {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }
}
