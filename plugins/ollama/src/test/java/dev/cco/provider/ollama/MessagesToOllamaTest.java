package dev.cco.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Reasoning;
import dev.cco.spi.StopReason;
import dev.cco.spi.Target;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of Anthropic's asks, said to Ollama, and what it gets back. */
class MessagesToOllamaTest {
  private static final String ANSWER =
      "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"done\":true,"
          + "\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":1}";

  private static Conversation asked(String content, String members) {
    String request =
        """
        {"model":"m","max_tokens":100,"messages":[{"role":"user","content":%s}]%s}
        """
            .formatted(content, members.isEmpty() ? "" : "," + members);
    return new MessagesDialect()
        .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  private static JsonNode sent(Conversation conversation, Model model, Map<String, String> route) {
    try (FaultServer server = FaultServer.always(Reply.json(200, ANSWER));
        OllamaProvider provider = started()) {
      Transcript.of(provider.converse(target(server, model, route), conversation));
      return Json.parse(server.only().body()).orElseThrow();
    }
  }

  private static JsonNode sent(String content, String members) {
    return sent(asked(content, members), Model.named("m"), Map.of());
  }

  private static Transcript answered(Conversation conversation, String... lines) {
    byte[] body = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FaultServer server = FaultServer.always(Reply.whole(200, "application/x-ndjson", body));
        OllamaProvider provider = started()) {
      return Transcript.of(
          provider.converse(target(server, Model.named("m"), Map.of()), conversation));
    }
  }

  private static OllamaProvider started() {
    OllamaProvider provider = new OllamaProvider();
    provider.start(new ProviderContext(Clock.systemUTC(), Map.of()));
    return provider;
  }

  private static Target target(FaultServer server, Model model, Map<String, String> route) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(server.endpoint()),
        Optional.empty(),
        model,
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        route);
  }

  private static Model model(String id, Optional<Integer> window) {
    return new Model(
        id,
        Optional.empty(),
        Optional.empty(),
        window,
        Optional.empty(),
        Optional.empty(),
        new Model.Traits(
            true, true, true, Set.of(Reasoning.Mode.DISABLED, Reasoning.Mode.ADAPTIVE), true));
  }

  @ParameterizedTest
  @CsvSource({"11000, 0", "13000, 8192", "60000, 32768", "200000, 131072"})
  void loadsTheModelWithRoomForThePrompt(int bytes, int tokens) {
    JsonNode request = sent('"' + "x".repeat(bytes) + '"', "");

    assertThat(request.at("/options/num_ctx").asInt()).isEqualTo(tokens);
    assertThat(request.path("truncate").asBoolean(true)).isFalse();
  }

  @Test
  void asksForNoMoreRoomThanTheModelHas() {
    Conversation conversation = asked('"' + "x".repeat(200_000) + '"', "");

    assertThat(
            sent(conversation, model("m", Optional.of(40_960)), Map.of())
                .at("/options/num_ctx")
                .asInt())
        .isEqualTo(40_960);
    assertThat(
            sent(conversation, Model.named("m"), Map.of("num_ctx", "16384"))
                .at("/options/num_ctx")
                .asInt())
        .isEqualTo(16_384);
  }

  @Test
  void emulatesToolsThatTheClientRuns() {
    JsonNode tools =
        sent(
                "\"hi\"",
                "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"},"
                    + "{\"type\":\"memory_20250818\",\"name\":\"memory\"}]")
            .path("tools");

    assertThat(tools.findValuesAsText("name")).containsExactly("bash", "memory");
    assertThat(tools.at("/0/function/parameters/properties").has("command")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web_search_20260318", "code_execution_20260521", "mcp_toolset"})
  void refusesToolsThatRunAtAnthropic(String type) {
    assertThatThrownBy(
            () -> sent("\"hi\"", "\"tools\":[{\"type\":\"" + type + "\",\"name\":\"x\"}]"))
        .isInstanceOf(CallerFault.class)
        .hasMessageContaining(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcp_servers", "container", "thread"})
  void refusesWhatWouldChangeTheAnswer(String field) {
    assertThatThrownBy(() -> sent("\"hi\"", "\"" + field + "\":{\"a\":1}"))
        .isInstanceOf(CallerFault.class);
  }

  @Test
  void tellsTextDocumentsAndSearchResultsAsText() {
    Conversation conversation =
        asked(
            """
            [{"type":"document","title":"T","context":"C","citations":{"enabled":true},
              "source":{"type":"text","media_type":"text/plain","data":"words"}},
             {"type":"search_result","title":"S","source":"https://example.com","content":[{"type":"text","text":"found"}]}]
            """,
            "");

    assertThat(sent(conversation, Model.named("m"), Map.of()).at("/messages/0/content").asText())
        .isEqualTo("T\n\nC\n\nwords\n\nS\n\nSource: https://example.com\n\nfound");
    assertThat(answered(conversation, ANSWER).dropped()).containsExactly("citations");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.pdf\"}}",
        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.png\"}}",
        "{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"}}"
      })
  void refusesWhatTheServerCannotRead(String block) {
    assertThatThrownBy(() -> sent("[" + block + "]", ""))
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.status()).isEqualTo(400))
        .hasMessageContaining("this model's provider takes");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-oss:20b, max, high",
    "gpt-oss:20b, medium, medium",
    "qwen3:8b, high, true",
    "qwen3:8b, low, true"
  })
  void asksForDegreesOfThinkingOnlyWhereTheServerTakesThem(String id, String effort, String think) {
    Conversation conversation =
        asked(
            "\"hi\"",
            "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\""
                + effort
                + "\"}");

    assertThat(
            sent(conversation.withModel(id), model(id, Optional.empty()), Map.of())
                .path("think")
                .asText())
        .isEqualTo(think);
  }

  @Test
  void knowsWhatTheServerLastSaidOfItsModels() {
    String tags =
        "{\"models\":[{\"name\":\"qwen3:latest\",\"details\":{},\"capabilities\":[\"thinking\"]}]}";
    try (FaultServer server =
            FaultServer.start(
                request -> Reply.json(200, request.path().equals("/api/tags") ? tags : ANSWER));
        OllamaProvider provider = started()) {
      Target target = target(server, Model.named("qwen3"), Map.of());
      provider.listModels(target);
      Conversation conversation = asked("\"hi\"", "\"thinking\":{\"type\":\"adaptive\"}");
      Transcript.of(provider.converse(target, conversation.withModel("qwen3")));

      assertThat(server.received().getLast().text()).contains("\"think\":true");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"thinking\":{\"type\":\"adaptive\"} | thinking",
        "\"output_config\":{\"effort\":\"high\"} | output_config.effort",
        "\"tools\":[{\"name\":\"f\",\"strict\":true,\"input_schema\":{}}] | tools.strict"
      })
  void saysWhatAModelThatNobodyDescribedDoesNotGet(String member, String dropped) {
    assertThat(answered(asked("\"hi\"", member), ANSWER).dropped()).containsExactly(dropped);
  }

  @Test
  void refusesToDropThinkingWhereEverythingMustBeSaid() {
    Conversation conversation = asked("\"hi\"", "\"thinking\":{\"type\":\"adaptive\"}");
    try (FaultServer server = FaultServer.always(Reply.json(200, ANSWER));
        OllamaProvider provider = started()) {
      Target lenient = target(server, Model.named("m"), Map.of());
      Target strict =
          new Target(
              lenient.endpoint(),
              lenient.credential(),
              lenient.model(),
              lenient.timeouts(),
              true,
              lenient.options());

      assertThatThrownBy(() -> provider.converse(strict, conversation))
          .isInstanceOf(CallerFault.class)
          .hasMessageContaining("thinking");
    }
  }

  @ParameterizedTest
  @CsvSource({"2000, low", "5000, medium", "20000, high"})
  void tellsABudgetAsADegree(int budget, String degree) {
    String asked =
        """
        {"model":"gpt-oss:20b","max_tokens":30000,"messages":[{"role":"user","content":"hi"}],
         "thinking":{"type":"enabled","budget_tokens":%d}}
        """
            .formatted(budget);
    Conversation conversation =
        new MessagesDialect()
            .readRequest(Tape.scan(asked.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);

    JsonNode request = sent(conversation, model("gpt-oss:20b", Optional.empty()), Map.of());

    assertThat(request.path("think").asText()).isEqualTo(degree);
  }

  @Test
  void movesInstructionsBehindTheResultsOfTools() {
    String request =
        """
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"},
         {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},
         {"role":"system","content":"Be brief."},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},
                                   {"type":"text","text":"go on"}]}]}
        """;
    Conversation conversation =
        new MessagesDialect()
            .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);

    assertThat(
            sent(conversation, Model.named("m"), Map.of())
                .path("messages")
                .findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "system", "user");
  }

  @Test
  void tellsAModelNotToThinkForClientsThatDoNotAsk() {
    JsonNode think =
        sent(asked("\"hi\"", ""), model("m", Optional.empty()), Map.of()).path("think");

    assertThat(think.isBoolean()).isTrue();
    assertThat(think.asBoolean()).isFalse();
    assertThat(sent(asked("\"hi\"", ""), Model.named("m"), Map.of()).has("think")).isFalse();
  }

  @Test
  void saysAnEmptyQuestionInsteadOfNone() {
    String request = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}";
    Conversation empty =
        new ChatDialect()
            .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);

    assertThat(sent(empty, Model.named("m"), Map.of()).path("messages"))
        .hasToString("[{\"role\":\"user\",\"content\":\"\"}]");
  }

  @Test
  void takesTagsInTheTextForThinking() {
    Conversation conversation = asked("\"hi\"", "\"thinking\":{\"type\":\"adaptive\"}");

    Transcript answer =
        answered(
            conversation,
            "{\"model\":\"m\",\"message\":{\"content\":\"<thi\"},\"done\":false}",
            "{\"model\":\"m\",\"message\":{\"content\":\"nk>hm</think>\\nHi\"},\"done\":false}",
            "{\"model\":\"m\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}");

    assertThat(answer.blocks()).containsExactly(new Block.Thinking("hm", ""), new Block.Text("Hi"));
  }

  @ParameterizedTest
  @CsvSource({"length, MAX_TOKENS", "stop, END_TURN", "load, END_TURN", "unload, END_TURN"})
  void readsWhyAnAnswerEnded(String word, StopReason reason) {
    Transcript answer =
        answered(
            asked("\"hi\"", ""),
            "{\"model\":\"m\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\""
                + word
                + "\"}");

    assertThat(answer.reason()).isEqualTo(reason);
  }

  @Test
  void asksNobodyForNoTokens() {
    String request =
        "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    Conversation conversation =
        new MessagesDialect()
            .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
    try (FaultServer server = FaultServer.always(Reply.json(500, "{}"));
        OllamaProvider provider = started()) {
      Transcript answer =
          Transcript.of(
              provider.converse(target(server, Model.named("m"), Map.of()), conversation));

      assertThat(answer.blocks()).isEqualTo(List.of());
      assertThat(answer.reason()).isEqualTo(StopReason.MAX_TOKENS);
      assertThat(server.received()).isEmpty();
    }
  }
}
