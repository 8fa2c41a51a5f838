package dev.cco.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cco.spi.BatchCall;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Credential;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Secret;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireRequest;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.MessagesScript;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Transcript;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicProviderTest {
  private static final byte[] BODY =
      "{ \"model\":\"claude-x\", \"unknown\" : [1.50,null] }".getBytes(StandardCharsets.UTF_8);

  private final AnthropicProvider provider = new AnthropicProvider();

  @BeforeEach
  void start() {
    provider.start(new ProviderContext(Clock.systemUTC(), Map.of()));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource({"MESSAGES,/v1/messages", "COUNT_TOKENS,/v1/messages/count_tokens"})
  void handsTheClientsBytesOn(Operation operation, String path) throws IOException {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{\"a\": 1.0}"))) {
      WireRequest request = new WireRequest(operation, Map.of(), BODY, false);

      try (WireAnswer answer =
          provider.forward(target(server, Credential.Scheme.API_KEY), request)) {
        assertThat(answer.body().readAllBytes()).asString().isEqualTo("{\"a\": 1.0}");
      }

      assertThat(server.only().path()).isEqualTo(path);
      assertThat(server.only().body()).isEqualTo(BODY);
    }
  }

  @Test
  void forwardsWhatAnthropicDefinesAndNothingElse() {
    Map<String, List<String>> client =
        Map.of(
            "anthropic-version", List.of("2026-10-21"),
            "anthropic-beta", List.of("a-1,b-2", "c-3"),
            "anthropic-new-thing", List.of("x"),
            "x-stainless-lang", List.of("js"),
            "user-agent", List.of("claude-cli/2"),
            "x-app", List.of("cli"),
            "accept-encoding", List.of("br"));

    Received request = forwarded(client, Credential.Scheme.PROVIDER);

    assertThat(request.headers().get("anthropic-version")).containsExactly("2026-10-21");
    assertThat(request.headers().get("anthropic-beta")).containsExactly("a-1,b-2", "c-3");
    assertThat(request.headers())
        .containsKey("anthropic-new-thing")
        .doesNotContainKeys("x-stainless-lang", "x-app");
    assertThat(request.header("user-agent")).startsWith("cco/");
    assertThat(request.header("accept-encoding")).isEqualTo("identity");
  }

  @Test
  void takesBatchesFromAFileAndAsksForThem(@TempDir Path folder) throws IOException {
    String batch = "{\"requests\": [" + " ".repeat(100_000) + "]}";
    Path file = Files.writeString(folder.resolve("batch.json"), batch);
    Map<String, List<String>> client =
        Map.of("anthropic-beta", List.of("a-1"), "x-app", List.of("cli"));
    List<BatchCall> calls =
        List.of(
            new BatchCall.Create(file),
            new BatchCall.Get("b-1"),
            new BatchCall.Cancel("b-1"),
            new BatchCall.Delete("b-1"));
    try (FaultServer server = FaultServer.always(Reply.json(200, "{\"id\":\"b-1\"}"))) {
      for (BatchCall call : calls) {
        try (WireAnswer answer =
            provider.batch(target(server, Credential.Scheme.PROVIDER), client, call)) {
          assertThat(answer.body().readAllBytes()).asString().isEqualTo("{\"id\":\"b-1\"}");
        }
      }

      assertThat(server.received())
          .extracting(request -> request.method() + " " + request.path())
          .containsExactly(
              "POST /v1/messages/batches",
              "GET /v1/messages/batches/b-1",
              "POST /v1/messages/batches/b-1/cancel",
              "DELETE /v1/messages/batches/b-1");
      assertThat(server.received().getFirst().text()).isEqualTo(batch);
      assertThat(server.received())
          .allSatisfy(
              request -> {
                assertThat(request.header("x-api-key")).isEqualTo("sk-ant-1");
                assertThat(request.header("anthropic-beta")).isEqualTo("a-1");
                assertThat(request.header("anthropic-version")).isEqualTo("2023-06-01");
                assertThat(request.headers()).doesNotContainKey("x-app");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-jsonl", "application/binary", "application/json"})
  void handsResultsOnAsTheyCome(String type) throws IOException {
    byte[] lines = "{\"custom_id\":\"a\"}\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    try (FaultServer server = FaultServer.always(Reply.whole(200, type, lines));
        WireAnswer answer =
            provider.batch(
                target(server, Credential.Scheme.PROVIDER),
                Map.of(),
                new BatchCall.Results("b-1"))) {
      assertThat(answer.body().readAllBytes()).isEqualTo(lines);
      assertThat(server.only().path()).isEqualTo("/v1/messages/batches/b-1/results");
    }
  }

  @Test
  void namesTheOlderVersionWhereTheClientNamesNone() {
    assertThat(forwarded(Map.of(), Credential.Scheme.PROVIDER).header("anthropic-version"))
        .isEqualTo("2023-06-01");
  }

  @Test
  void sendsOurKeyInItsOwnHeaderAndAClientsAsItCame() {
    Received ours = forwarded(Map.of(), Credential.Scheme.PROVIDER);
    Received theirs = forwarded(Map.of(), Credential.Scheme.BEARER);

    assertThat(ours.header("x-api-key")).isEqualTo("sk-ant-1");
    assertThat(ours.headers()).doesNotContainKey("authorization");
    assertThat(theirs.header("authorization")).isEqualTo("Bearer sk-ant-1");
    assertThat(theirs.headers()).doesNotContainKey("x-api-key");
  }

  @Test
  void givesTheErrorBackAsItCame() {
    String body =
        "{\"type\":\"error\", \"error\":{\"type\":\"x\",\"message\":\"prompt is too long\"}}";
    Reply error = Reply.json(400, body, "request-id: req_1", "x-should-retry: false");
    try (FaultServer server = FaultServer.always(error)) {
      CallerFault fault =
          catchThrowableOfType(
              CallerFault.class,
              () ->
                  provider.forward(
                      target(server, Credential.Scheme.PROVIDER),
                      new WireRequest(Operation.MESSAGES, Map.of(), BODY, false)));

      ProviderReply reply = fault.reply().orElseThrow();
      assertThat(reply.body()).asString(StandardCharsets.UTF_8).isEqualTo(body);
      assertThat(reply.headers())
          .containsEntry("request-id", "req_1")
          .containsEntry("x-should-retry", "false")
          .containsEntry("content-type", "application/json");
    }
  }

  @Test
  void readsWhatWasReadFromAndWrittenToThePromptCache() {
    String usage =
        "\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":5,"
            + "\"cache_creation_input_tokens\":9,\"cache_creation\":"
            + "{\"ephemeral_5m_input_tokens\":7,\"ephemeral_1h_input_tokens\":2},\"output_tokens\":4}";
    String message =
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null,"
            + usage
            + "}";
    try (FaultServer server = FaultServer.always(Reply.json(200, message))) {
      Transcript answer =
          Transcript.of(
              provider.converse(
                  target(server, Credential.Scheme.PROVIDER),
                  Conversations.plain("claude-x").build()));

      assertThat(answer.usage().input()).isEqualTo(3);
      assertThat(answer.usage().cacheRead()).isEqualTo(5);
      assertThat(answer.usage().cacheWrite5m()).isEqualTo(7);
      assertThat(answer.usage().cacheWrite1h()).isEqualTo(2);
      assertThat(answer.usage().output()).isEqualTo(4);
    }
  }

  @Test
  void keepsTheConnectionAfterAStreamThatWasReadAsEvents() {
    try (FaultServer server = FaultServer.always(MessagesScript.reply(new Scene.Text(), true))) {
      for (int i = 0; i < 3; i++) {
        Transcript.of(
            provider.converse(
                target(server, Credential.Scheme.PROVIDER),
                Conversations.plain("claude-x").stream(true).build()));
      }

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-5-5, 4, 20, 0.2, 5, 8",
    "claude-opus-4, 15, 75, 1.5, 18.75, 30",
    "claude-sonnet-3.5, 3, 15, 0.3, 3.75, 6",
    "claude-fable-5-2, 8, 40, 0.2, 10, 16",
    "claude-mythos-5-1, 10, 50, 0.25, 12.5, 20"
  })
  void knowsItsPricesToTheDigit(
      String id,
      BigDecimal input,
      BigDecimal output,
      BigDecimal read,
      BigDecimal write5m,
      BigDecimal write1h) {
    Price price = model(id).price().orElseThrow();

    assertThat(price.input()).isEqualByComparingTo(input);
    assertThat(price.output()).isEqualByComparingTo(output);
    assertThat(price.cacheRead().orElseThrow()).isEqualByComparingTo(read);
    assertThat(price.cacheWrite5m().orElseThrow()).isEqualByComparingTo(write5m);
    assertThat(price.cacheWrite1h().orElseThrow()).isEqualByComparingTo(write1h);
    assertThat(price.batchFactor().orElseThrow()).isEqualByComparingTo("0.5");
  }

  @Test
  void pricesALongPromptOfHaikuByItsTier() {
    Price.Tier tier = model("claude-haiku-5-5").price().orElseThrow().tiers().getFirst();

    assertThat(tier.above()).isEqualTo(100_000);
    assertThat(tier.cacheWrite1h().orElseThrow()).isEqualByComparingTo("1");
  }

  @Test
  void knowsWhatEachGenerationAccepts() {
    Model.Traits old = model("claude-sonnet-4-5").traits();
    Model.Traits current = model("claude-opus-5-5").traits();

    assertThat(old.sampling()).isTrue();
    assertThat(old.systemTurns()).isFalse();
    assertThat(old.thinking())
        .containsExactlyInAnyOrder(Reasoning.Mode.DISABLED, Reasoning.Mode.BUDGET);
    assertThat(current.sampling()).isFalse();
    assertThat(current.prefill()).isFalse();
    assertThat(current.systemTurns()).isTrue();
    assertThat(current.thinking()).contains(Reasoning.Mode.ADAPTIVE);
    assertThat(model("claude-fable-5").traits().thinking()).doesNotContain(Reasoning.Mode.DISABLED);
  }

  @Test
  void hasAPriceForEveryModelButTwoOfLimitedAccess() {
    assertThat(provider.metadata().models())
        .hasSizeGreaterThan(25)
        .filteredOn(m -> m.price().isEmpty())
        .extracting(Model::id)
        .containsExactlyInAnyOrder("claude-mythos-5", "claude-mythos-5-2");
  }

  private Received forwarded(Map<String, List<String>> client, Credential.Scheme scheme) {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{}"))) {
      provider
          .forward(target(server, scheme), new WireRequest(Operation.MESSAGES, client, BODY, false))
          .close();
      return server.only();
    }
  }

  private Model model(String id) {
    return provider.metadata().models().stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Target target(FaultServer server, Credential.Scheme scheme) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(server.endpoint()),
        Optional.of(new Credential(Secret.of("sk-ant-1"), scheme)),
        Model.named("claude-x"),
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        Map.of());
  }
}
