package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Conversations.assistant;
import static dev.cco.protocol.chat.Conversations.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.Translation;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Reasoning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of Anthropic's asks, said to servers of this protocol. */
class OutwardRequestTest {
  private static final ChatDialect CHAT = new ChatDialect();

  private static Translation said(ChatStyle style, Model model, String members) {
    String request =
        """
        {"model":"m","max_tokens":128000,"messages":[{"role":"user","content":"hi"}]%s}
        """
            .formatted(members.isEmpty() ? "" : "," + members);
    return CHAT.writeRequest(read(request), model, style);
  }

  private static Conversation read(String request) {
    return new MessagesDialect()
        .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  private static JsonNode body(Translation translation) {
    return Json.parse(translation.body()).orElseThrow();
  }

  private static JsonNode openAi(Model model, String members) {
    return body(said(ChatStyle.OPENAI, model, members));
  }

  private static Model thinker(String... efforts) {
    Set<Reasoning.Mode> modes = Set.of(Reasoning.Mode.ADAPTIVE, Reasoning.Mode.BUDGET);
    return model(new Model.Traits(false, false, true, modes, true, false, List.of(efforts)));
  }

  private static Model model(Model.Traits traits) {
    return new Model(
        "m",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(32_000),
        Optional.empty(),
        traits);
  }

  @Test
  void boundsTheAnswerByTheModelsMaximum() {
    assertThat(openAi(thinker(), "").path("max_completion_tokens").asInt()).isEqualTo(32_000);
    assertThat(body(said(ChatStyle.COMPATIBLE, thinker(), "")).path("max_tokens").asInt())
        .isEqualTo(32_000);
  }

  @ParameterizedTest
  @CsvSource({"200000, 128000", "32768, 32751", "8, 1"})
  void boundsTheAnswerByTheContextWhereNothingElseIsKnown(int window, int bound) {
    Model local =
        new Model(
            "m",
            Optional.empty(),
            Optional.empty(),
            Optional.of(window),
            Optional.empty(),
            Optional.empty(),
            Model.Traits.UNDESCRIBED);

    assertThat(body(said(ChatStyle.COMPATIBLE, local, "")).path("max_tokens").asInt())
        .isEqualTo(bound);
  }

  @ParameterizedTest
  @CsvSource({
    "max, none low medium high, high",
    "xhigh, none low medium high xhigh, xhigh",
    "minimal, none low medium high, low",
    "low, medium high xhigh, medium",
    "medium, high, high",
    "high, none, ''",
    "high, '', high"
  })
  void takesTheNearestEffortThatTheModelKnows(String wanted, String known, String sent) {
    Model model = thinker(known.isEmpty() ? new String[0] : known.split(" ", -1));

    assertThat(
            openAi(model, "\"output_config\":{\"effort\":\"" + wanted + "\"}")
                .path("reasoning_effort")
                .asText(""))
        .isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({"none low, none", "minimal low, minimal", "low medium, ''"})
  void switchesThinkingOffAsFarAsTheModelCan(String known, String sent) {
    Translation said =
        said(
            ChatStyle.OPENAI,
            thinker(known.split(" ", -1)),
            "\"thinking\":{\"type\":\"disabled\"}");

    assertThat(body(said).path("reasoning_effort").asText("")).isEqualTo(sent);
    assertThat(said.dropped().contains("thinking")).isEqualTo(sent.isEmpty());
  }

  @Test
  void thinksAsMuchAsTheClientSaysOrMedium() {
    assertThat(
            openAi(thinker("low", "medium"), "\"thinking\":{\"type\":\"adaptive\"}")
                .path("reasoning_effort")
                .asText())
        .isEqualTo("medium");
    assertThat(
            openAi(
                    thinker("low", "medium", "high"),
                    "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":16000}")
                .path("reasoning_effort")
                .asText())
        .isEqualTo("high");
  }

  @Test
  void samplesAThinkingModelOnlyWhileItDoesNotThink() {
    String sampling = "\"temperature\":0.5,\"top_p\":0.9";
    Translation thinking = said(ChatStyle.OPENAI, thinker("none", "low"), sampling);
    JsonNode quiet =
        openAi(thinker("none", "low"), sampling + ",\"thinking\":{\"type\":\"disabled\"}");

    assertThat(body(thinking).has("temperature")).isFalse();
    assertThat(thinking.dropped()).contains("temperature", "top_p");
    assertThat(quiet.path("temperature").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(quiet.has("top_p")).isTrue();
  }

  @Test
  void switchesThinkingWhereTheTemplateDoes() {
    ChatStyle style = ChatStyle.COMPATIBLE.with(Feature.THINKING_SWITCH);

    assertThat(
            body(said(style, Model.named("m"), "\"thinking\":{\"type\":\"disabled\"}"))
                .at("/chat_template_kwargs/enable_thinking")
                .asBoolean(true))
        .isFalse();
    assertThat(said(style, Model.named("m"), "\"thinking\":{\"type\":\"adaptive\"}").dropped())
        .isEmpty();
  }

  @Test
  void leavesStopsToTheReaderOfTheAnswerWhereTheModelTakesNone() {
    String stops = "\"stop_sequences\":[\"1\",\"2\",\"3\",\"4\",\"5\"]";
    Translation taken = said(ChatStyle.OPENAI, Model.named("m"), stops);
    Translation refused = said(ChatStyle.OPENAI, thinker(), stops);

    assertThat(body(taken).path("stop")).hasSize(4);
    assertThat(taken.scanned()).containsExactly("5");
    assertThat(body(refused).has("stop")).isFalse();
    assertThat(refused.scanned()).containsExactly("1", "2", "3", "4", "5");
    assertThat(refused.dropped()).isEmpty();
  }

  @Test
  void refusesAnAnswerThatTheClientBeginsWhereNobodyGoesOnFromIt() {
    Conversation conversation =
        Conversations.of(user("hi"), assistant(new Block.Text("Once upon")));

    assertThatThrownBy(() -> CHAT.writeRequest(conversation, Model.named("m")))
        .isInstanceOf(CallerFault.class)
        .hasMessageContaining("prefill");
    assertThatThrownBy(() -> CHAT.writeRequest(conversation, thinker(), ChatStyle.COMPATIBLE))
        .isInstanceOf(CallerFault.class);
  }

  @Test
  void marksAnAnswerThatTheClientBeginsInTheWordsOfEachServer() {
    Conversation conversation =
        Conversations.of(user("hi"), assistant(new Block.Text("Once upon")));
    ChatStyle plain = ChatStyle.COMPATIBLE;
    ChatStyle bare = plain.without(Feature.PREFILL);

    JsonNode marked =
        body(CHAT.writeRequest(conversation, Model.named("m"), bare.with(Feature.PREFIX)));
    JsonNode asked =
        body(
            CHAT.writeRequest(
                conversation, Model.named("m"), bare.with(Feature.CONTINUE_FINAL_MESSAGE)));

    assertThat(marked.at("/messages/1/prefix").asBoolean()).isTrue();
    assertThat(asked.path("continue_final_message").asBoolean()).isTrue();
    assertThat(asked.path("add_generation_prompt").asBoolean(true)).isFalse();
    assertThat(body(CHAT.writeRequest(conversation, Model.named("m"), plain)).at("/messages/1"))
        .hasToString("{\"role\":\"assistant\",\"content\":\"Once upon\"}");
  }

  @Test
  void keepsAClientsPromptsTogetherByItsSession() {
    String one = userId("{\"device_id\":\"d\",\"account_uuid\":\"\",\"session_id\":\"s-1\"}");
    String other = userId("{\"device_id\":\"e\",\"account_uuid\":\"\",\"session_id\":\"s-1\"}");
    String older = userId("user_ab_account__session_s-1");

    String key = openAi(Model.named("m"), one).path("prompt_cache_key").asText();

    assertThat(key).matches("[0-9a-f]{32}");
    assertThat(openAi(Model.named("m"), other).path("prompt_cache_key").asText()).isEqualTo(key);
    assertThat(openAi(Model.named("m"), older).path("prompt_cache_key").asText()).isEqualTo(key);
  }

  private static String userId(String id) {
    return "\"metadata\":{\"user_id\":" + Json.text(Json.string(id)) + "}";
  }

  @Test
  void hashesAUserWhoseNameIsTooLong() {
    assertThat(openAi(Model.named("m"), userId("u".repeat(128))).path("safety_identifier").asText())
        .hasSize(128);
    assertThat(openAi(Model.named("m"), userId("u".repeat(129))).path("safety_identifier").asText())
        .matches("[0-9a-f]{32}");
    assertThat(
            body(said(ChatStyle.COMPATIBLE, Model.named("m"), userId("u".repeat(65))))
                .path("user")
                .asText())
        .matches("[0-9a-f]{32}");
  }

  @Test
  void reportsWhatClaudeCodeAlwaysSends() {
    Translation said =
        said(
            ChatStyle.OPENAI,
            Model.named("m"),
            "\"context_management\":{\"edits\":[]},\"safeguards\":{},\"diagnostics\":{},"
                + "\"cache_control\":{\"type\":\"ephemeral\"}");

    assertThat(said.dropped()).containsExactly("context_management", "safeguards", "diagnostics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcp_servers", "container", "thread"})
  void refusesWhatWouldChangeTheAnswer(String field) {
    assertThatThrownBy(
            () -> said(ChatStyle.OPENAI, Model.named("m"), "\"" + field + "\":{\"a\":1}"))
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.pointer()).isEqualTo("/" + field));
  }

  @Test
  void knowsAServersFeaturesByTheirNames() {
    ChatStyle style = ChatStyle.COMPATIBLE.with("top-k, reasoning-content,-json-schema");

    assertThat(style.has(Feature.TOP_K)).isTrue();
    assertThat(style.has(Feature.REASONING_CONTENT)).isTrue();
    assertThat(style.has(Feature.JSON_SCHEMA)).isFalse();
    assertThatThrownBy(() -> ChatStyle.COMPATIBLE.with("topk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'topk'");
  }
}
