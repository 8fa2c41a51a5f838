package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.UpstreamFaults.Fault;
import dev.cco.it.acceptance.UpstreamFaults.Seen;
import dev.cco.it.acceptance.UpstreamFaults.When;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
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
 * Whatever an upstream does, a client gets an answer of its own protocol, an answer that is not
 * complete never looks complete, and nobody learns the gateway's keys or its upstream's address.
 */
@TestInstance(Lifecycle.PER_CLASS)
class UpstreamFaultIT {
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "IDLE_TIMEOUT", "3s",
          "FIRST_BYTE_TIMEOUT", "5s",
          "TOTAL_TIMEOUT", "20s",
          "BREAKER_VOLUME", "10000");

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    upstream = Upstream.start(UpstreamFaultIT::play);
    Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
    environment.put("CCO_ATTEMPTS", "1");
    for (String provider : List.of("ANTHROPIC", "OPENAI")) {
      IMPATIENT.forEach(
          (name, value) -> environment.put("CCO_PROVIDER_" + provider + "_" + name, value));
    }
    server = CcoServer.start(environment);
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
    assertThat(server.consoleLog()).doesNotContain(Upstream.ANTHROPIC_KEY, Upstream.OPENAI_KEY);
  }

  private static Reply play(Received request) {
    return Stream.concat(UpstreamFaults.all().stream(), UpstreamFaults.orders().stream())
        .filter(fault -> request.text().contains("<" + fault + ">"))
        .findFirst()
        .orElseThrow()
        .play()
        .apply(request);
  }

  @TestFactory
  Stream<DynamicTest> neverMakesAFaultLookLikeAnAnswer() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.concat(
                        UpstreamFaults.all().stream(),
                        way.asksAnthropic() ? UpstreamFaults.orders().stream() : Stream.empty())
                    .flatMap(fault -> tests(way, fault)));
  }

  private Stream<DynamicTest> tests(Way way, Fault fault) {
    return Stream.of(false, true)
        .filter(stream -> fault.when() == When.ANY || (fault.when() == When.STREAM) == stream)
        .map(
            stream ->
                dynamicTest(
                    fault + ", " + way + (stream ? ", streamed" : ", plain"),
                    () -> check(way, fault, stream)));
  }

  private void check(Way way, Fault fault, boolean stream) {
    Answer answer =
        gateway.post(
            way.path(), Requests.of(way.path(), way.model(), "<" + fault + "> " + way, stream));

    assertThat(answer.text())
        .doesNotContain(Upstream.ANTHROPIC_KEY, Upstream.OPENAI_KEY, authority());
    assertThat(answer.headers().map().toString())
        .doesNotContain(Upstream.ANTHROPIC_KEY, Upstream.OPENAI_KEY, authority(), "secret");
    assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "location");
    assertThat(answer.header("request-id")).startsWith("req_");
    if (fault.seen() == Seen.ANSWERED) {
      checkAnswered(answer, fault, stream);
      return;
    }
    checkFailed(answer, way, fault, stream);
  }

  private static void checkAnswered(Answer answer, Fault fault, boolean stream) {
    assertThat(answer.status()).as(fault + ": " + answer.text()).isEqualTo(200);
    if (stream) {
      assertThat(Way.isFinished(answer)).as(fault + ": " + answer.text()).isTrue();
      assertThat(answer.events()).noneMatch(event -> event.has("error"));
    }
  }

  private static void checkFailed(Answer answer, Way way, Fault fault, boolean stream) {
    if (!stream || fault.status() != 0) {
      assertThat(answer.status()).as(fault + ": " + answer.text()).isEqualTo(fault.status());
    }
    if (answer.status() != 200) {
      way.checkEnvelope(answer.json());
      if (answer.status() == 429) {
        assertThat(answer.text()).contains("slow");
      }
      return;
    }
    assertThat(stream).as("a plain failure says 200: " + answer.text()).isTrue();
    assertThat(Way.isFinished(answer)).as(fault + ": " + answer.text()).isFalse();
    List<JsonNode> events = answer.events();
    assertThat(events).isNotEmpty();
    way.checkEnvelope(events.getLast());
  }

  private String authority() {
    return upstream.endpoint().getAuthority();
  }
}
