package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Conversations.assistant;
import static dev.cco.protocol.chat.Conversations.call;
import static dev.cco.protocol.chat.Conversations.read;
import static dev.cco.protocol.chat.Conversations.result;
import static dev.cco.protocol.chat.Conversations.system;
import static dev.cco.protocol.chat.Conversations.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.Turn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private static Conversation messages(String messages) {
    return read("{\"model\":\"m\",\"messages\":[" + messages + "]}");
  }

  private static Conversation with(String rest) {
    return read(
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + rest + "}");
  }

  @Test
  void readsEverythingThatHasAPlace() {
    Conversation conversation =
        read(
            """
            {"model":"m","stream":true,"stream_options":{"include_usage":true},
             "messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"hi"}],
             "max_completion_tokens":50,"temperature":0.10,"top_p":0.9,"presence_penalty":-1,
             "frequency_penalty":1,"seed":7,"stop":["a","b"],"reasoning_effort":"low",
             "user":"u","verbosity":"low","prompt_cache_key":"k","logprobs":false,"n":1,"store":null}
            """);

    assertThat(conversation.model()).isEqualTo("m");
    assertThat(conversation.system()).containsExactly(new Block.Text("Be brief."));
    assertThat(conversation.turns()).containsExactly(user("hi"));
    assertThat(conversation.maxTokens()).contains(50);
    assertThat(conversation.sampling().temperature()).contains(new BigDecimal("0.10"));
    assertThat(conversation.sampling().seed()).contains(7L);
    assertThat(conversation.stop()).containsExactly("a", "b");
    assertThat(conversation.reasoning().orElseThrow().effort()).contains("low");
    assertThat(conversation.user()).contains("u");
    assertThat(conversation.stream()).isTrue();
    assertThat(conversation.origin()).isEqualTo(Protocol.CHAT);
    assertThat(conversation.extras()).containsOnlyKeys("verbosity", "prompt_cache_key");
  }

  @Test
  void putsLaterInstructionsIntoTurnsOfTheirOwn() {
    Conversation conversation =
        messages(
            "{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"developer\",\"content\":[{\"type\":\"text\",\"text\":\"b\"}]},"
                + "{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"system\",\"content\":\"c\"}");

    assertThat(conversation.system()).containsExactly(new Block.Text("a"), new Block.Text("b"));
    assertThat(conversation.turns()).containsExactly(user("hi"), system("c"));
  }

  @Test
  void letsInstructionsAloneSpeakForTheUser() {
    Conversation conversation = messages("{\"role\":\"system\",\"content\":\"a\"}");

    assertThat(conversation.system()).isEmpty();
    assertThat(conversation.turns()).containsExactly(user("a"));
  }

  @Test
  void readsPartsOfAUser() {
    Conversation conversation =
        messages(
            """
            {"role":"user","name":"bob","content":[
              {"type":"text","text":"see"},
              {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,%s","detail":"low"}},
              {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}},
              {"type":"file","file":{"file_id":"file-1"}},
              {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}
            """
                .formatted(PNG));

    List<Block> blocks = conversation.turns().getFirst().blocks();
    assertThat(blocks.subList(0, 5))
        .containsExactly(
            new Block.Text("see"),
            // Labelled as JPEG, but its bytes say PNG.
            new Block.Image(new Block.Media.Base64("image/png", PNG)),
            new Block.Image(new Block.Media.Url("https://example.com/a.png")),
            new Block.Document(
                new Block.Media.Base64("application/pdf", "AAAA"),
                Optional.of("a.pdf"),
                Optional.empty()),
            new Block.Document(
                new Block.Media.FileId("file-1"), Optional.empty(), Optional.empty()));
    assertThat(blocks.get(5)).isInstanceOf(Block.Opaque.class);
  }

  @Test
  void readsAToolRoundTrip() {
    Conversation conversation =
        messages(
            """
            {"role":"user","content":"weather?"},
            {"role":"assistant","content":"","tool_calls":[
              {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1.50}"}},
              {"id":"b","type":"function","function":{"name":"f","arguments":""}},
              {"id":"c","type":"function","function":{"name":"f","arguments":"{broken"}}]},
            {"role":"tool","tool_call_id":"a","content":"sunny"},
            {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]},
            {"role":"tool","tool_call_id":"b","content":""},
            {"role":"user","content":"thanks"}
            """);

    assertThat(conversation.turns())
        .containsExactly(
            user("weather?"),
            assistant(
                call("a", "f", "{\"x\":1.50}"),
                call("b", "f", "{}"),
                call("c", "f", "{\"_raw\":\"{broken\"}")),
            user(
                result("a", new Block.Text("sunny")),
                result("c", new Block.Text("x"), new Block.Text("y")),
                result("b")),
            user("thanks"));
  }

  @Test
  void readsTheDeprecatedFunctions() {
    Conversation conversation =
        read(
            """
            {"model":"m","functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"},
             "messages":[{"role":"user","content":"go"},
               {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
               {"role":"function","name":"f","content":"done"}]}
            """);

    assertThat(conversation.tools()).hasSize(1);
    assertThat(conversation.toolChoice().orElseThrow().name()).contains("f");
    assertThat(conversation.turns())
        .containsExactly(
            user("go"),
            assistant(call("call_function_1", "f", "{}")),
            user(result("call_function_1", new Block.Text("done"))));
  }

  @Test
  void readsWhatAnAssistantSaid() {
    Conversation conversation =
        messages(
            """
            {"role":"user","content":"hi"},
            {"role":"assistant","reasoning_content":"hm","content":[{"type":"text","text":"a"},{"type":"refusal","refusal":"b"}]},
            {"role":"assistant","content":null,"refusal":"No."},
            {"role":"assistant","content":""}
            """);

    assertThat(conversation.turns())
        .containsExactly(
            user("hi"),
            assistant(new Block.Thinking("hm", ""), new Block.Text("a"), new Block.Refusal("b")),
            assistant(new Block.Refusal("No.")));
  }

  @Test
  void readsTools() {
    Conversation conversation =
        with(
            """
            "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}},
                     {"type":"function","function":{"name":"g"}},
                     {"type":"custom","custom":{"name":"h"}}],
            "parallel_tool_calls":false
            """);

    Tool.Function first = (Tool.Function) conversation.tools().getFirst();
    assertThat(first.name()).isEqualTo("f");
    assertThat(first.description()).contains("d");
    assertThat(first.strict()).contains(true);
    assertThat(conversation.tools().get(1)).isEqualTo(Conversations.tool("g"));
    assertThat(conversation.tools().get(2))
        .isInstanceOfSatisfying(
            Tool.Function.class,
            text ->
                assertThat(text.inputSchema().at("/properties/input/type").asText())
                    .isEqualTo("string"));
    assertThat(conversation.toolChoice())
        .contains(new ToolChoice(ToolChoice.Mode.AUTO, Optional.empty(), Optional.of(false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"none\" | NONE | ``",
        "\"auto\" | AUTO | ``",
        "\"required\" | ANY | ``",
        "{\"type\":\"function\",\"function\":{\"name\":\"f\"}} | NAMED | f"
      })
  void readsToolChoices(String choice, ToolChoice.Mode mode, String name) {
    Conversation conversation =
        with(
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":"
                + choice);

    assertThat(conversation.toolChoice().orElseThrow().mode()).isEqualTo(mode);
    assertThat(conversation.toolChoice().orElseThrow().name().orElse("")).isEqualTo(name);
  }

  @Test
  void tellsTheModelOnlyOfAllowedTools() {
    Conversation conversation =
        with(
            """
            "tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],
            "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"g"}}]}}
            """);

    assertThat(conversation.tools()).containsExactly(Conversations.tool("g"));
    assertThat(conversation.toolChoice().orElseThrow().mode()).isEqualTo(ToolChoice.Mode.ANY);
  }

  @Test
  void readsFormats() {
    assertThat(with("\"response_format\":{\"type\":\"text\"}").format()).isEmpty();
    assertThat(with("\"response_format\":{\"type\":\"json_object\"}").format())
        .contains(new OutputFormat.JsonObject());
    assertThat(
            with("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"},\"strict\":true}}")
                .format())
        .contains(
            new OutputFormat.JsonSchema(
                Optional.of("n"), Conversations.json("{\"type\":\"object\"}"), Optional.of(true)));
  }

  @Test
  void takesNullForAbsent() {
    Conversation conversation =
        with(
            "\"temperature\":null,\"max_tokens\":null,\"stop\":null,\"tools\":null,\"tool_choice\":null,"
                + "\"response_format\":null,\"user\":null,\"stream\":null,\"stream_options\":null,\"n\":null,"
                + "\"logit_bias\":null,\"reasoning_effort\":null,\"parallel_tool_calls\":null");

    assertThat(conversation.maxTokens()).isEmpty();
    assertThat(conversation.extras()).isEmpty();
  }

  @Test
  void takesATinyTemperatureForZero() {
    assertThat(with("\"temperature\":1e-400").sampling().temperature()).contains(BigDecimal.ZERO);
  }

  @Test
  void keepsTheOrderOfSpeakers() {
    assertThat(
            messages(
                    "{\"role\":\"assistant\",\"content\":\"first\"},{\"role\":\"user\",\"content\":\"then\"}")
                .turns())
        .extracting(Turn::role)
        .containsExactly(Turn.Role.ASSISTANT, Turn.Role.USER);
  }
}
