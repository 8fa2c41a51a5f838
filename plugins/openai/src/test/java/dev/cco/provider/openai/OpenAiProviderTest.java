package dev.cco.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.chat.ChatStyle;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Target;
import dev.cco.spi.WireRequest;
import dev.cco.testkit.ChatScript;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Transcript;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderTest {
  private static final byte[] BODY =
      "{ \"model\":\"gpt-x\", \"n\" : 1 }".getBytes(StandardCharsets.UTF_8);

  private final OpenAiProvider provider = new OpenAiProvider();

  @BeforeEach
  void start() {
    provider.start(new ProviderContext(Clock.systemUTC(), Map.of()));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource({"CHAT,/v1/chat/completions", "RESPONSES,/v1/responses", "EMBEDDINGS,/v1/embeddings"})
  void handsTheClientsBytesOn(Operation operation, String path) {
    Received request = forwarded(operation, Map.of());

    assertThat(request.path()).isEqualTo(path);
    assertThat(request.body()).isEqualTo(BODY);
  }

  @Test
  void forwardsWhatOpenAiDefinesAndNothingElse() {
    Map<String, List<String>> client =
        Map.of(
            "openai-organization", List.of("org-1"),
            "openai-project", List.of("proj-1"),
            "idempotency-key", List.of("abc"),
            "x-stainless-lang", List.of("python"),
            "anthropic-beta", List.of("a"),
            "user-agent", List.of("OpenAI/Python"));

    Received request = forwarded(Operation.CHAT, client);

    assertThat(request.header("openai-organization")).isEqualTo("org-1");
    assertThat(request.header("openai-project")).isEqualTo("proj-1");
    assertThat(request.header("idempotency-key")).isEqualTo("abc");
    assertThat(request.headers()).doesNotContainKeys("x-stainless-lang", "anthropic-beta");
    assertThat(request.header("user-agent")).startsWith("cco/");
  }

  @Test
  void callsAServerWithoutAKey() {
    assertThat(forwarded(Operation.CHAT, Map.of()).headers()).doesNotContainKey("authorization");
  }

  @Test
  void boundsTheAnswerInTheWordsOfACompatibleServer() {
    try (FaultServer server = FaultServer.always(ChatScript.reply(new Scene.Text(), false))) {
      Transcript.of(
          provider.converse(
              target(server.endpoint()), Conversations.plain("llama").maxTokens(9).build()));

      assertThat(server.only().text())
          .contains("\"max_tokens\":9")
          .doesNotContain("max_completion_tokens");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.openai.com", "https://eu.api.openai.com/v1"})
  void knowsOpenAiByItsHost(String endpoint) {
    assertThat(OpenAiProvider.style(target(URI.create(endpoint)))).isEqualTo(ChatStyle.OPENAI);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://api.openai.com.example", "https://notapi.openai.com", "http://127.0.0.1"})
  void takesAnyOtherHostForACompatibleServer(String endpoint) {
    assertThat(OpenAiProvider.style(target(URI.create(endpoint)))).isEqualTo(ChatStyle.COMPATIBLE);
  }

  @Test
  void speaksToItsOwnModelsAlikeWhereverTheyAre() {
    assertThat(OpenAiProvider.style(elsewhere("gpt-5.5"))).isEqualTo(ChatStyle.OPENAI);
    assertThat(OpenAiProvider.style(elsewhere("o3")).has(Feature.PARALLEL_TOOL_CALLS)).isFalse();
    assertThat(OpenAiProvider.style(elsewhere("o3")).has(Feature.DEVELOPER_ROLE)).isTrue();
  }

  private Target elsewhere(String model) {
    Target there = target(URI.create("http://127.0.0.1"));
    return new Target(
        there.endpoint(),
        there.credential(),
        price(model),
        there.timeouts(),
        there.strict(),
        there.options());
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, true, true, 16384, ''",
    "gpt-4.1, true, true, 32768, ''",
    "o1, false, true, 100000, low medium high",
    "o3, false, false, 100000, low medium high",
    "o4-mini, false, false, 100000, low medium high",
    "gpt-5, false, false, 128000, minimal low medium high",
    "gpt-5.1, false, false, 128000, none low medium high",
    "gpt-5.5, false, false, 128000, none low medium high xhigh",
    "gpt-6-sol, false, false, 128000, none low medium high xhigh max",
    "gpt-6.1-sol, false, false, 128000, low medium high xhigh max",
    "gpt-6.1-terra, false, false, 128000, low medium high xhigh max"
  })
  void knowsWhatItsModelsTake(
      String id, boolean sampling, boolean stop, int maxOutput, String efforts) {
    Model model = price(id);

    assertThat(model.maxOutput()).hasValue(maxOutput);
    assertThat(model.traits().sampling()).isEqualTo(sampling);
    assertThat(model.traits().stop()).isEqualTo(stop);
    assertThat(model.traits().prefill()).isFalse();
    assertThat(String.join(" ", model.traits().efforts())).isEqualTo(efforts);
    assertThat(model.traits().thinking().contains(Reasoning.Mode.DISABLED))
        .isEqualTo(model.traits().efforts().contains("none"));
  }

  @Test
  void routesEveryModelItKnows() {
    Pattern routes = Pattern.compile(provider.metadata().routes().getFirst().pattern());

    assertThat(provider.metadata().models())
        .hasSizeGreaterThan(45)
        .allMatch(model -> routes.matcher(model.id()).find())
        .allMatch(model -> model.price().isPresent());
  }

  @Test
  void pricesWritesToThePromptCacheFromTheGenerationOnThatBillsThem() {
    assertThat(price("gpt-5.5").price().orElseThrow().cacheWrite5m()).isEmpty();
    assertThat(price("gpt-6.1-sol").price().orElseThrow().cacheWrite5m().orElseThrow())
        .isEqualByComparingTo("2.5");
    assertThat(price("gpt-6.1-sol").price().orElseThrow().tiers().getFirst().above())
        .isEqualTo(272_000);
  }

  private Model price(String id) {
    return provider.metadata().models().stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Received forwarded(Operation operation, Map<String, List<String>> client) {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{}"))) {
      WireRequest request = new WireRequest(operation, client, BODY, false);
      provider.forward(target(server.endpoint()), request).close();
      return server.only();
    }
  }

  private static Target target(URI endpoint) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(endpoint),
        Optional.empty(),
        Model.named("gpt-x"),
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        Map.of());
  }
}
