package dev.cco.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.StopReason;
import dev.cco.spi.Target;
import dev.cco.spi.Usage;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Transcript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Cases that broke other gateways, by the numbers of the compatibility notes, over a connection.
 */
class EdgeCasesTest {
  private static final String PLAIN =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
       "message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

  private final OpenAiProvider provider = new OpenAiProvider();

  @BeforeEach
  void start() {
    provider.start(new ProviderContext(Clock.systemUTC(), Map.of()));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private static Conversation asked(int maxTokens, boolean stream, String members) {
    String request =
        """
        {"model":"m","max_tokens":%d,"stream":%b,"messages":[{"role":"user","content":"hi"}]%s}
        """
            .formatted(maxTokens, stream, members.isEmpty() ? "" : "," + members);
    return new MessagesDialect()
        .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  private static Target target(FaultServer server, Map<String, String> options) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(server.endpoint()),
        Optional.empty(),
        Model.named("m"),
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        options);
  }

  private Events converse(FaultServer server, Conversation conversation) {
    return provider.converse(target(server, Map.of()), conversation);
  }

  private static String content(String text) {
    return data(
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}"
            .formatted(text));
  }

  private static String data(String chunk) {
    return "data: " + chunk + "\n\n";
  }

  @Test
  void case22NobodyWaitsForTheEndOfTheConnectionBehindTheLastEvent() {
    Reply reply =
        Reply.chunked(200, "text/event-stream")
            .piece(content("hi"))
            .piece(data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"))
            .piece("data: [DONE]\n\n")
            .silence();
    try (FaultServer server = FaultServer.always(reply)) {
      assertThat(Transcript.of(converse(server, asked(9, true, ""))).text()).isEqualTo("hi");
    }
  }

  @Test
  void case25ABetasFieldIsLeftOutWithItsBeta() {
    String edits = "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\"}]}";
    try (FaultServer server = FaultServer.always(Reply.json(200, PLAIN));
        Events events = converse(server, asked(9, false, edits))) {
      assertThat(Transcript.of(events).text()).isEqualTo("hi");
      assertThat(events.dropped()).contains("context_management");
      assertThat(server.only().text()).doesNotContain("context_management");
      assertThat(server.only().headers()).doesNotContainKey("anthropic-beta");
    }
  }

  @Test
  void case39ACompressedStreamIsReadAlthoughNoneWasAskedFor() throws IOException {
    String stream =
        content("hi")
            + data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
            + "data: [DONE]\n\n";
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(stream.getBytes(StandardCharsets.UTF_8));
    }
    Reply reply =
        Reply.chunked(200, "text/event-stream", "content-encoding: gzip")
            .piece(compressed.toByteArray())
            .end();
    try (FaultServer server = FaultServer.always(reply)) {
      assertThat(Transcript.of(converse(server, asked(9, true, ""))).text()).isEqualTo("hi");
      assertThat(server.only().header("accept-encoding")).isEqualTo("identity");
    }
  }

  @Test
  void case42MessagesNeverReachAnotherVendorAsTheyAre() {
    assertThat(provider.metadata().speaks())
        .doesNotContain(Operation.MESSAGES, Operation.COUNT_TOKENS);
    Reply reply =
        Reply.json(
            200,
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}");
    try (FaultServer server = FaultServer.always(reply)) {
      Transcript.of(converse(server, asked(9, false, "")));

      assertThat(server.only().path()).isEqualTo("/v1/chat/completions");
      assertThat(server.only().headers()).doesNotContainKeys("anthropic-version", "anthropic-beta");
    }
  }

  @Test
  void leavesTheProviderAtAStopThatItWasNotTold() {
    String stops = "\"stop_sequences\":[\"1\",\"2\",\"3\",\"4\",\"END\"]";
    Reply reply =
        Reply.chunked(200, "text/event-stream")
            .piece(content("one E"))
            .piece(content("ND two"))
            .silence();
    try (FaultServer server = FaultServer.always(reply);
        Events events = converse(server, asked(9, true, stops))) {
      Transcript answer = Transcript.of(events);

      assertThat(answer.text()).isEqualTo("one ");
      assertThat(answer.reason()).isEqualTo(StopReason.STOP_SEQUENCE);
      assertThat(server.awaitDeparture()).isTrue();
      assertThat(server.only().text()).contains("\"stop\":[\"1\",\"2\",\"3\",\"4\"]");
    }
  }

  @Test
  void namesTheStopOfAPlainAnswerAndKeepsItsFigures() {
    String stops = "\"stop_sequences\":[\"1\",\"2\",\"3\",\"4\",\"END\"]";
    Reply reply =
        Reply.json(
            200,
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"oneEND\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}");
    try (FaultServer server = FaultServer.always(reply);
        Events events = converse(server, asked(9, false, stops))) {
      Event last = Transcript.drain(events).getLast();

      assertThat(last)
          .isEqualTo(
              new Event.Finished(StopReason.STOP_SEQUENCE, Optional.of("END"), Usage.of(4, 2)));
    }
  }

  @Test
  void asksNobodyForNoTokens() {
    try (FaultServer server = FaultServer.always(Reply.json(500, "{}"))) {
      Transcript answer = Transcript.of(converse(server, asked(0, true, "")));

      assertThat(answer.blocks()).isEmpty();
      assertThat(answer.reason()).isEqualTo(StopReason.MAX_TOKENS);
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void knowsFromTheRouteWhatAServerCan() {
    Reply reply =
        Reply.json(
            200,
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}");
    try (FaultServer server = FaultServer.always(reply)) {
      Target target = target(server, Map.of("features", "top-k"));
      Transcript.of(provider.converse(target, asked(9, false, "\"top_k\":40")));

      assertThat(server.only().text()).contains("\"top_k\":40");
    }
  }
}
