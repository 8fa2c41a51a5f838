package dev.cco.protocol.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Operation;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.Turn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesRequestTest {
  private static final String USER = "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String TOOL = "{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}";
  private static final String CALL =
      "{\"role\":\"assistant\",\"content\":"
          + "[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}]}";

  private final MessagesDialect dialect = new MessagesDialect();

  static Stream<Arguments> refusedEverywhere() {
    return Stream.of(
        arguments("M5 {}", "{}", "/model"),
        arguments("M41 no model", "{\"messages\":[]}", "/model"),
        arguments("M42 empty model", facts("\"\""), "/model"),
        arguments("M43 10 KiB model", facts("\"" + "m".repeat(10_240) + "\""), "/model"),
        arguments("M45 line end in model", facts("\"claude\\r\\nX: y\""), "/model"),
        arguments("M46 escape in model", facts("\"\\u001b[31m\""), "/model"),
        arguments("model null", facts("null"), "/model"),
        arguments("model number", facts("7"), "/model"),
        arguments("no messages", "{\"model\":\"x\"}", "/messages"),
        arguments("M51 messages string", "{\"model\":\"x\",\"messages\":\"hi\"}", "/messages"),
        arguments("M76 stream text", facts("\"x\",\"stream\":\"true\""), "/stream"),
        arguments("M77 stream 1", facts("\"x\",\"stream\":1"), "/stream"),
        arguments("M80", facts("\"x\",\"api_base\":\"http://evil\""), "/api_base"),
        arguments("M81", facts("\"x\",\"base_url\":\"http://evil\""), "/base_url"),
        arguments("M82", facts("\"x\",\"api_key\":null"), "/api_key"),
        arguments("M83", facts("\"x\",\"extra_headers\":{}"), "/extra_headers"),
        arguments("M84", facts("\"x\",\"custom_llm_provider\":1"), "/custom_llm_provider"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"max_tokens\":1.0",
        ",\"max_tokens\":\"100\"",
        ",\"max_tokens\":null",
        ",\"max_tokens\":1e2"
      })
  void wantsAWholeLimitOnEveryRoute(String limit) {
    Tape tape = Recorded.tape("{\"model\":\"x\",\"messages\":[" + USER + "]" + limit + "}");

    assertThatThrownBy(() -> dialect.facts(tape, Operation.MESSAGES))
        .isInstanceOf(CallerFault.class)
        .hasMessageStartingWith("max_tokens");
    assertThat(dialect.facts(tape, Operation.COUNT_TOKENS).model()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "100", "9223372036854775808"})
  void leavesTheSizeOfTheLimitToTheProvider(String limit) {
    Tape tape =
        Recorded.tape("{\"model\":\"x\",\"messages\":[" + USER + "],\"max_tokens\":" + limit + "}");

    assertThat(dialect.facts(tape, Operation.MESSAGES).model()).isEqualTo("x");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedEverywhere")
  void refusesOnEveryRoute(String name, String body, String pointer) {
    CallerFault fault =
        catchThrowableOfType(
            CallerFault.class, () -> dialect.facts(Recorded.tape(body), Operation.COUNT_TOKENS));

    assertThat(fault).as(name).isNotNull();
    assertThat(fault.status()).isEqualTo(400);
    assertThat(fault.pointer()).isEqualTo(pointer);
    assertThat(fault).hasMessageStartingWith(pointer.substring(1)).message().hasSizeLessThan(200);
  }

  static Stream<Arguments> refusedWhenTranslated() {
    return Stream.of(
        arguments("M30", "{\"model\":\"x\",\"messages\":[" + USER + "]}", "/max_tokens"),
        arguments("M29", limit("1.0"), "/max_tokens"),
        arguments("M32", limit("-1"), "/max_tokens"),
        arguments("M33", limit("2147483648"), "/max_tokens"),
        arguments("M34", limit("9223372036854775808"), "/max_tokens"),
        arguments("M35", limit("\"100\""), "/max_tokens"),
        arguments("M36", limit("null"), "/max_tokens"),
        arguments("M37", with("\"temperature\":-0.1"), "/temperature"),
        arguments("M38", with("\"temperature\":1.1"), "/temperature"),
        arguments("M39", with("\"temperature\":\"hot\""), "/temperature"),
        arguments("M50", turns(""), "/messages"),
        arguments("M52", turns(USER + ("," + USER).repeat(100_000)), "/messages"),
        arguments("M53", turns("{\"role\":\"assistant\",\"content\":\"x\"}"), "/messages/0"),
        arguments("M54", turns("{\"role\":\"root\",\"content\":\"x\"}"), "/messages/0/role"),
        arguments("M55", user("null"), "/messages/0/content"),
        arguments("M56", user("[]"), "/messages/0"),
        arguments("M57", user("7"), "/messages/0/content"),
        arguments("empty user text", user("\"\""), "/messages/0"),
        arguments("blank user text", user("\" \\n\""), "/messages/0"),
        arguments(
            "empty block",
            block("{\"type\":\"text\",\"text\":\"\"}"),
            "/messages/0/content/0/text"),
        arguments(
            "blank block", block("{\"type\":\"text\",\"text\":\" \"}"), "/messages/0/content"),
        arguments("M59", block("{\"text\":\"x\"}"), "/messages/0/content/0/type"),
        arguments("M61", image("image/png", "%%%"), "/messages/0/content/0/source/data"),
        arguments("M62", image("image/bmp", "AAAA"), "/messages/0/content/0/source/media_type"),
        arguments("M63", image("image/png", ""), "/messages/0/content/0/source/data"),
        arguments("M65", url("http://169.254.169.254/"), "/messages/0/content/0/source/url"),
        arguments("M65 file", url("file:///etc/passwd"), "/messages/0/content/0/source/url"),
        arguments("M65 v6", url("http://[::1]/"), "/messages/0/content/0/source/url"),
        arguments("M65 user", url("http://a@127.0.0.1/"), "/messages/0/content/0/source/url"),
        arguments("M65 number", url("http://2130706433/"), "/messages/0/content/0/source/url"),
        arguments("M66", with("\"tools\":{}"), "/tools"),
        arguments("M67", with("\"tools\":[" + tools(10_001) + "]"), "/tools"),
        arguments("M68", with("\"tools\":[" + TOOL + "," + TOOL + "]"), "/tools/1/name"),
        arguments("M70", schema("{\"$ref\":\"#\"}"), "/tools/0/input_schema/$ref"),
        arguments(
            "M70 two",
            schema("{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}"),
            "/tools/0/input_schema/$defs/a/$ref"),
        arguments("M71", schema("{\"$ref\":\"http://evil/x.json\"}"), "/tools/0/input_schema/$ref"),
        arguments(
            "tool name",
            with("\"tools\":[{\"name\":\"a b\",\"input_schema\":{}}]"),
            "/tools/0/name"),
        arguments("no schema", with("\"tools\":[{\"name\":\"f\"}]"), "/tools/0/input_schema"),
        arguments(
            "M72",
            turns(
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\"}]}"),
            "/messages/0"),
        arguments("call without result", turns(USER + "," + CALL + "," + USER), "/messages/2"),
        arguments("call at the end", turns(USER + "," + CALL), "/messages/1"),
        arguments(
            "input as text",
            turns(USER + "," + CALL.replace("{}", "\"{}\"")),
            "/messages/1/content/0/input"),
        arguments(
            "M73",
            with("\"tools\":[" + TOOL + "],\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\"}"),
            "/tool_choice/name"),
        arguments(
            "choice without tools", with("\"tool_choice\":{\"type\":\"any\"}"), "/tool_choice"),
        arguments(
            "M74",
            with("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}"),
            "/thinking/budget_tokens"),
        arguments(
            "small budget",
            with("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1023}"),
            "/thinking/budget_tokens"),
        arguments(
            "M75",
            with("\"stop_sequences\":[" + "\"a\",".repeat(9999) + "\"a\"]"),
            "/stop_sequences"),
        arguments("blank stop", with("\"stop_sequences\":[\" \"]"), "/stop_sequences/0"),
        arguments(
            "M94",
            with("\"metadata\":{\"user_id\":\"" + "u".repeat(1 << 20) + "\"}"),
            "/metadata/user_id"),
        arguments("M95", with("\"metadata\":{\"user_id\":{}}"), "/metadata/user_id"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedWhenTranslated")
  void refusesOnTranslatedRoutes(String name, String body, String pointer) {
    CallerFault fault =
        catchThrowableOfType(
            CallerFault.class, () -> dialect.readRequest(Recorded.tape(body), HeaderFacts.NONE));

    assertThat(fault).as(name).isNotNull();
    assertThat(fault.status()).isEqualTo(400);
    assertThat(fault.pointer()).isEqualTo(pointer);
    assertThat(fault.getMessage()).hasSizeLessThan(300);
  }

  @ParameterizedTest
  @MethodSource("taken")
  void takesWhatTheWireAllows(String body) {
    Tape tape = Recorded.tape(body);
    dialect.facts(tape, Operation.COUNT_TOKENS);

    Conversation conversation = dialect.readRequest(tape, HeaderFacts.NONE);

    assertThat(conversation.origin()).isEqualTo(Protocol.MESSAGES);
  }

  static Stream<String> taken() {
    return Stream.of(
        limit("0"),
        limit("2147483647"),
        limit("-0"),
        with("\"temperature\":1e-400"),
        with("\"temperature\":1"),
        with("\"stream\":null"),
        with("\"system\":\"\""),
        with("\"system\":\"  \""),
        with("\"__proto__\":{},\"@type\":\"java.lang.Runtime\""),
        with("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4095}"),
        with("\"metadata\":{\"user_id\":\"a@b.c\"}"),
        with("\"tools\":[" + tools(10_000) + "]"),
        schema("{\"properties\":{\"a\":{\"$ref\":\"#\"},\"$ref\":{\"type\":\"string\"}}}"),
        user("\"\\u0000\""),
        block("{\"type\":\"unheard_of\",\"x\":1}"),
        block("{\"type\":\"text\",\"text\":\"hi\"},{\"type\":\"text\",\"text\":\" \"}"),
        url("https://example.com/a.png"),
        image("image/png", "AAAA"),
        turns(USER + ",{\"role\":\"system\",\"content\":\"be brief\"}"),
        turns("{\"role\":\"system\",\"content\":\"be brief\"}," + USER),
        turns(USER + ",{\"role\":\"assistant\",\"content\":[]}," + USER),
        turns(USER + ",{\"role\":\"assistant\",\"content\":\"\"}," + USER),
        turns(
            USER
                + ","
                + CALL
                + ",{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"\"}]}"));
  }

  @Test
  void readsARequestCompletely() throws Exception {
    Tape tape = Tape.scan(Recorded.bytes("requests/complete.json"));

    Conversation read = dialect.readRequest(tape, HeaderFacts.NONE);

    assertThat(read.model()).isEqualTo("claude-opus-5-5");
    assertThat(read.system())
        .as("without the block for Anthropic alone")
        .containsExactly(new Block.Text("You are Claude Code."));
    assertThat(read.turns())
        .containsExactly(
            new Turn(
                Turn.Role.USER,
                List.of(
                    new Block.Text("Look at this"),
                    new Block.Image(new Block.Media.Base64("image/png", "iVBORw0KGgo=")),
                    new Block.Image(new Block.Media.Url("https://example.com/a.jpg")),
                    new Block.Document(
                        new Block.Media.Base64("application/pdf", "JVBERi0="),
                        Optional.of("Report"),
                        Optional.of("2026")),
                    new Block.Document(
                        new Block.Media.PlainText("one\ntwo"), Optional.empty(), Optional.empty()),
                    new Block.Document(
                        new Block.Media.PlainText("found"),
                        Optional.of("Hit"),
                        Optional.of("Source: kb/1")))),
            new Turn(Turn.Role.SYSTEM, List.of(new Block.Text("Be brief."))),
            new Turn(
                Turn.Role.ASSISTANT,
                List.of(
                    new Block.Thinking("", "sig"),
                    new Block.RedactedThinking("xyz"),
                    new Block.ToolUse(
                        "toolu_1", "look", Json.parse("{\"cache_control\":1.50}").orElseThrow()))),
            new Turn(
                Turn.Role.USER,
                List.of(
                    new Block.ToolResult(
                        "toolu_1",
                        List.of(
                            new Block.Text("seen"),
                            new Block.Image(new Block.Media.FileId("file_1"))),
                        true),
                    new Block.Opaque(
                        Protocol.MESSAGES,
                        (ObjectNode)
                            Json.parse("{\"type\":\"container_upload\",\"file_id\":\"file_2\"}")
                                .orElseThrow()))));
    assertThat(read.tools())
        .containsExactly(
            new Tool.Function(
                "look",
                Optional.of("Looks"),
                (ObjectNode) Json.parse("{\"type\":\"object\",\"properties\":{}}").orElseThrow(),
                Optional.of(true)),
            new Tool.Opaque(
                Protocol.MESSAGES,
                (ObjectNode)
                    Json.parse("{\"type\":\"bash_20250124\",\"name\":\"bash\"}").orElseThrow()));
    assertThat(read.toolChoice())
        .contains(new ToolChoice(ToolChoice.Mode.NAMED, Optional.of("look"), Optional.of(false)));
    assertThat(read.maxTokens()).contains(32_000);
    assertThat(read.sampling().temperature()).contains(new BigDecimal("0.70"));
    assertThat(read.sampling().topK()).contains(5);
    assertThat(read.stop()).containsExactly("###");
    assertThat(read.reasoning())
        .contains(
            new Reasoning(
                Optional.of(Reasoning.Mode.ADAPTIVE),
                Optional.empty(),
                Optional.of("high"),
                Optional.of("omitted")));
    assertThat(read.format())
        .contains(
            new OutputFormat.JsonSchema(
                Optional.empty(),
                Json.parse("{\"type\":\"object\"}").orElseThrow(),
                Optional.empty()));
    assertThat(read.stream()).isTrue();
    assertThat(read.user()).contains("{\"device_id\":\"d\"}");
    assertThat(read.extras())
        .containsOnlyKeys("context_management", "service_tier", "output_config");
    assertThat(read.extras())
        .hasEntrySatisfying(
            "output_config",
            rest ->
                assertThat(rest.toString())
                    .isEqualTo("{\"task_budget\":{\"type\":\"tokens\",\"total\":9}}"));
  }

  @Test
  void readsARequestToCountWithoutALimit() {
    Tape tape = Recorded.tape("{\"model\":\"x\",\"messages\":[" + USER + "]}");

    assertThat(dialect.readCountRequest(tape, HeaderFacts.NONE).maxTokens()).isEmpty();
  }

  @Test
  void case34TakesThinkingThatAnotherProviderGaveOutOfWhatGoesThrough() {
    String request =
        """
        {"model":"a","max_tokens":9,"messages":[{"role":"user","content":"hi"},
          {"role":"assistant","content":[ {"type":"thinking","thinking":"x","signature":""} , {"type":"text", "text":"so"}]},
          {"role":"assistant","content":[{"type":"thinking","thinking":"y","signature":"c2ln"}]},
          {"role":"assistant","content":[{"type":"redacted_thinking","data":"cco1.x"}]},
          {"role":"user","content":"\\u0067o on"}]}
        """;
    RequestFacts facts = dialect.facts(Tape.scan(request.getBytes(UTF_8)), Operation.MESSAGES);

    assertThat(new String(dialect.rewrite(facts, "b", true), UTF_8))
        .isEqualTo(
            """
            {"model":"b","max_tokens":9,"messages":[{"role":"user","content":"hi"},
              {"role":"assistant","content":[{"type":"text", "text":"so"}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"y","signature":"c2ln"}]},
              {"role":"assistant","content":[]},
              {"role":"user","content":"\\u0067o on"}]}
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "enabled, tool_use, disabled",
    "adaptive, tool_use, adaptive",
    "enabled, text, enabled"
  })
  void case33GoesOnWithoutThinkingInAToolLoopThatLacksIt(String asked, String last, String sent) {
    String request =
        """
        {"model":"a","max_tokens":9,"thinking":{"type":"%s"},"messages":[{"role":"user","content":"hi"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":""},{"type":"%s"}]},
          {"role":"user","content":"y"}]}
        """
            .formatted(asked, last);
    RequestFacts facts = dialect.facts(Tape.scan(request.getBytes(UTF_8)), Operation.MESSAGES);

    JsonNode body = Json.parse(dialect.rewrite(facts, "a", true)).orElseThrow();

    assertThat(body.at("/thinking/type").asText()).isEqualTo(sent);
    assertThat(body.at("/messages/1/content")).hasSize(1);
  }

  @Test
  void changesTheModelsNameInPlaceOnly() {
    String body = "{ \"messages\":[" + USER + "],\"model\" :\"a\", \"stream\":true,\"new\":[1.0] }";
    RequestFacts facts = dialect.facts(Recorded.tape(body), Operation.COUNT_TOKENS);

    assertThat(new String(dialect.rewrite(facts, "b/\"c", true), UTF_8))
        .isEqualTo(body.replace("\"a\"", "\"b/\\\"c\""));
    assertThat(dialect.rewrite(facts, "a", true)).isSameAs(facts.tape().bytes());
    assertThat(facts.stream()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"type\":\"web_search_20260318\",\"name\":\"web_search\"}]",
        "\"tools\":[" + TOOL + ",{\"type\":\"code_execution_20260521\"}]",
        "\"tools\":[{\"type\":\"mcp_toolset\"}]",
        "\"tools\":[{\"type\":\"advisor_20260301\"}]",
        "\"mcp_servers\":[{}]",
        "\"container\":\"c_1\""
      })
  void noticesServerTools(String member) {
    assertThat(dialect.facts(Recorded.tape(with(member)), Operation.COUNT_TOKENS).serverTools())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"type\":\"tool_search_tool_bm25_20251119\",\"name\":\"s\"}]",
        "\"tools\":[{\"type\":\"bash_20250124\"}," + TOOL + ",7]",
        "\"tools\":null",
        "\"mcp_servers\":[]",
        "\"container\":null"
      })
  void noticesNoServerToolsWhereThereAreNone(String member) {
    assertThat(dialect.facts(Recorded.tape(with(member)), Operation.COUNT_TOKENS).serverTools())
        .isFalse();
  }

  private static String facts(String model) {
    return "{\"messages\":[" + USER + "],\"model\":" + model + "}";
  }

  private static String with(String member) {
    return "{\"model\":\"x\",\"max_tokens\":4096,\"messages\":[" + USER + "]," + member + "}";
  }

  private static String limit(String maxTokens) {
    return "{\"model\":\"x\",\"max_tokens\":" + maxTokens + ",\"messages\":[" + USER + "]}";
  }

  private static String turns(String turns) {
    return "{\"model\":\"x\",\"max_tokens\":4096,\"messages\":[" + turns + "]}";
  }

  private static String user(String content) {
    return turns("{\"role\":\"user\",\"content\":" + content + "}");
  }

  private static String block(String block) {
    return user("[" + block + "]");
  }

  private static String image(String mediaType, String data) {
    return block(
        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""
            + mediaType
            + "\",\"data\":\""
            + data
            + "\"}}");
  }

  private static String url(String url) {
    return block("{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"" + url + "\"}}");
  }

  private static String schema(String schema) {
    return with("\"tools\":[{\"name\":\"f\",\"input_schema\":" + schema + "}]");
  }

  private static String tools(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TOOL.replace("\"f\"", "\"f" + i + "\""))
        .collect(Collectors.joining(","));
  }
}
