package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Gate;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events go through one by one, and nobody waits for anybody. */
@TestInstance(Lifecycle.PER_CLASS)
class StreamingIT {
  private static final int STREAMS = 64;
  private static final List<String> WORDS =
      IntStream.range(0, 8).mapToObj(i -> "word" + i + " ").toList();
  private static final Spoken SPOKEN = new Spoken(WORDS, Spoken.Call.NONE, 10, 8);

  /** By the stream's name in its prompt: gate n lets the upstream say word n + 1. */
  private final Map<String, List<Gate>> gates = new ConcurrentHashMap<>();

  private final Gate large = new Gate();
  private FaultServer upstream;
  private Served server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    upstream = Upstream.start(this::answer);
    server = serve(Upstream.environment(upstream));
    gateway = new Gateway(server.baseUri());
  }

  /** A server that runs until it is closed. */
  record Served(URI baseUri, Runnable close) {}

  /** Starts the server that is looked at. */
  Served serve(Map<String, String> environment) {
    CcoServer started = CcoServer.start(environment);
    return new Served(started.baseUri(), started::close);
  }

  @AfterAll
  void stop() {
    server.close().run();
    upstream.close();
  }

  @ParameterizedTest
  @CsvSource({
    MESSAGES + ",claude-sonnet-5",
    MESSAGES + ",gpt-4.1",
    MESSAGES + ",ollama/llama3.2",
    CHAT + ",gpt-4.1",
    CHAT + ",claude-sonnet-5"
  })
  void bringsEachEventBeforeTheNextOneIsSaid(String path, String model) throws Exception {
    var others = new CountDownLatch(1);

    long delay = read(path, model, "alone " + path + " " + model, others);

    assertThat(delay).isPositive();
  }

  @Test
  void carriesSixtyFourStreamsNoneOfWhichWaitsForAnother() throws Exception {
    var firstEvents = new CountDownLatch(STREAMS);
    var calls = new ArrayList<Callable<Long>>();
    for (int i = 0; i < STREAMS; i++) {
      String name = "stream " + i + " of many";
      calls.add(() -> read(MESSAGES, "claude-sonnet-5", name, firstEvents));
    }

    List<Long> delays = all(calls);

    report(delays);
    assertThat(delays).hasSize(STREAMS);
  }

  @Test
  void answersSmallCallsWhileSixtyFourLargeOnesFromAnUpgradingClientAreUnderWay() throws Exception {
    HttpClient upgrading = HttpClient.newHttpClient();
    String filler = "x".repeat(50 * 1024);
    var large64 = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < STREAMS; i++) {
      String body = Requests.messages("claude-sonnet-5", "large " + i + filler, false);
      large64.add(upgrading.sendAsync(post(body), BodyHandlers.ofString()));
    }
    Eventually.holds(
        "all large calls are upstream",
        () -> Upstream.calls(upstream).stream().filter(StreamingIT::isLarge).count() == STREAMS);

    var small = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < 100; i++) {
      String body = Requests.messages("sim/small", "small " + i, false);
      small.add(() -> upgrading.send(post(body), BodyHandlers.ofString()).statusCode());
    }
    List<Integer> statuses = all(small);

    assertThat(statuses).hasSize(100).containsOnly(200);
    assertThat(large64).noneMatch(CompletableFuture::isDone);
    large.open();
    for (CompletableFuture<HttpResponse<String>> each : large64) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  private HttpRequest post(String body) {
    return HttpRequest.newBuilder(server.baseUri().resolve(MESSAGES))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static boolean isLarge(Received request) {
    return request.text().contains("\"large ");
  }

  private Reply answer(Received request) {
    if (isLarge(request)) {
      assertThat(large.await()).as("the large calls are let go").isTrue();
      return SPOKEN.to(request);
    }
    String name = name(request.text());
    Reply reply = Spoken.head(request);
    int word = -1;
    for (String piece : SPOKEN.pieces(request)) {
      int next = word(piece);
      if (next > 0) {
        reply = reply.await(gates.getOrDefault(name, List.of()).get(next - 1));
      }
      word = Math.max(word, next);
      reply = reply.piece(piece);
    }
    return reply.end();
  }

  /** The stream's name stands between brackets in the prompt. */
  private static String name(String text) {
    return text.substring(text.indexOf('<') + 1, text.indexOf('>'));
  }

  /** Which word an event says, or -1. */
  private static int word(String piece) {
    return IntStream.range(0, WORDS.size())
        .filter(i -> piece.contains(WORDS.get(i)))
        .findFirst()
        .orElse(-1);
  }

  /**
   * Reads a stream and lets the upstream go on only after each word.
   *
   * @param firstEvents counted down at the first word; the second is said when it is at zero
   * @return nanoseconds to the first word
   */
  private long read(String path, String model, String name, CountDownLatch firstEvents)
      throws IOException, InterruptedException {
    List<Gate> own = WORDS.stream().map(word -> new Gate()).toList();
    gates.put(name, own);
    long start = System.nanoTime();
    long first = 0;
    int expected = 0;
    String request = Requests.of(path, model, "Speak, <" + name + ">", true);
    HttpResponse<InputStream> response = gateway.open(path, request);
    assertThat(response.statusCode()).isEqualTo(200);
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int word = line.startsWith("data:") ? word(line) : -1;
        if (word < 0) {
          continue;
        }
        assertThat(word).as("words come in order").isEqualTo(expected++);
        if (word == 0) {
          first = System.nanoTime() - start;
          firstEvents.countDown();
          assertThat(firstEvents.await(20, TimeUnit.SECONDS)).as("all have begun").isTrue();
        }
        own.get(word).open();
      }
    }
    assertThat(expected).as("words read").isEqualTo(WORDS.size());
    return first;
  }

  private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (Future<T> each : threads.invokeAll(calls)) {
        results.add(each.get());
      }
      return results;
    }
  }

  private void report(List<Long> delays) throws IOException {
    long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
    String text =
        "First content event of %d concurrent streams, from the request: median %.1f ms, last %.1f ms%n"
            .formatted(
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                Arrays.stream(sorted).max().orElse(0) / 1e6);
    Files.writeString(
        Files.createDirectories(Path.of("target"))
            .resolve("first-event-" + getClass().getSimpleName() + ".txt"),
        text);
  }
}
