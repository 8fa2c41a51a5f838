package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/** Streams that come in drops, in a flood, or only after long thought. */
@TestInstance(Lifecycle.PER_CLASS)
class SlowStreamIT {
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration FIRST_BYTE = Duration.ofSeconds(5);
  private static final int THOUGHTS = 8;
  private static final int BATCH = 1000;
  private static final int FLOOD = 1000 * BATCH;

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    upstream = Upstream.start(SlowStreamIT::play);
    Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
    environment.put("CCO_ATTEMPTS", "1");
    for (String provider : List.of("ANTHROPIC", "OPENAI", "OLLAMA")) {
      environment.put("CCO_PROVIDER_" + provider + "_IDLE_TIMEOUT", IDLE.toSeconds() + "s");
      environment.put(
          "CCO_PROVIDER_" + provider + "_FIRST_BYTE_TIMEOUT", FIRST_BYTE.toSeconds() + "s");
    }
    server = CcoServer.start(environment);
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static Reply play(Received request) {
    List<String> pieces = Spoken.text("Here it is.", 3, 1).pieces(request);
    String whole = String.join("", pieces);
    if (request.text().contains("<drops>")) {
      return body(request).trickle(whole, Duration.ofMillis(250)).close();
    }
    if (request.text().contains("<drops later>")) {
      String begun = String.join("", pieces.subList(0, 3));
      return body(request)
          .raw(begun)
          .trickle(whole.substring(begun.length()), Duration.ofMillis(250))
          .close();
    }
    return request.text().contains("<flood>")
        ? flood(request, pieces)
        : thoughtful(request, pieces);
  }

  private static Reply body(Received request) {
    boolean lines = request.path().startsWith("/api/");
    return Reply.untilClose(200, lines ? "application/x-ndjson" : "text/event-stream");
  }

  /** The piece with the text, a million times. */
  private static Reply flood(Received request, List<String> pieces) {
    int text = isMessages(request) ? 2 : 1;
    Reply reply = body(request).raw(String.join("", pieces.subList(0, text)));
    byte[] batch = pieces.get(text).repeat(BATCH).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < FLOOD / BATCH; i++) {
      reply = reply.raw(batch);
    }
    return reply.raw(String.join("", pieces.subList(text + 1, pieces.size()))).close();
  }

  /** Thinks aloud for longer than the first byte may take; the empty lines only take time. */
  private static Reply thoughtful(Received request, List<String> pieces) {
    Reply reply = body(request).raw(pieces.getFirst());
    for (int i = 0; i < THOUGHTS; i++) {
      reply = reply.raw(thought(request)).trickle("\n", Duration.ofSeconds(1));
    }
    return reply.raw(String.join("", pieces.subList(1, pieces.size()))).close();
  }

  private static String thought(Received request) {
    return request.path().startsWith("/api/")
        ? "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm \"},"
            + "\"done\":false}\n"
        : "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm \"},"
            + "\"finish_reason\":null}]}\n\n";
  }

  private static boolean isMessages(Received request) {
    return request.path().endsWith("/messages");
  }

  @TestFactory
  Stream<DynamicTest> waitsForEventsAndNotForBytes() {
    return Stream.of("<drops>", "<drops later>")
        .flatMap(
            how ->
                Stream.of(Way.values())
                    .map(
                        way -> dynamicTest("U36 " + how + ", " + way, () -> checkDrops(how, way))));
  }

  private void checkDrops(String how, Way way) {
    long start = System.nanoTime();

    Answer answer =
        gateway.post(way.path(), Requests.of(way.path(), way.model(), how + " " + way, true));

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isBetween(IDLE, Duration.ofSeconds(20));
    assertThat(Way.isFinished(answer)).as(answer.text()).isFalse();
    if (how.equals("<drops>")) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(504);
      way.checkEnvelope(answer.json());
      return;
    }
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    way.checkEnvelope(answer.events().getLast());
  }

  @TestFactory
  Stream<DynamicTest> carriesAMillionEventsOnOneCore() {
    return Stream.of(Way.values()).map(way -> dynamicTest("U38 " + way, () -> checkFlood(way)));
  }

  private void checkFlood(Way way) throws IOException {
    Duration cpu = cpu();
    long start = System.nanoTime();
    long events = 0;
    String last = "";

    var answer = gateway.open(way.path(), Requests.of(way.path(), way.model(), "<flood>", true));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events += line.contains("Here ") ? 1 : 0;
        last = line.isEmpty() ? last : line;
      }
    }

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(events).isEqualTo(FLOOD);
    assertThat(last)
        .isEqualTo(way.asksMessages() ? "data: {\"type\":\"message_stop\"}" : "data: [DONE]");
    // One thread does the work; a second's worth is for compiler and collector.
    assertThat(cpu().minus(cpu)).isLessThan(took.multipliedBy(5).dividedBy(4).plusSeconds(5));
  }

  /** What the server, the only child, and its launcher have used so far. */
  private static Duration cpu() {
    return ProcessHandle.current()
        .descendants()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @TestFactory
  Stream<DynamicTest> takesThinkingThatItKeepsToItselfForLife() {
    return Stream.of("gpt-4.1", "ollama/llama3.2")
        .map(model -> dynamicTest(model, () -> checkThoughtful(model)));
  }

  private void checkThoughtful(String model) {
    Answer answer =
        gateway.post(Requests.MESSAGES, Requests.messages(model, "<think long about it>", true));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(Way.isFinished(answer)).as(answer.text()).isTrue();
    assertThat(answer.text()).contains("Here ").doesNotContain("hm ", "thinking");
  }
}
