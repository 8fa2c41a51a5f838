package dev.cco.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Embeddings;
import dev.cco.spi.Model;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Sampling;
import dev.cco.spi.StopReason;
import dev.cco.spi.Target;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.Usage;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.Draft;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Transcript;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaProviderTest {
  private static final String ANSWER =
      "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"done\":true,"
          + "\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":1}";
  private static final Model.Traits THINKING =
      new Model.Traits(true, true, true, Set.of(Reasoning.Mode.ADAPTIVE), true);

  @Test
  void sendsLimitsAndSamplingAsOptions() {
    Sampling sampling =
        new Sampling(
            Optional.of(new BigDecimal("0.70")),
            Optional.of(new BigDecimal("0.9")),
            Optional.of(40),
            Optional.empty(),
            Optional.empty(),
            Optional.of(7L));

    JsonNode request =
        sent(Conversations.plain("m").maxTokens(50).sampling(sampling).stop("END"), Map.of());

    JsonNode options = request.path("options");
    assertThat(options.path("num_predict").asInt()).isEqualTo(50);
    assertThat(options.path("temperature").decimalValue()).isEqualByComparingTo("0.7");
    assertThat(options.path("top_k").asInt()).isEqualTo(40);
    assertThat(options.path("seed").asInt()).isEqualTo(7);
    assertThat(options.path("stop").get(0).asText()).isEqualTo("END");
    assertThat(request.path("stream").isBoolean()).isTrue();
    assertThat(request.path("stream").asBoolean()).isFalse();
  }

  @Test
  void asksForAnErrorInsteadOfASilentCut() {
    JsonNode unset = sent(Conversations.plain("m"), Map.of());
    JsonNode set = sent(Conversations.plain("m"), Map.of("num-ctx", "32768"));

    assertThat(unset.path("truncate").isBoolean()).isTrue();
    assertThat(unset.path("truncate").asBoolean()).isFalse();
    assertThat(unset.path("options").has("num_ctx")).isFalse();
    assertThat(unset.path("shift").asBoolean(true)).isFalse();
    assertThat(set.path("truncate").asBoolean(true)).isFalse();
    assertThat(set.path("options").path("num_ctx").asInt()).isEqualTo(32768);
  }

  @Test
  void takesTheRoutesContextBeforeTheProviders() {
    Map<String, String> settings = Map.of("num-ctx", "32768", "keep-alive", "5m");

    JsonNode request =
        sent(Conversations.plain("m"), settings, Map.of("num-ctx", "8192"), Model.named("m"));

    assertThat(request.path("options").path("num_ctx").asInt()).isEqualTo(8192);
    assertThat(request.path("keep_alive").asText()).isEqualTo("5m");
  }

  @Test
  void sendsPicturesAsBareBase64() {
    JsonNode message = sent(Conversations.withImage("m"), Map.of()).path("messages").get(1);

    assertThat(message.path("images").get(0).asText()).isEqualTo(Conversations.PNG);
  }

  @Test
  void refusesAPictureItWouldHaveToFetch() {
    Draft draft =
        Conversations.plain("m")
            .user(new Block.Image(new Block.Media.Url("http://169.254.169.254/x.png")));

    assertThatThrownBy(() -> sent(draft, Map.of()))
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.status()).isEqualTo(400));
  }

  @Test
  void namesTheToolOfAResultAndPutsResultsBeforeText() {
    Draft draft =
        Conversations.askingForTool("m")
            .assistant(
                new Block.Thinking("hm", "sig"),
                new Block.ToolUse("call_1", "get_weather", Conversations.city("Paris")))
            .user(
                new Block.Text("and?"),
                new Block.ToolResult("call_1", List.of(new Block.Text("no power")), true));

    JsonNode messages = sent(draft, Map.of()).path("messages");

    JsonNode call = messages.get(1);
    assertThat(call.path("thinking").asText()).isEqualTo("hm");
    assertThat(call.path("tool_calls").get(0).path("id").asText()).isEqualTo("call_1");
    assertThat(call.path("tool_calls").get(0).path("function").path("arguments"))
        .isEqualTo(Conversations.city("Paris"));
    JsonNode result = messages.get(2);
    assertThat(result.path("role").asText()).isEqualTo("tool");
    assertThat(result.path("tool_name").asText()).isEqualTo("get_weather");
    assertThat(result.path("tool_call_id").asText()).isEqualTo("call_1");
    assertThat(result.path("content").asText()).isEqualTo("Error: no power");
    assertThat(messages.get(3).path("content").asText()).isEqualTo("and?");
  }

  @Test
  void movesAPictureInAResultToTheUsersMessage() {
    Draft draft =
        Conversations.askingForTool("m")
            .assistant(new Block.ToolUse("c", "get_weather", Conversations.city("Paris")))
            .user(
                new Block.ToolResult(
                    "c",
                    List.of(
                        new Block.Image(new Block.Media.Base64("image/png", Conversations.PNG))),
                    false));

    JsonNode messages = sent(draft, Map.of()).path("messages");

    assertThat(messages.get(2).path("content").asText()).isEqualTo("[image below]");
    assertThat(messages.get(3).path("role").asText()).isEqualTo("user");
    assertThat(messages.get(3).path("images").get(0).asText()).isEqualTo(Conversations.PNG);
  }

  @Test
  void completesTheSchemaOfAToolWithoutArguments() {
    Tool tool =
        new Tool.Function(
            "now",
            Optional.empty(),
            Json.object().put("$schema", "https://json-schema.org/draft/2020-12/schema"),
            Optional.empty());

    JsonNode parameters =
        sent(Conversations.plain("m").tools(tool), Map.of()).at("/tools/0/function/parameters");

    assertThat(Json.text(parameters)).isEqualTo("{\"type\":\"object\",\"properties\":{}}");
  }

  @Test
  void leavesToolsOutThatMustNotBeCalled() {
    ToolChoice none = new ToolChoice(ToolChoice.Mode.NONE, Optional.empty(), Optional.empty());

    assertThat(sent(Conversations.askingForTool("m").toolChoice(none), Map.of()).has("tools"))
        .isFalse();
  }

  @Test
  void saysThatAChoiceOfToolsIsNotKnown() {
    ToolChoice any = new ToolChoice(ToolChoice.Mode.ANY, Optional.empty(), Optional.of(false));
    try (FaultServer server = FaultServer.always(Reply.json(200, ANSWER));
        OllamaProvider provider = started(Map.of())) {
      Transcript answer =
          Transcript.of(
              provider.converse(
                  target(server, Map.of(), Model.named("m")),
                  Conversations.askingForTool("m").toolChoice(any).build()));

      assertThat(answer.dropped()).containsExactly("tool_choice", "parallel_tool_calls");
    }
  }

  @Test
  void asksToThinkOnlyWhereTheModelIsKnownToThink() {
    Draft draft = Conversations.plain("m").reasoning(reasoning(Reasoning.Mode.ADAPTIVE, "high"));
    Model thinker =
        new Model(
            "m",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            THINKING);

    assertThat(sent(draft, Map.of()).has("think")).isFalse();
    assertThat(sent(draft, Map.of(), Map.of(), thinker).path("think").isBoolean()).isTrue();
    assertThat(sent(draft, Map.of(), Map.of(), thinker).path("think").asBoolean()).isTrue();
  }

  @Test
  void tellsAModelNotToThink() {
    Draft draft = Conversations.plain("m").reasoning(reasoning(Reasoning.Mode.DISABLED, ""));

    JsonNode think = sent(draft, Map.of()).path("think");

    assertThat(think.isBoolean()).isTrue();
    assertThat(think.asBoolean()).isFalse();
  }

  @Test
  void sendsASchemaAsTheFormat() {
    JsonNode schema = Json.object().put("type", "object");
    OutputFormat format = new OutputFormat.JsonSchema(Optional.empty(), schema, Optional.empty());

    assertThat(sent(Conversations.plain("m").format(format), Map.of()).path("format"))
        .isEqualTo(schema);
  }

  @Test
  void readsThinkingTextAndTwoCallsAsBlocksInOrder() {
    String lines =
        """
        {"model":"m","message":{"role":"assistant","content":"","thinking":"let me "},"done":false}
        {"model":"m","message":{"role":"assistant","content":"","thinking":"see"},"done":false}
        {"model":"m","message":{"role":"assistant","content":"One moment."},"done":false}
        {"model":"m","message":{"role":"assistant","content":"","tool_calls":[
        {"function":{"name":"a","arguments":{"x":1}}},{"id":"given","function":{"name":"b"}}]},"done":false}
        {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}
        """
            .replace("[\n", "[");

    Transcript answer =
        answered(Reply.whole(200, "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8)));

    assertThat(answer.blocks()).hasSize(4);
    assertThat(answer.blocks().getFirst()).isEqualTo(new Block.Thinking("let me see", ""));
    assertThat(answer.text()).isEqualTo("One moment.");
    assertThat(answer.toolCalls()).extracting(Block.ToolUse::name).containsExactly("a", "b");
    assertThat(answer.toolCalls().getFirst().id()).matches("call_[0-9a-f]{32}");
    assertThat(answer.toolCalls().getLast().id()).isEqualTo("given");
    assertThat(answer.toolCalls().getLast().input()).isEmpty();
    assertThat(answer.reason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(answer.usage().known()).isFalse();
  }

  @Test
  void reportsAnErrorInTheMiddleWithItsWords() {
    Reply reply =
        Reply.chunked(200, "application/x-ndjson")
            .piece("{\"model\":\"m\",\"message\":{\"content\":\"a\"},\"done\":false}\n")
            .piece("{\"error\":\"model runner has crashed\"}\n")
            .end();

    UpstreamFailure failure = catchThrowableOfType(UpstreamFailure.class, () -> answered(reply));

    assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
    assertThat(failure.reply().orElseThrow().body())
        .asString()
        .contains("model runner has crashed");
  }

  @Test
  void listsWhatTheServerHasPulledAsFree() {
    String tags =
        "{\"models\":[{\"name\":\"qwen3:8b\",\"modified_at\":\"2026-10-01T12:00:00.5+02:00\","
            + "\"details\":{\"context_length\":40960},\"capabilities\":[\"completion\",\"thinking\"]},"
            + "{\"name\":\"old:1b\",\"details\":{}}]}";
    try (FaultServer server =
            FaultServer.start(
                request ->
                    request.path().equals("/api/tags")
                        ? Reply.json(200, tags)
                        : Reply.json(404, "{\"error\":\"model not found\"}"));
        OllamaProvider provider = started(Map.of("savings-comparison", "claude-sonnet-5"))) {
      List<Model> models = provider.listModels(target(server, Map.of(), Model.named("none")));

      Model first = models.getFirst();
      assertThat(first.id()).isEqualTo("qwen3:8b");
      assertThat(first.contextWindow()).hasValue(40960);
      assertThat(first.created()).hasValue(Instant.parse("2026-10-01T10:00:00.5Z"));
      assertThat(first.traits().thinking()).contains(Reasoning.Mode.ADAPTIVE);
      assertThat(first.price().orElseThrow().input()).isEqualTo(BigDecimal.ZERO);
      assertThat(first.price().orElseThrow().cacheWrite1h()).hasValue(BigDecimal.ZERO);
      assertThat(first.price().orElseThrow().savingsComparison()).hasValue("claude-sonnet-5");
      assertThat(models.getLast().traits()).isEqualTo(Model.Traits.UNDESCRIBED);
    }
  }

  /** As Ollama 0.21 says it. */
  @Test
  void asksOnceAboutAModelOfWhichTheListSaysLittle() {
    String tags =
        "{\"models\":[{\"name\":\"tiny:latest\",\"model\":\"tiny:latest\","
            + "\"modified_at\":\"2026-11-21T16:43:35.305993867Z\",\"size\":7057705,"
            + "\"digest\":\"4f735ae8b15ac81f\",\"details\":{\"parent_model\":\"\",\"format\":\"gguf\","
            + "\"family\":\"llama\",\"families\":[\"llama\"],\"parameter_size\":\"1.76M\"}}]}";
    String show =
        "{\"details\":{\"family\":\"llama\"},\"model_info\":{\"general.architecture\":\"llama\","
            + "\"llama.block_count\":1,\"llama.context_length\":4096},"
            + "\"capabilities\":[\"completion\",\"tools\",\"thinking\"]}";
    try (FaultServer server =
            FaultServer.start(
                request -> Reply.json(200, request.path().equals("/api/tags") ? tags : show));
        OllamaProvider provider = started(Map.of())) {
      Target target = target(server, Map.of(), Model.named("none"));
      provider.listModels(target);
      Model model = provider.listModels(target).getFirst();

      assertThat(model.contextWindow()).hasValue(4096);
      assertThat(model.traits().thinking())
          .containsExactlyInAnyOrder(Reasoning.Mode.DISABLED, Reasoning.Mode.ADAPTIVE);
      assertThat(server.received().stream().map(Received::path))
          .containsExactly("/api/tags", "/api/show", "/api/tags");
      assertThat(server.received().get(1).text()).isEqualTo("{\"model\":\"tiny:latest\"}");
    }
  }

  @Test
  void chargesNothingForWhateverTheServerHas() {
    try (OllamaProvider untold = started(Map.of());
        OllamaProvider told = started(Map.of("savings-comparison", "gpt-4o"))) {
      assertThat(price(untold).input()).isEqualTo(BigDecimal.ZERO);
      assertThat(price(untold).output()).isEqualTo(BigDecimal.ZERO);
      assertThat(price(untold).savingsComparison()).hasValue("claude-haiku-4-5");
      assertThat(price(told).savingsComparison()).hasValue("gpt-4o");
    }
  }

  private static Price price(OllamaProvider provider) {
    Model any = provider.metadata().models().getFirst();
    assertThat(any.id()).isEqualTo("*");
    return any.price().orElseThrow();
  }

  @Test
  void embedsTextsThroughTheNativeApi() {
    String vectors = "{\"model\":\"m\",\"embeddings\":[[0.5,-1],[2,0]],\"prompt_eval_count\":7}";
    try (FaultServer server = FaultServer.always(Reply.json(200, vectors));
        OllamaProvider provider = started(Map.of("keep-alive", "5m"))) {
      Embeddings answer =
          provider.embed(
              target(server, Map.of(), Model.named("m")), List.of("a", "b"), Optional.of(2));

      assertThat(server.only().path()).isEqualTo("/api/embed");
      assertThat(new String(server.only().body(), StandardCharsets.UTF_8))
          .isEqualTo(
              "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":2,"
                  + "\"keep_alive\":\"5m\",\"truncate\":false}");
      assertThat(answer.vectors())
          .usingRecursiveComparison()
          .isEqualTo(List.of(new float[] {0.5f, -1f}, new float[] {2f, 0f}));
      assertThat(answer.usage()).isEqualTo(Usage.of(7, 0));
    }
  }

  @Test
  void setsTheContextOfAnEmbeddingInsteadOfRefusingALongText() {
    String vectors = "{\"embeddings\":[[1]]}";
    try (FaultServer server = FaultServer.always(Reply.json(200, vectors));
        OllamaProvider provider = started(Map.of("num-ctx", "8192"))) {
      Embeddings answer =
          provider.embed(
              target(server, Map.of(), Model.named("m")), List.of("a"), Optional.empty());

      JsonNode request = Json.parse(server.only().body()).orElseThrow();
      assertThat(request.at("/options/num_ctx").asInt()).isEqualTo(8192);
      assertThat(request.has("truncate")).isFalse();
      assertThat(request.has("dimensions")).isFalse();
      assertThat(answer.usage().known()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "{}",
        "{\"embeddings\":[]}",
        "{\"embeddings\":[[]]}",
        "{\"embeddings\":[[1],[1,2]]}",
        "{\"error\":\"x\"}"
      })
  void refusesAnAnswerWithoutProperVectors(String body) {
    try (FaultServer server = FaultServer.always(Reply.json(200, body));
        OllamaProvider provider = started(Map.of())) {
      Target target = target(server, Map.of(), Model.named("m"));

      assertThatThrownBy(() -> provider.embed(target, List.of("a"), Optional.empty()))
          .isInstanceOfSatisfying(
              UpstreamFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER));
    }
  }

  private static Reasoning reasoning(Reasoning.Mode mode, String effort) {
    return new Reasoning(
        Optional.of(mode),
        Optional.empty(),
        Optional.of(effort).filter(word -> !word.isEmpty()),
        Optional.empty());
  }

  private static JsonNode sent(Draft draft, Map<String, String> settings) {
    return sent(draft, settings, Map.of(), Model.named("m"));
  }

  private static JsonNode sent(
      Draft draft, Map<String, String> settings, Map<String, String> route, Model model) {
    try (FaultServer server = FaultServer.always(Reply.json(200, ANSWER));
        OllamaProvider provider = started(settings)) {
      Transcript.of(provider.converse(target(server, route, model), draft.build()));
      return Json.parse(server.only().body()).orElseThrow();
    }
  }

  private static Transcript answered(Reply reply) {
    try (FaultServer server = FaultServer.always(reply);
        OllamaProvider provider = started(Map.of())) {
      return Transcript.of(
          provider.converse(
              target(server, Map.of(), Model.named("m")), Conversations.plain("m").build()));
    }
  }

  private static OllamaProvider started(Map<String, String> settings) {
    OllamaProvider provider = new OllamaProvider();
    provider.start(new ProviderContext(Clock.systemUTC(), settings));
    return provider;
  }

  private static Target target(FaultServer server, Map<String, String> route, Model model) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(server.endpoint()),
        Optional.empty(),
        model,
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        route);
  }
}
