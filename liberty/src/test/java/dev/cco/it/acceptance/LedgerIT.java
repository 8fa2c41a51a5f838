package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every call is recorded once, exactly, whatever happens to the server. */
class LedgerIT {
  private static final int CALLS = 1_000;
  private static final int CLIENTS = 32;
  private static final int FIRST = 120;
  private static final int KILLS = 20;

  private static final String OLLAMA_ERROR = "{\"error\":\"refused\"}";
  private static final String ERROR =
      """
      {"type":"error","error":{"type":"invalid_request_error","message":"refused","code":null}}
      """;

  /** What a call must have left; computed here, from nothing but its answer and the price list. */
  private record Expected(
      String id,
      String project,
      int status,
      boolean hit,
      long inputTokens,
      long outputTokens,
      BigDecimal cost) {}

  /** One of the kinds of requests that the thousand are made of; prices in dollars per million. */
  private record Kind(String path, String model, boolean stream, int inputPrice, int outputPrice) {
    BigDecimal cost(long input, long output) {
      return BigDecimal.valueOf(input * inputPrice + output * outputPrice, 6);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind(MESSAGES, "claude-sonnet-5", false, 2, 10),
          new Kind(MESSAGES, "claude-sonnet-5", true, 2, 10),
          new Kind(CHAT, "gpt-4.1", false, 2, 8),
          new Kind(CHAT, "gpt-4.1", true, 2, 8),
          new Kind(MESSAGES, "gpt-4.1", true, 2, 8),
          new Kind(CHAT, "claude-sonnet-5", false, 2, 10),
          new Kind(MESSAGES, "ollama/llama3.2", false, 0, 0),
          new Kind(CHAT, "ollama/llama3.2", true, 0, 0));

  private final FaultServer upstream = Upstream.start(LedgerIT::answer);

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void recordsAThousandMixedCallsOfThirtyTwoClientsToTheLastDigit() throws Exception {
    try (CcoServer server = CcoServer.start(Upstream.environment(upstream))) {
      List<Expected> expected = load(new Gateway(server.baseUri()));

      server.stop();
      checkRows(Rows.of(server.dataDir()), expected);

      server.restart();
      JsonNode machine = new Gateway(server.baseUri()).get("/api/machine/stats").json();
      assertThat(machine.path("totalCalls").asInt()).isEqualTo(CALLS);
      assertThat(new BigDecimal(machine.path("totalCost").asText()))
          .isEqualByComparingTo(sum(expected));
    }
  }

  @Test
  void losesNoCallThatAClientHasReadToTheEndInTwentyKills() throws Exception {
    Queue<String> read = new ConcurrentLinkedQueue<>();
    try (CcoServer server = CcoServer.start(Upstream.environment(upstream))) {
      for (int kill = 0; kill < KILLS; kill++) {
        killUnderLoad(server, kill, read);
        server.restart();
      }
      server.stop();

      Rows rows = Rows.of(server.dataDir());
      Map<String, Long> times =
          rows.calls().stream().collect(groupingBy(Rows.Call::id, summingLong(call -> 1)));
      assertThat(read).hasSizeGreaterThan(KILLS * 10);
      assertThat(times.keySet()).containsAll(read);
      assertThat(times.values()).containsOnly(1L);
    }
  }

  private static List<Expected> load(Gateway gateway) throws Exception {
    Queue<Expected> expected = new ConcurrentLinkedQueue<>();
    // One after the other until every repeated question was answered once: what two clients ask at
    // the same moment may be one call for both, which is neither a hit nor a miss of its own.
    for (int i = 0; i < FIRST; i++) {
      expected.add(call(gateway, i));
    }
    var next = new AtomicInteger(FIRST);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < CLIENTS; client++) {
        running.add(
            clients.submit(
                () -> {
                  for (int i = next.getAndIncrement(); i < CALLS; i = next.getAndIncrement()) {
                    expected.add(call(gateway, i));
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get(5, TimeUnit.MINUTES);
      }
    }
    return List.copyOf(expected);
  }

  /** Every tenth call repeats an earlier question, and every tenth is refused by the provider. */
  private static Expected call(Gateway gateway, int i) {
    Kind kind = KINDS.get(i % KINDS.size());
    String project = "ledger-" + i % 3;
    boolean refused = i % 10 == 9;
    String question = refused ? "refuse " + i : i % 10 == 5 ? "the same again" : "question " + i;

    Answer answer =
        gateway.post(
            "/p/" + project + kind.path(),
            Requests.of(kind.path(), kind.model(), question, kind.stream()));

    String id = answer.header("request-id");
    if (refused) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      return new Expected(id, project, 400, false, 0, 0, BigDecimal.ZERO);
    }
    Read read = Read.of(answer);
    boolean hit = answer.header("cache-status").startsWith("cco; hit");
    BigDecimal cost = hit ? BigDecimal.ZERO : kind.cost(read.inputTokens(), read.outputTokens());
    return new Expected(id, project, 200, hit, read.inputTokens(), read.outputTokens(), cost);
  }

  private static void checkRows(Rows rows, List<Expected> expected) {
    assertThat(rows.calls()).hasSize(CALLS);
    Set<String> ids = expected.stream().map(Expected::id).collect(Collectors.toSet());
    assertThat(ids).hasSize(CALLS);
    for (Expected each : expected) {
      Rows.Call row = rows.only(each.id());
      assertThat(row.project()).isEqualTo(each.project());
      assertThat(row.status()).isEqualTo(each.status());
      assertThat(row.hit()).isEqualTo(each.hit());
      assertThat(row.inputTokens()).isEqualTo(each.inputTokens());
      assertThat(row.outputTokens()).isEqualTo(each.outputTokens());
      assertThat(row.cost().orElse(BigDecimal.ZERO)).isEqualByComparingTo(each.cost());
    }
    BigDecimal recorded =
        rows.calls().stream()
            .map(Rows.Call::cost)
            .flatMap(Optional::stream)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(recorded).isEqualByComparingTo(sum(expected));
    assertThat(expected).anyMatch(Expected::hit);
  }

  private static BigDecimal sum(List<Expected> expected) {
    return expected.stream().map(Expected::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Eight clients call until the server dies; what they read to the end is remembered. */
  private static void killUnderLoad(CcoServer server, int kill, Queue<String> read)
      throws Exception {
    var gateway = new Gateway(server.baseUri());
    var dying = new AtomicBoolean();
    var enough = new CountDownLatch(30 + 7 * kill);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < 8; client++) {
        String name = kill + "-" + client;
        running.add(clients.submit(() -> callUntilDeath(gateway, name, dying, enough, read)));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).as("calls before kill " + kill).isTrue();
      dying.set(true);
      server.kill();
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static void callUntilDeath(
      Gateway gateway,
      String name,
      AtomicBoolean dying,
      CountDownLatch enough,
      Queue<String> read) {
    for (int i = 0; ; i++) {
      Kind kind = KINDS.get(i % KINDS.size());
      try {
        String request =
            Requests.of(kind.path(), kind.model(), "kill " + name + " " + i, kind.stream());
        Answer answer = gateway.post(kind.path(), request);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        read.add(answer.header("request-id"));
        enough.countDown();
      } catch (UncheckedIOException gone) {
        if (dying.get()) {
          return;
        }
        throw gone;
      }
    }
  }

  /** The figures follow from the question, so that no two calls need be alike. */
  private static Reply answer(Received request) {
    String text = request.text();
    if (text.contains("refuse")) {
      return Reply.json(400, request.path().startsWith("/api/") ? OLLAMA_ERROR : ERROR);
    }
    int seed = Math.floorMod(text.hashCode(), 9_973);
    return Spoken.text("An answer of a few words.", 100 + seed, 10 + seed % 997).to(request);
  }
}
