package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Conversations.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.spi.CallerFault;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that break a rule, each answered with 400 and the place that is wrong. */
class BadRequestTest {

  private static void assertRefused(String request, String parameter) {
    assertThatThrownBy(() -> read(request))
        .isInstanceOfSatisfying(
            CallerFault.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(OpenAiErrors.parameter(e.pointer())).isEqualTo(parameter);
              assertThat(e.getMessage()).hasSizeBetween(10, 400);
            });
  }

  private static String with(String rest) {
    return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + rest + "}";
  }

  private static String messages(String messages) {
    return "{\"model\":\"m\",\"messages\":" + messages + "}";
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "C1 | \"n\":0 | n",
        "C1 | \"n\":129 | n",
        "C1 | \"n\":2 | n",
        "C1 | \"n\":\"1\" | n",
        "C3 | \"functions\":[],\"tools\":[] | functions",
        "C4 | \"response_format\":{\"type\":\"xml\"} | response_format.type",
        "C4 | \"response_format\":\"json\" | response_format",
        "C4 | \"response_format\":{\"type\":\"json_schema\"} | response_format.json_schema",
        "C5 | \"stream_options\":{\"include_usage\":true} | stream_options",
        "C6 | \"max_tokens\":5,\"max_completion_tokens\":6 | max_tokens",
        "C7 | \"seed\":18446744073709551616 | seed",
        "C7 | \"seed\":1.5 | seed",
        "M29 | \"max_tokens\":1.0 | max_tokens",
        "M31 | \"max_tokens\":0 | max_tokens",
        "M32 | \"max_completion_tokens\":-1 | max_completion_tokens",
        "M33 | \"max_tokens\":2147483648 | max_tokens",
        "M34 | \"max_tokens\":9223372036854775808 | max_tokens",
        "M35 | \"max_tokens\":\"100\" | max_tokens",
        "M37 | \"temperature\":-0.1 | temperature",
        "M38 | \"temperature\":2.1 | temperature",
        "M39 | \"temperature\":\"hot\" | temperature",
        "M39 | \"top_p\":1.01 | top_p",
        "M39 | \"presence_penalty\":-3 | presence_penalty",
        "M66 | \"tools\":{} | tools",
        "M66 | \"tools\":[1] | tools[0]",
        "M66 | \"tools\":[{\"type\":\"function\"}] | tools[0].function",
        "M66 | \"tools\":[{\"type\":\"web_search\"}] | tools[0].type",
        "M66 | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"\"}}] | tools[0].function.name",
        "M68 | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"f\"}}] | tools[1].function.name",
        "M70 | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}}}] | tools[0].function.parameters",
        "M71 | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"$ref\":\"http://evil.test/s\"}}}] | tools[0].function.parameters",
        "M73 | \"tool_choice\":\"required\" | tool_choice",
        "M73 | \"tool_choice\":\"sometimes\" | tool_choice",
        "M73 | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}} | tool_choice.function.name",
        "M75 | \"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"] | stop",
        "M75 | \"stop\":[1] | stop[0]",
        "M75 | \"stop\":7 | stop",
        "M76 | \"stream\":\"true\" | stream",
        "M77 | \"stream\":1 | stream",
        "M95 | \"user\":{} | user",
        "logprobs | \"logprobs\":true | logprobs",
        "logprobs | \"top_logprobs\":3 | logprobs",
        "modalities | \"modalities\":[\"text\",\"audio\"] | modalities",
        "effort | \"reasoning_effort\":\"huge\" | reasoning_effort"
      })
  void refusesAField(String row, String field, String parameter) {
    assertThat(row).isNotEmpty();
    assertRefused(with(field), parameter);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "M50 | [] | messages",
        "M51 | \"hi\" | messages",
        "M54 | [{\"role\":\"root\",\"content\":\"x\"}] | messages[0].role",
        "M54 | [{\"content\":\"x\"}] | messages[0].role",
        "M54 | [\"x\"] | messages[0]",
        "M55 | [{\"role\":\"user\",\"content\":null}] | messages[0].content",
        "M55 | [{\"role\":\"user\"}] | messages[0].content",
        "M55 | [{\"role\":\"assistant\",\"content\":null}] | messages[0].content",
        "M56 | [{\"role\":\"user\",\"content\":[]}] | messages[0].content",
        "M57 | [{\"role\":\"user\",\"content\":7}] | messages[0].content",
        "M59 | [{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}] | messages[0].content[0].type",
        "M60 | [{\"role\":\"user\",\"content\":[{\"type\":\"hologram\"}]}] | messages[0].content[0].type",
        "M60 | [{\"role\":\"system\",\"content\":[{\"type\":\"image_url\"}]}] | messages[0].content[0].type",
        "M61 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,%%%%\"}}]}] | messages[0].content[0].image_url.url",
        "M62 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:text/html;base64,AAAA\"}}]}] | messages[0].content[0].image_url.url",
        "M63 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,\"}}]}] | messages[0].content[0].image_url.url",
        "M65 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://169.254.169.254/\"}}]}] | messages[0].content[0].image_url.url",
        "M65 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///etc/passwd\"}}]}] | messages[0].content[0].image_url.url",
        "M65 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://[::1]/\"}}]}] | messages[0].content[0].image_url.url",
        "M65 | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://2130706433/\"}}]}] | messages[0].content[0].image_url.url",
        "M72 | [{\"role\":\"assistant\",\"tool_calls\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}] | messages[0].tool_calls[0].id"
      })
  void refusesMessages(String row, String messages, String parameter) {
    assertThat(row).isNotEmpty();
    assertRefused(messages(messages), parameter);
  }

  @Test
  void refusesALargeLogitBiasC2() {
    String biases =
        IntStream.range(0, 100_000)
            .mapToObj(token -> "\"" + token + "\":1")
            .collect(Collectors.joining(","));

    assertRefused(with("\"logit_bias\":{" + biases + "}"), "logit_bias");
  }

  @Test
  void refusesALongNameC8() {
    String name = "n".repeat(10 * 1024);

    assertRefused(
        messages("[{\"role\":\"user\",\"name\":\"" + name + "\",\"content\":\"x\"}]"),
        "messages[0].name");
    assertThat(
            read(messages(
                    "[{\"role\":\"user\",\"name\":\""
                        + name.substring(0, 64)
                        + "\",\"content\":\"x\"}]"))
                .turns())
        .hasSize(1);
  }

  @Test
  void refusesTooManyMessagesM52() {
    String many =
        IntStream.rangeClosed(0, 100_000)
            .mapToObj(i -> "{\"role\":\"user\",\"content\":\"x\"}")
            .collect(Collectors.joining(",", "[", "]"));

    assertRefused(messages(many), "messages");
  }

  @Test
  void refusesALargeImageM64() {
    String url = "data:image/png;base64," + "AAAA".repeat(40 * 1024 * 1024 / 3);

    assertRefused(
        messages(
            "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                + url
                + "\"}}]}]"),
        "messages[0].content[0].image_url.url");
  }

  @Test
  void refusesTooManyToolsM67() {
    String many =
        IntStream.rangeClosed(0, 10_000)
            .mapToObj(i -> "{\"type\":\"function\",\"function\":{\"name\":\"f" + i + "\"}}")
            .collect(Collectors.joining(",", "[", "]"));

    assertRefused(with("\"tools\":" + many), "tools");
  }

  @Test
  void refusesADeepSchemaM69() {
    String schema = "{\"items\":".repeat(80) + "{}" + "}".repeat(80);

    assertThatThrownBy(
            () ->
                read(
                    with(
                        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                            + schema
                            + "}}]")))
        .isInstanceOf(CallerFault.class)
        .hasMessageContaining("deep");
  }

  @Test
  void takesAUserOfTheLargestLength() {
    assertThat(read(with("\"user\":\"" + "u".repeat(1024) + "\"")).user()).isPresent();
    assertRefused(with("\"user\":\"" + "u".repeat(1025) + "\""), "user");
  }

  @Test
  void takesARecursiveSchema() {
    String tree =
        "{\"type\":\"object\",\"properties\":{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}";

    assertThat(
            read(with(
                    "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                        + tree
                        + "}}]"))
                .tools())
        .hasSize(1);
  }
}
