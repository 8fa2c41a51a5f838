package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.read;
import static dev.cco.protocol.responses.Responses.readInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.Turn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final String PNG = "iVBORw0KGgoAAAAN";

  private static Turn user(Block... blocks) {
    return new Turn(Turn.Role.USER, List.of(blocks));
  }

  private static Turn assistant(Block... blocks) {
    return new Turn(Turn.Role.ASSISTANT, List.of(blocks));
  }

  private static Block text(String text) {
    return new Block.Text(text);
  }

  private static Block call(String id) {
    return new Block.ToolUse(id, "f", Json.object().put("a", 1));
  }

  private static Block result(String id, String text) {
    return new Block.ToolResult(id, List.of(text(text)), false);
  }

  private static String callItem(String id) {
    return "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\""
        + id
        + "\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}";
  }

  private static String resultItem(String id, String text) {
    return "{\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":\"%s\"}"
        .formatted(id, text);
  }

  @Test
  void readsAStringAsWhatTheUserSays() {
    Conversation conversation =
        read(
            "{\"model\":\"m\",\"input\":\"hi\",\"instructions\":\"Be brief.\",\"stream\":true,"
                + "\"max_output_tokens\":16,\"temperature\":0.5,\"top_p\":0.9,\"user\":\"u\"}");

    assertThat(conversation.turns()).containsExactly(user(text("hi")));
    assertThat(conversation.system()).containsExactly(text("Be brief."));
    assertThat(conversation.stream()).isTrue();
    assertThat(conversation.maxTokens()).hasValue(16);
    assertThat(conversation.sampling().temperature()).hasValue(new BigDecimal("0.5"));
    assertThat(conversation.sampling().topP()).hasValue(new BigDecimal("0.9"));
    assertThat(conversation.user()).hasValue("u");
    assertThat(conversation.origin()).isEqualTo(Protocol.RESPONSES);
    assertThat(conversation.extras()).isEmpty();
  }

  @Test
  void readsMessagesOfEveryRoleWithAndWithoutTheirType() {
    Conversation conversation =
        readInput(
            "[{\"role\":\"system\",\"content\":\"One.\"},"
                + "{\"type\":\"message\",\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":\"Two.\"}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\"}]},"
                + "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":"
                + "[{\"type\":\"output_text\",\"text\":\"b\",\"annotations\":[]},{\"type\":\"refusal\",\"refusal\":\"no\"}]},"
                + "{\"role\":\"developer\",\"content\":\"Three.\"},"
                + "{\"role\":\"user\",\"content\":\"c\"}]");

    assertThat(conversation.system()).containsExactly(text("One."), text("Two."));
    assertThat(conversation.turns())
        .containsExactly(
            user(text("a")),
            assistant(text("b"), new Block.Refusal("no")),
            new Turn(Turn.Role.SYSTEM, List.of(text("Three."))),
            user(text("c")));
  }

  @Test
  void readsPicturesAndFiles() {
    Conversation conversation =
        readInput(
            "[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"input_image\",\"image_url\":\"data:image/jpeg;base64,"
                + PNG
                + "\",\"detail\":\"auto\"},"
                + "{\"type\":\"input_image\",\"image_url\":\"https://example.org/a.png\"},"
                + "{\"type\":\"input_file\",\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,JVBERi0=\"},"
                + "{\"type\":\"input_file\",\"file_url\":\"https://example.org/a.pdf\"},"
                + "{\"type\":\"input_file\",\"file_id\":\"file_1\"}]}]");

    assertThat(conversation.turns().getFirst().blocks())
        .containsExactly(
            new Block.Image(new Block.Media.Base64("image/png", PNG)),
            new Block.Image(new Block.Media.Url("https://example.org/a.png")),
            new Block.Document(
                new Block.Media.Base64("application/pdf", "JVBERi0="),
                Optional.of("a.pdf"),
                Optional.empty()),
            new Block.Document(
                new Block.Media.Url("https://example.org/a.pdf"),
                Optional.empty(),
                Optional.empty()),
            new Block.Document(
                new Block.Media.FileId("file_1"), Optional.empty(), Optional.empty()));
  }

  @Test
  void joinsTheItemsOfOneTurn() {
    Conversation conversation =
        readInput(
            "[{\"role\":\"user\",\"content\":\"q\"},"
                + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm\"}],\"encrypted_content\":\"gAAAA\"},"
                + "{\"role\":\"assistant\",\"content\":\"Let me look.\"},"
                + callItem("c1")
                + ","
                + callItem("c2")
                + ","
                + resultItem("c1", "one")
                + ","
                + resultItem("c2", "two")
                + "]");

    assertThat(conversation.turns())
        .containsExactly(
            user(text("q")),
            assistant(new Block.Thinking("Hm", ""), text("Let me look."), call("c1"), call("c2")),
            user(result("c1", "one"), result("c2", "two")));
  }

  @Test
  void putsAResultBehindItsCallWhereverItCame() {
    Conversation conversation =
        readInput(
            "["
                + callItem("c1")
                + ",{\"role\":\"developer\",\"content\":\"Hurry.\"},{\"role\":\"assistant\",\"content\":\"Well\"},{\"role\":\"user\",\"content\":\"And?\"},"
                + resultItem("c1", "one")
                + "]");

    assertThat(conversation.turns())
        .containsExactly(
            assistant(call("c1")),
            user(result("c1", "one")),
            new Turn(Turn.Role.SYSTEM, List.of(text("Hurry."))),
            assistant(text("Well")),
            user(text("And?")));
  }

  @Test
  void putsResultsBeforeWhatTheUserSays() {
    Conversation conversation =
        readInput(
            "["
                + callItem("c1")
                + ",{\"role\":\"user\",\"content\":\"And?\"},"
                + resultItem("c1", "one")
                + "]");

    assertThat(conversation.turns())
        .containsExactly(assistant(call("c1")), user(result("c1", "one"), text("And?")));
  }

  @Test
  void readsResultsInParts() {
    Conversation conversation =
        readInput(
            "["
                + callItem("c1")
                + ",{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":[{\"type\":\"input_text\",\"text\":\"see\"},"
                + "{\"type\":\"input_image\",\"image_url\":\"https://example.org/a.png\"}]}]");

    assertThat(conversation.turns().getLast())
        .isEqualTo(
            user(
                new Block.ToolResult(
                    "c1",
                    List.of(
                        text("see"),
                        new Block.Image(new Block.Media.Url("https://example.org/a.png"))),
                    false)));
  }

  @Test
  void keepsArgumentsThatAreNoJson() {
    Conversation conversation =
        readInput(
            "[{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"{oops\"},"
                + resultItem("c1", "x")
                + "]");

    assertThat(conversation.turns().getFirst())
        .isEqualTo(assistant(new Block.ToolUse("c1", "f", Json.object().put("_raw", "{oops"))));
  }

  @Test
  void opensItsOwnSealForTheModelThatGaveIt() {
    Block.Thinking thinking = new Block.Thinking("Hm", "sig");
    String item =
        "[{\"role\":\"user\",\"content\":\"q\"},{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"%s\"},"
            + "{\"role\":\"user\",\"content\":\"r\"}]";

    assertThat(readInput(item.formatted(Responses.SEAL.of("m", thinking))).turns())
        .contains(assistant(thinking));
    assertThat(readInput(item.formatted(Responses.SEAL.of("another", thinking))).turns())
        .hasSize(1);
    assertThat(readInput(item.formatted("cco1.%%%")).turns()).hasSize(1);
  }

  @Test
  void readsFunctionsAndTheirChoice() {
    Conversation conversation =
        read(
            "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":\"d\",\"strict\":true,"
                + "\"parameters\":{\"type\":\"object\"}},{\"type\":\"function\",\"name\":\"g\",\"parameters\":null}],"
                + "\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"},\"parallel_tool_calls\":false}");

    assertThat(conversation.tools())
        .containsExactly(
            new Tool.Function(
                "f", Optional.of("d"), Json.object().put("type", "object"), Optional.of(true)),
            new Tool.Function("g", Optional.empty(), Json.object(), Optional.empty()));
    assertThat(conversation.toolChoice())
        .hasValue(new ToolChoice(ToolChoice.Mode.NAMED, Optional.of("f"), Optional.of(false)));
  }

  @Test
  void offersOnlyTheToolsThatAreAllowed() {
    Conversation conversation =
        read(
            "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"function\",\"name\":\"g\"}],"
                + "\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"name\":\"g\"}]}}");

    assertThat(conversation.tools()).hasSize(1);
    assertThat(conversation.toolChoice().orElseThrow().mode()).isEqualTo(ToolChoice.Mode.ANY);
  }

  @Test
  void offersACustomToolAsAFunctionOfOneText() {
    Conversation conversation =
        read(
            "{\"model\":\"m\",\"tools\":[{\"type\":\"custom\",\"name\":\"patch\",\"description\":\"Edits.\","
                + "\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"start: X\"}}],"
                + "\"input\":[{\"type\":\"custom_tool_call\",\"call_id\":\"c1\",\"name\":\"patch\",\"input\":\"*** Begin\"},"
                + "{\"type\":\"custom_tool_call_output\",\"call_id\":\"c1\",\"output\":\"done\"}]}");

    Tool.Function tool = (Tool.Function) conversation.tools().getFirst();
    assertThat(tool.inputSchema().at("/properties/input/type").asText()).isEqualTo("string");
    assertThat(tool.description().orElseThrow()).contains("Edits.", "lark", "start: X");
    assertThat(conversation.turns())
        .containsExactly(
            assistant(new Block.ToolUse("c1", "patch", Json.object().put("input", "*** Begin"))),
            user(result("c1", "done")));
    assertThat(conversation.extras()).containsOnlyKeys("tools.format");
  }

  @Test
  void readsReasoningAndFormat() {
    Conversation conversation =
        read(
            "{\"model\":\"m\",\"input\":\"x\",\"reasoning\":{\"effort\":\"high\",\"summary\":\"auto\"},"
                + "\"text\":{\"verbosity\":\"low\",\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}}");

    assertThat(conversation.reasoning())
        .hasValue(
            new Reasoning(
                Optional.empty(),
                Optional.empty(),
                Optional.of("high"),
                Optional.of("summarized")));
    assertThat(conversation.format())
        .hasValue(
            new OutputFormat.JsonSchema(
                Optional.of("n"), Json.object().put("type", "object"), Optional.of(true)));
    assertThat(conversation.extras()).containsOnlyKeys("text.verbosity");
  }

  @Test
  void namesWhatItCannotGrantAndNothingElse() {
    Conversation conversation =
        read(
            "{\"model\":\"m\",\"input\":\"x\",\"store\":true,\"truncation\":\"auto\",\"service_tier\":\"auto\",\"prompt_cache_key\":\"k\","
                + "\"metadata\":{\"a\":\"b\"},\"include\":[\"reasoning.encrypted_content\"],\"max_tool_calls\":3,\"unheard_of\":1}");

    assertThat(conversation.extras())
        .containsOnlyKeys("store", "truncation", "service_tier", "prompt_cache_key", "unheard_of");
    assertThat(
            read("{\"model\":\"m\",\"input\":\"x\",\"store\":false,\"truncation\":\"disabled\"}")
                .extras())
        .isEmpty();
  }

  @Test
  void keepsWhatTheVendorsToolsDidAsItIs() {
    Conversation conversation =
        readInput(
            "[{\"role\":\"user\",\"content\":\"q\"},{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\"}]");

    assertThat(conversation.turns().getLast().blocks())
        .singleElement()
        .isInstanceOf(Block.Opaque.class);
  }

  @Test
  void letsInstructionsAloneBeSaid() {
    assertThat(readInput("[{\"role\":\"developer\",\"content\":\"Say hi.\"}]").turns())
        .containsExactly(user(text("Say hi.")));
  }
}
