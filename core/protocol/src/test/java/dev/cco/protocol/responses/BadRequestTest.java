package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.DIALECT;
import static dev.cco.protocol.responses.Responses.read;
import static dev.cco.protocol.responses.Responses.tape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Operation;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that break a rule, each answered with 400 and the place that is wrong. */
class BadRequestTest {
  private static void assertRefused(ThrowingCallable reading, String parameter) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            CallerFault.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(OpenAiErrors.parameter(e.pointer())).isEqualTo(parameter);
              assertThat(e.getMessage()).hasSizeBetween(10, 400);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"input\":\"x\"} | model",
        "{\"model\":1,\"input\":\"x\"} | model",
        "{\"model\":\"m\",\"input\":{}} | input",
        "{\"model\":\"m\",\"input\":5} | input",
        "{\"model\":\"m\",\"input\":\"x\",\"stream\":\"yes\"} | stream",
        "{\"model\":\"m\",\"input\":\"x\",\"background\":1} | background",
        "{\"model\":\"m\",\"input\":\"x\",\"api_base\":\"http://evil\"} | api_base"
      })
  void isRefusedAtTheDoor(String request, String parameter) {
    assertRefused(() -> DIALECT.facts(tape(request), Operation.RESPONSES), parameter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"previous_response_id\":\"resp_1\" | previous_response_id",
        "\"conversation\":\"conv_1\" | conversation",
        "\"prompt\":{\"id\":\"p\"} | prompt",
        "\"background\":true | background",
        "\"top_logprobs\":2 | top_logprobs",
        "\"include\":[\"message.output_text.logprobs\"] | include[0]",
        "\"include\":[1] | include[0]",
        "\"include\":\"all\" | include",
        "\"stream_options\":{} | stream_options",
        "\"stream\":true,\"stream_options\":1 | stream_options",
        "\"store\":\"no\" | store",
        "\"truncation\":\"middle\" | truncation",
        "\"metadata\":[] | metadata",
        "\"metadata\":{\"a\":1} | metadata.a",
        "\"max_output_tokens\":15 | max_output_tokens",
        "\"max_output_tokens\":1.5 | max_output_tokens",
        "\"max_output_tokens\":2147483648 | max_output_tokens",
        "\"max_tool_calls\":0 | max_tool_calls",
        "\"temperature\":2.1 | temperature",
        "\"temperature\":\"hot\" | temperature",
        "\"top_p\":-1 | top_p",
        "\"instructions\":[] | instructions",
        "\"reasoning\":\"high\" | reasoning",
        "\"reasoning\":{\"effort\":\"huge\"} | reasoning.effort",
        "\"reasoning\":{\"effort\":1} | reasoning.effort",
        "\"reasoning\":{\"summary\":\"long\"} | reasoning.summary",
        "\"text\":\"json\" | text",
        "\"text\":{\"verbosity\":\"mute\"} | text.verbosity",
        "\"text\":{\"format\":{\"type\":\"xml\"}} | text.format.type",
        "\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}} | text.format.name",
        "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}} | text.format.schema",
        "\"tools\":{} | tools",
        "\"tools\":[1] | tools[0]",
        "\"tools\":[{}] | tools[0].type",
        "\"tools\":[{\"type\":\"web_search\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"function\"}] | tools[0].name",
        "\"tools\":[{\"type\":\"function\",\"name\":\"\"}] | tools[0].name",
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":[]}] | tools[0].parameters",
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":1}] | tools[0].strict",
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"custom\",\"name\":\"f\"}] | tools[1].name",
        "\"tool_choice\":\"required\" | tool_choice",
        "\"tool_choice\":\"any\" | tool_choice",
        "\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"} | tool_choice.name",
        "\"tool_choice\":{\"type\":\"web_search_preview\"} | tool_choice.type",
        "\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]} | tool_choice.tools[0].name",
        "\"parallel_tool_calls\":\"no\" | parallel_tool_calls",
        "\"user\":5 | user"
      })
  void isRefusedWithTheNameOfWhatIsWrong(String members, String parameter) {
    assertRefused(() -> read("{\"model\":\"m\",\"input\":\"x\"," + members + "}"), parameter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | input",
        "\"\" | input",
        "null | input",
        "[1] | input[0]",
        "[{}] | input[0].type",
        "[{\"type\":\"item_reference\",\"id\":\"x\"}] | input[0].type",
        "[{\"id\":\"x\"}] | input[0].type",
        "[{\"role\":\"tool\",\"content\":\"x\"}] | input[0].role",
        "[{\"role\":1,\"content\":\"x\"}] | input[0].role",
        "[{\"role\":\"user\"}] | input[0].content",
        "[{\"role\":\"user\",\"content\":{}}] | input[0].content",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}] | input[0].content[0].type",
        "[{\"role\":\"system\",\"content\":[{\"type\":\"input_image\"}]}] | input[0].content[0].type",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":1}]}] | input[0].content[0].text",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}] | input[0].content[0].image_url",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"http://10.0.0.1/a\"}]}] | input[0].content[0].image_url",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}] | input[0].content[0].file_data",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"file:///etc/passwd\"}]}] | input[0].content[0].file_url",
        "[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}] | input[0].call_id",
        "[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":{}}] | input[0].arguments",
        "[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}] | input",
        "[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"x\"}] | input[0].call_id",
        "[{\"type\":\"reasoning\",\"summary\":\"x\"}] | input[0].summary"
      })
  void namesTheItemThatIsWrong(String input, String parameter) {
    assertRefused(() -> read("{\"model\":\"m\",\"input\":" + input + "}"), parameter);
  }

  @ParameterizedTest
  @CsvSource({"web_search", "file_search", "computer_use_preview", "code_interpreter", "mcp"})
  void namesTheToolThatOnlyTheVendorHas(String type) {
    assertThatThrownBy(
            () -> read("{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"" + type + "\"}]}"))
        .hasMessageContaining("'" + type + "'");
  }
}
