package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Conversations.assistant;
import static dev.cco.protocol.chat.Conversations.call;
import static dev.cco.protocol.chat.Conversations.json;
import static dev.cco.protocol.chat.Conversations.result;
import static dev.cco.protocol.chat.Conversations.system;
import static dev.cco.protocol.chat.Conversations.tool;
import static dev.cco.protocol.chat.Conversations.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.Translation;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Sampling;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.Turn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {
  private static final Model MODEL = Model.named("gpt-test");
  private final ChatDialect dialect = new ChatDialect();

  private JsonNode write(Conversation conversation) {
    return Json.parse(dialect.writeRequest(conversation, MODEL).body()).orElseThrow();
  }

  private JsonNode write(Conversation conversation, ChatStyle style) {
    return Json.parse(dialect.writeRequest(conversation, MODEL, style).body()).orElseThrow();
  }

  private JsonNode messages(Turn... turns) {
    return write(Conversations.of(turns)).get("messages");
  }

  private static Model model(boolean sampling, boolean prefill, Optional<Integer> maxOutput) {
    return new Model(
        "gpt-test",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        maxOutput,
        Optional.empty(),
        new Model.Traits(
            sampling, prefill, true, Set.of(Reasoning.Mode.DISABLED), false, sampling, List.of()));
  }

  /** A conversation with everything that has a place, from Messages. */
  private static Conversation full(boolean stream) {
    return new Conversation(
        "gpt-test",
        List.of(
            new Block.Text("x-anthropic-billing-header: cc_version=1;"),
            new Block.Text("Be brief."),
            new Block.Text("Be kind.")),
        List.of(user("hi")),
        List.of(
            new Tool.Function(
                "f",
                Optional.of("d"),
                json("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"}"),
                Optional.of(true)),
            tool("DeferredToolPlaceholder")),
        Optional.of(new ToolChoice(ToolChoice.Mode.NAMED, Optional.of("f"), Optional.of(false))),
        Optional.of(128_000),
        new Sampling(
            Optional.of(new BigDecimal("0.70")),
            Optional.of(new BigDecimal("0.9")),
            Optional.of(40),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        List.of("1", "2", "3", "4", "5"),
        Optional.of(
            new Reasoning(
                Optional.of(Reasoning.Mode.ADAPTIVE),
                Optional.empty(),
                Optional.of("high"),
                Optional.of("omitted"))),
        Optional.of(
            new OutputFormat.JsonSchema(
                Optional.empty(),
                json(
                    "{\"type\":\"object\",\"properties\":{\"t\":{}},\"required\":[\"t\"],\"additionalProperties\":false}"),
                Optional.empty())),
        stream,
        Optional.of("u"),
        Protocol.MESSAGES,
        Map.of(
            "context_management", Json.object(),
            "speed", Json.string("fast"),
            "service_tier", Json.string("standard_only")));
  }

  @Test
  void writesEverythingForOpenAi() {
    Translation translation = dialect.writeRequest(full(true), MODEL);

    assertThat(Json.parse(translation.body()).orElseThrow())
        .isEqualTo(
            json(
                """
                {"model":"gpt-test",
                 "messages":[{"role":"developer","content":"Be brief.\\n\\nBe kind."},{"role":"user","content":"hi"}],
                 "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{}}}}],
                 "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,
                 "max_completion_tokens":128000,"temperature":0.70,"top_p":0.9,
                 "stop":["1","2","3","4"],"reasoning_effort":"high",
                 "response_format":{"type":"json_schema","json_schema":{"name":"output","strict":true,
                   "schema":{"type":"object","properties":{"t":{}},"required":["t"],"additionalProperties":false}}},
                 "safety_identifier":"u","prompt_cache_key":"0bfe935e70c321c7ca3afc75ce0d0ca2","service_tier":"default",
                 "stream":true,"stream_options":{"include_usage":true}}
                """));
    assertThat(translation.dropped())
        .containsExactlyInAnyOrder("tools.strict", "top_k", "speed", "context_management");
    assertThat(translation.scanned()).containsExactly("5");
  }

  @Test
  void writesWhatEveryServerKnowsForCompatibles() {
    Translation translation = dialect.writeRequest(full(false), MODEL, ChatStyle.COMPATIBLE);
    JsonNode body = Json.parse(translation.body()).orElseThrow();

    assertThat(body.get("max_tokens").asInt()).isEqualTo(128_000);
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.has("stream")).isFalse();
    assertThat(body.has("stream_options")).isFalse();
    assertThat(body.has("prompt_cache_key")).isFalse();
    assertThat(translation.dropped())
        .containsExactlyInAnyOrder(
            "tools.strict",
            "top_k",
            "speed",
            "context_management",
            "thinking",
            "output_config.effort",
            "service_tier",
            "tool_choice.disable_parallel_tool_use");
  }

  @Test
  void removesWhatTheModelDoesNotTake() {
    Translation translation =
        dialect.writeRequest(full(false), model(false, true, Optional.of(16_000)));
    JsonNode body = Json.parse(translation.body()).orElseThrow();

    assertThat(body.get("max_completion_tokens").asInt()).isEqualTo(16_000);
    assertThat(body.has("temperature")).isFalse();
    assertThat(body.has("stop")).isFalse();
    assertThat(body.has("response_format")).isFalse();
    assertThat(translation.dropped())
        .containsExactlyInAnyOrder(
            "tools.strict",
            "temperature",
            "top_p",
            "top_k",
            "output_config.format",
            "speed",
            "context_management");
    assertThat(translation.scanned()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void passesTopKOnWhereItIsKnown() {
    assertThat(write(full(false), ChatStyle.COMPATIBLE.with(Feature.TOP_K)).get("top_k").asInt())
        .isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcp_servers", "container", "thread"})
  void refusesWhatWouldChangeTheAnswer(String field) {
    Conversation conversation =
        Conversations.with(List.of(), List.of(), Map.of(field, Json.object()), user("hi"));

    assertThatThrownBy(() -> write(conversation))
        .isInstanceOfSatisfying(
            CallerFault.class, e -> assertThat(e.pointer()).isEqualTo("/" + field));
  }

  @Test
  void writesPartsOfAUser() {
    JsonNode messages =
        messages(
            user(
                new Block.Text("see"),
                new Block.Image(new Block.Media.Base64("image/png", "AAAA")),
                new Block.Image(new Block.Media.Url("https://example.com/a.png")),
                new Block.Document(
                    new Block.Media.Base64("application/pdf", "AAAA"),
                    Optional.of("a.pdf"),
                    Optional.empty()),
                new Block.Document(
                    new Block.Media.PlainText("text"), Optional.of("T"), Optional.of("C")),
                new Block.Opaque(
                    Protocol.MESSAGES,
                    json(
                        "{\"type\":\"search_result\",\"title\":\"t\",\"source\":\"s\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}"))));

    assertThat(messages.at("/0/content"))
        .isEqualTo(
            Json.parse(
                    """
                    [{"type":"text","text":"see"},
                     {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
                     {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                     {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}},
                     {"type":"text","text":"T\\nC\\ntext"},
                     {"type":"text","text":"t\\ns\\nx"}]
                    """)
                .orElseThrow());
  }

  @Test
  void refusesDocumentsThatAServerCannotRead() {
    Conversation conversation =
        Conversations.of(
            user(
                new Block.Document(
                    new Block.Media.Base64("application/pdf", "AAAA"),
                    Optional.empty(),
                    Optional.empty())));

    assertThatThrownBy(() -> write(conversation, ChatStyle.COMPATIBLE))
        .isInstanceOf(CallerFault.class);
  }

  @Test
  void keepsInstructionsOutBetweenCallsAndResults() {
    JsonNode messages =
        messages(
            user("hi"),
            assistant(call("a", "f", "{}")),
            system("note"),
            user(result("a", new Block.Text("r"))));

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "developer");
  }

  @Test
  void tellsOrphansAndFillsGaps() {
    JsonNode messages =
        messages(
            user("hi"),
            assistant(call("a", "f", "{}"), call("b", "f", "{}")),
            user(result("b", new Block.Text("r")), result("z", new Block.Text("orphan"))));

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "tool", "user");
    assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo("a");
    assertThat(messages.at("/2/content").asText()).isEqualTo("Error: No result was given.");
    assertThat(messages.at("/4/content").asText()).isEqualTo("orphan");
  }

  @Test
  void mergesTurnsOfOneSpeaker() {
    JsonNode messages =
        messages(
            user("hi"),
            assistant(new Block.Text("a")),
            assistant(call("x", "f", "{\"k\":1.50}")),
            user(result("x")),
            user("next"));

    assertThat(messages)
        .isEqualTo(
            Json.parse(
                    """
                    [{"role":"user","content":"hi"},
                     {"role":"assistant","content":"a","tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"{\\"k\\":1.50}"}}]},
                     {"role":"tool","tool_call_id":"x","content":""},
                     {"role":"user","content":"next"}]
                    """)
                .orElseThrow());
  }

  @Test
  void marksAFailedTool() {
    JsonNode messages =
        messages(
            user("hi"),
            assistant(call("a", "f", "{}")),
            user(new Block.ToolResult("a", List.of(new Block.Text("boom")), true)));

    assertThat(messages.at("/2/content").asText()).isEqualTo("Error: boom");
  }

  @Test
  void keepsRefusalsApartOnlyWhereTheyAreKnown() {
    Conversation conversation =
        Conversations.of(user("hi"), assistant(new Block.Refusal("No.")), user("why?"));

    assertThat(write(conversation).at("/messages/1").toString())
        .isEqualTo("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}");
    assertThat(write(conversation, ChatStyle.COMPATIBLE).at("/messages/1").toString())
        .isEqualTo("{\"role\":\"assistant\",\"content\":\"No.\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "1024,minimal",
    "1999,minimal",
    "2000,low",
    "5000,medium",
    "9999,medium",
    "10000,high"
  })
  void turnsABudgetIntoAnEffort(int budget, String effort) {
    Conversation conversation =
        withReasoning(
            new Reasoning(
                Optional.of(Reasoning.Mode.BUDGET),
                Optional.of(budget),
                Optional.empty(),
                Optional.empty()));

    assertThat(write(conversation).get("reasoning_effort").asText()).isEqualTo(effort);
  }

  @Test
  void sendsNoneOnlyToAModelThatIsKnownToTakeIt() {
    Conversation conversation =
        withReasoning(
            new Reasoning(
                Optional.of(Reasoning.Mode.DISABLED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    Translation known = dialect.writeRequest(conversation, model(true, true, Optional.empty()));

    assertThat(write(conversation).has("reasoning_effort")).isFalse();
    assertThat(Json.parse(known.body()).orElseThrow().get("reasoning_effort").asText())
        .isEqualTo("none");
    assertThat(known.dropped()).isEmpty();
  }

  private static Conversation withReasoning(Reasoning reasoning) {
    Conversation plain = Conversations.of(user("hi"));
    return new Conversation(
        plain.model(),
        plain.system(),
        plain.turns(),
        plain.tools(),
        plain.toolChoice(),
        plain.maxTokens(),
        plain.sampling(),
        plain.stop(),
        Optional.of(reasoning),
        plain.format(),
        plain.stream(),
        plain.user(),
        plain.origin(),
        plain.extras());
  }

  @Test
  void hashesALongUser() {
    Conversation conversation =
        Conversations.read(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"user\":\""
                + "u".repeat(129)
                + "\"}");

    assertThat(write(conversation).get("user").asText()).matches("[0-9a-f]{32}");
  }

  @Test
  void refusesToolsOfAnotherVendor() {
    Tool search =
        new Tool.Opaque(
            Protocol.MESSAGES, json("{\"type\":\"web_search_20250305\",\"name\":\"s\"}"));

    assertThatThrownBy(
            () -> write(Conversations.of(List.of(), List.of(tool("f"), search), user("hi"))))
        .isInstanceOfSatisfying(
            CallerFault.class, e -> assertThat(e.pointer()).isEqualTo("/tools/1"))
        .hasMessageContaining("web_search_20250305");
  }

  @Test
  void sendsNoToolChoiceWithoutTools() {
    assertThat(write(Conversations.of(user("hi"))).has("tool_choice")).isFalse();
  }

  @Test
  void givesBackWhatItRead() {
    String request =
        """
        {"model":"m",
         "messages":[{"role":"developer","content":"s"},{"role":"user","content":"hi"},
           {"role":"assistant","content":"a","tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"{\\"k\\":1}"}}]},
           {"role":"tool","tool_call_id":"x","content":"r"},
           {"role":"user","content":[{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"https://example.com/i.png"}}]}],
         "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"k":{"type":"integer"}}}}}],
         "tool_choice":"auto","parallel_tool_calls":true,
         "max_completion_tokens":5,"temperature":0.5,"presence_penalty":1,"frequency_penalty":-1,"seed":3,
         "stop":["z"],"reasoning_effort":"low","response_format":{"type":"json_object"},
         "user":"u","prompt_cache_key":"k","verbosity":"low","stream":true,"stream_options":{"include_usage":true}}
        """;

    assertThat(write(Conversations.read(request))).isEqualTo(json(request));
  }
}
