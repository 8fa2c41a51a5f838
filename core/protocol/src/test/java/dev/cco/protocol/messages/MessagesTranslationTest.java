package dev.cco.protocol.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.Translation;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTranslationTest {
  private static final Model ANY = Model.named("claude-x");

  /** A conversation as it comes from Chat, to be varied. */
  private static final class Draft {
    List<Block> system = List.of();
    List<Turn> turns = List.of(turn(Turn.Role.USER, text("hi")));
    List<Tool> tools = List.of();
    Optional<ToolChoice> choice = Optional.empty();
    Optional<Integer> maxTokens = Optional.of(100);
    Sampling sampling = Sampling.DEFAULT;
    List<String> stop = List.of();
    Optional<Reasoning> reasoning = Optional.empty();
    Optional<OutputFormat> format = Optional.empty();
    boolean stream;
    Optional<String> user = Optional.empty();
    Map<String, JsonNode> extras = new LinkedHashMap<>();

    Translation write(Model model) {
      return new MessagesDialect()
          .writeRequest(
              new Conversation(
                  "claude-x",
                  system,
                  turns,
                  tools,
                  choice,
                  maxTokens,
                  sampling,
                  stop,
                  reasoning,
                  format,
                  stream,
                  user,
                  Protocol.CHAT,
                  extras),
              model);
    }
  }

  private final Draft draft = new Draft();

  @Test
  void saysTheLeast() {
    assertThat(body(ANY))
        .isEqualTo(
            parse(
                """
                {"model":"claude-x","max_tokens":100,
                 "messages":[{"role":"user","content":"hi"}]}
                """));
  }

  @Test
  void saysAConversationWithTools() {
    draft.system = List.of(text("be good"), text(""));
    draft.turns =
        List.of(
            turn(
                Turn.Role.USER,
                text("weather?"),
                new Block.Image(new Block.Media.Url("https://e.x/a"))),
            turn(
                Turn.Role.ASSISTANT,
                text(""),
                new Block.ToolUse("call_1", "get", parse("{\"city\":\"Bern\"}")),
                new Block.ToolUse("call:2", "get", Json.object())),
            turn(Turn.Role.USER, text("and?")),
            turn(Turn.Role.USER, new Block.ToolResult("call:2", List.of(), false)),
            turn(
                Turn.Role.USER,
                new Block.ToolResult("call_1", List.of(text("rain")), true),
                new Block.ToolResult("call_9", List.of(text("orphan")), false)));
    draft.tools =
        List.of(
            new Tool.Function("get", Optional.of("Gets"), Json.object(), Optional.empty()),
            new Tool.Opaque(Protocol.CHAT, Json.object().put("type", "custom")));
    draft.choice =
        Optional.of(new ToolChoice(ToolChoice.Mode.ANY, Optional.empty(), Optional.of(false)));
    draft.stream = true;
    draft.user = Optional.of("u1");
    draft.stop = List.of("END", " \n");

    Translation translation = draft.write(ANY);

    assertThat(Json.parse(translation.body()))
        .contains(
            parse(
                """
                {"model":"claude-x","max_tokens":100,"system":"be good",
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"weather?"},
                    {"type":"image","source":{"type":"url","url":"https://e.x/a"}}]},
                  {"role":"assistant","content":[
                    {"type":"tool_use","id":"call_1","name":"get","input":{"city":"Bern"}},
                    {"type":"tool_use","id":"call_2_33331b62","name":"get","input":{}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"call_2_33331b62"},
                    {"type":"tool_result","tool_use_id":"call_1","content":"rain","is_error":true},
                    {"type":"text","text":"and?"},
                    {"type":"text","text":"orphan"}]}],
                 "tools":[{"name":"get","description":"Gets",
                   "input_schema":{"type":"object","properties":{}}}],
                 "tool_choice":{"type":"any","disable_parallel_tool_use":true},
                 "stop_sequences":["END"],
                 "metadata":{"user_id":"u1"},
                 "stream":true}
                """));
    assertThat(translation.dropped()).containsExactly("tools.custom", "stop");
  }

  @Test
  void answersCallsThatNobodyAnswered() {
    draft.turns =
        List.of(
            turn(Turn.Role.USER, text("go")),
            turn(Turn.Role.ASSISTANT, new Block.ToolUse("c1", "f", Json.object())));

    assertThat(body(ANY).path("messages").path(2))
        .isEqualTo(
            parse(
                """
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1",
                  "content":"no result","is_error":true}]}
                """));
  }

  @Test
  void keepsInstructionsOutOfToolRounds() {
    draft.turns =
        List.of(
            turn(Turn.Role.SYSTEM, text("first")),
            turn(Turn.Role.USER, text("go")),
            turn(Turn.Role.ASSISTANT, new Block.ToolUse("c1", "f", Json.object())),
            turn(Turn.Role.SYSTEM, text("later")),
            turn(Turn.Role.USER, new Block.ToolResult("c1", List.of(text("r")), false)));

    ObjectNode body = body(ANY);

    assertThat(body.path("system").asText()).isEqualTo("first");
    assertThat(body.path("messages").path(2).path("role").asText()).isEqualTo("user");
    assertThat(body.path("messages").path(3))
        .isEqualTo(parse("{\"role\":\"system\",\"content\":\"later\"}"));
  }

  @Test
  void saysInstructionsAsTheUsersWhereTheModelTakesNone() {
    draft.turns = List.of(turn(Turn.Role.USER, text("a")), turn(Turn.Role.SYSTEM, text("b")));

    assertThat(body(model(new Model.Traits(true, true, false, Set.of(), true))).path("messages"))
        .isEqualTo(
            parse(
                """
                [{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]
                """));
  }

  @Test
  void dropsBlankTurnsAndBeginsWithTheUser() {
    draft.turns =
        List.of(
            turn(Turn.Role.ASSISTANT, text("hello  ")),
            turn(Turn.Role.USER, text(" ")),
            turn(Turn.Role.ASSISTANT, text("\n")));

    assertThat(body(ANY).path("messages"))
        .isEqualTo(
            parse(
                """
                [{"role":"user","content":"."},{"role":"assistant","content":"hello"}]
                """));
  }

  @Test
  void asksToGoOnWhereTheModelTakesNoBeginning() {
    draft.turns = List.of(turn(Turn.Role.USER, text("a")), turn(Turn.Role.ASSISTANT, text("b")));

    assertThat(
            body(model(new Model.Traits(true, false, true, Set.of(), true)))
                .path("messages")
                .path(2))
        .isEqualTo(parse("{\"role\":\"user\",\"content\":\"Continue.\"}"));
  }

  @ParameterizedTest
  @CsvSource({", , 4096", ", 64000, 64000", "128000, 64000, 64000", "0, 64000, 0", "5, , 5"})
  void alwaysSaysALimitWithinTheModels(Integer wanted, Integer most, int said) {
    draft.maxTokens = Optional.ofNullable(wanted);
    Model model =
        new Model(
            "claude-x",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(most),
            Optional.empty(),
            Model.Traits.UNDESCRIBED);

    assertThat(body(model).path("max_tokens").asInt()).isEqualTo(said);
  }

  @Test
  void clampsTheTemperatureAndDropsWhatCannotBeSaid() {
    draft.sampling =
        new Sampling(
            Optional.of(new BigDecimal("1.70")),
            Optional.of(new BigDecimal("0.9")),
            Optional.empty(),
            Optional.of(BigDecimal.ONE),
            Optional.empty(),
            Optional.of(7L));
    draft.extras.put("logit_bias", Json.object());
    draft.extras.put("service_tier", Json.string("default"));

    Translation translation = draft.write(ANY);

    JsonNode body = Json.parse(translation.body()).orElseThrow();
    assertThat(body.path("temperature").decimalValue()).isEqualByComparingTo("1");
    assertThat(body.has("top_p")).isFalse();
    assertThat(body.path("service_tier").asText()).isEqualTo("standard_only");
    assertThat(translation.dropped())
        .containsExactlyInAnyOrder("presence_penalty", "seed", "top_p", "logit_bias");
  }

  @Test
  void dropsSamplingWhereTheModelTakesNone() {
    draft.sampling =
        new Sampling(
            Optional.of(BigDecimal.ONE),
            Optional.empty(),
            Optional.of(4),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Translation translation =
        draft.write(model(new Model.Traits(false, true, true, Set.of(), true)));

    assertThat(translation.dropped()).containsExactly("temperature", "top_k");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "high    | ADAPTIVE | {\"type\":\"adaptive\"} | {\"effort\":\"high\"} | 100",
        "minimal | ADAPTIVE | {\"type\":\"adaptive\"} | {\"effort\":\"low\"} | 100",
        "low     | BUDGET   | {\"type\":\"enabled\",\"budget_tokens\":1024} | | 1124",
        "high    | BUDGET   | {\"type\":\"enabled\",\"budget_tokens\":4096} | | 4196",
        "none    | DISABLED | {\"type\":\"disabled\"} | | 100"
      })
  void asksForThinkingInAWayTheModelKnows(
      String effort, Reasoning.Mode known, String thinking, String config, int maxTokens) {
    draft.reasoning = Optional.of(reasoning(effort));

    ObjectNode body = body(model(new Model.Traits(true, true, true, Set.of(known), true)));

    assertThat(body.path("thinking")).isEqualTo(parse(thinking));
    assertThat(body.path("output_config").isMissingNode()).isEqualTo(config == null);
    if (config != null) {
      assertThat(body.path("output_config")).isEqualTo(parse(config));
    }
    assertThat(body.path("max_tokens").asInt()).isEqualTo(maxTokens);
  }

  @Test
  void namesThinkingThatTheModelCannotDo() {
    draft.reasoning = Optional.of(reasoning("high"));

    Translation translation =
        draft.write(model(new Model.Traits(true, true, true, Set.of(), true)));

    assertThat(translation.dropped()).containsExactly("reasoning_effort");
    assertThat(Json.parse(translation.body()).orElseThrow().has("thinking")).isFalse();
  }

  @Test
  void neverSendsThinkingWithoutASignatureNorForcesToolsWhileThinking() {
    draft.reasoning = Optional.of(reasoning("low"));
    draft.turns =
        List.of(
            turn(Turn.Role.USER, text("a")),
            turn(Turn.Role.ASSISTANT, new Block.Thinking("hm", ""), text("b")),
            turn(Turn.Role.USER, text("c")));
    draft.tools =
        List.of(new Tool.Function("f", Optional.empty(), Json.object(), Optional.empty()));
    draft.choice =
        Optional.of(new ToolChoice(ToolChoice.Mode.NAMED, Optional.of("f"), Optional.empty()));

    Translation translation =
        draft.write(model(new Model.Traits(true, true, true, Set.of(Reasoning.Mode.BUDGET), true)));

    JsonNode body = Json.parse(translation.body()).orElseThrow();
    assertThat(body.path("messages").path(1).path("content").asText()).isEqualTo("b");
    assertThat(body.path("tool_choice")).isEqualTo(parse("{\"type\":\"auto\"}"));
    assertThat(translation.dropped()).containsExactlyInAnyOrder("messages.thinking", "tool_choice");
  }

  @Test
  void thinksNotInAToolRoundThatBeganWithoutThinking() {
    draft.reasoning = Optional.of(reasoning("low"));
    draft.turns =
        List.of(
            turn(Turn.Role.USER, text("a")),
            turn(Turn.Role.ASSISTANT, new Block.ToolUse("c", "f", Json.object())),
            turn(Turn.Role.USER, new Block.ToolResult("c", List.of(text("r")), false)));

    Translation translation =
        draft.write(model(new Model.Traits(true, true, true, Set.of(Reasoning.Mode.BUDGET), true)));

    assertThat(translation.dropped()).containsExactly("reasoning_effort");
  }

  @Test
  void saysASchemaInTheFormTheProviderTakes() {
    draft.format =
        Optional.of(
            new OutputFormat.JsonSchema(
                Optional.of("out"),
                parse(
                    """
                    {"type":"object","properties":{"minimum":{"type":"integer","minimum":1},
                      "s":{"type":"string","maxLength":9,"description":"d","enum":["minimum"]}}}
                    """),
                Optional.of(true)));

    assertThat(body(ANY).path("output_config").path("format"))
        .isEqualTo(
            parse(
                """
                {"type":"json_schema","schema":{"type":"object","properties":{
                  "minimum":{"type":"integer","description":"minimum: 1"},
                  "s":{"type":"string","description":"d (maxLength: 9)","enum":["minimum"]}},
                  "additionalProperties":false}}
                """));
  }

  @Test
  void asksForASchemaInWordsWhereTheModelHasNoOtherWay() {
    draft.system = List.of(text("s"));
    draft.format =
        Optional.of(
            new OutputFormat.JsonSchema(
                Optional.empty(), parse("{\"type\":\"array\"}"), Optional.empty()));

    Translation translation =
        draft.write(model(new Model.Traits(true, true, true, Set.of(), false)));

    assertThat(
            Json.parse(translation.body())
                .orElseThrow()
                .path("system")
                .path(1)
                .path("text")
                .asText())
        .endsWith("{\"type\":\"array\"}");
    assertThat(translation.dropped()).containsExactly("response_format");
  }

  @Test
  void saysItsOwnRequestsAgain() throws Exception {
    MessagesDialect dialect = new MessagesDialect();
    Tape tape = Tape.scan(Recorded.bytes("requests/complete.json"));
    Conversation once = dialect.readRequest(tape, HeaderFacts.NONE);

    Translation translation = dialect.writeRequest(once, ANY);
    Conversation again = dialect.readRequest(Tape.scan(translation.body()), HeaderFacts.NONE);

    assertThat(again.turns()).isEqualTo(once.turns());
    assertThat(again.tools()).isEqualTo(once.tools());
    assertThat(again.system()).isEqualTo(once.system());
    assertThat(again.reasoning()).isEqualTo(once.reasoning());
    assertThat(again.extras()).isEqualTo(once.extras());
    // With thinking on, sampling is refused; a forced tool is not, where thinking is adaptive.
    assertThat(translation.dropped()).containsExactly("temperature", "top_k");
    assertThat(again.toolChoice()).isEqualTo(once.toolChoice());
  }

  private ObjectNode body(Model model) {
    return Json.parseObject(draft.write(model).body()).orElseThrow();
  }

  private static Reasoning reasoning(String effort) {
    return new Reasoning(Optional.empty(), Optional.empty(), Optional.of(effort), Optional.empty());
  }

  private static Model model(Model.Traits traits) {
    return new Model(
        "claude-x",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        traits);
  }

  private static Turn turn(Turn.Role role, Block... blocks) {
    return new Turn(role, List.of(blocks));
  }

  private static Block text(String text) {
    return new Block.Text(text);
  }

  private static JsonNode parse(String json) {
    return Json.parse(json).orElseThrow();
  }
}
