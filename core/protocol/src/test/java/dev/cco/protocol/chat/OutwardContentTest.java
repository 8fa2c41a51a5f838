package dev.cco.protocol.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.Translation;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks and tools of a client of Anthropic's, said to servers of this protocol. */
class OutwardContentTest {
  private static final ChatDialect CHAT = new ChatDialect();

  private static Conversation asked(String content, String members) {
    String request =
        """
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":%s}]%s}
        """
            .formatted(content, members.isEmpty() ? "" : "," + members);
    return new MessagesDialect()
        .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  private static Translation said(String content, ChatStyle style) {
    return CHAT.writeRequest(asked(content, ""), Model.named("m"), style);
  }

  private static JsonNode body(Translation translation) {
    return Json.parse(translation.body()).orElseThrow();
  }

  private static JsonNode tools(String tools) {
    return body(CHAT.writeRequest(asked("\"hi\"", "\"tools\":[" + tools + "]"), Model.named("m")))
        .path("tools");
  }

  @ParameterizedTest
  @CsvSource({
    "bash_20250124, bash, command restart",
    "text_editor_20250124, str_replace_editor, command path file_text old_str new_str insert_line view_range",
    "text_editor_20250728, str_replace_based_edit_tool, command path file_text old_str new_str insert_line insert_text view_range",
    "memory_20250818, memory, command path view_range file_text old_str new_str insert_line insert_text old_path new_path"
  })
  void emulatesToolsThatTheClientRuns(String type, String name, String arguments) {
    JsonNode function =
        tools("{\"type\":\"" + type + "\",\"name\":\"" + name + "\"}").at("/0/function");

    assertThat(function.path("name").asText()).isEqualTo(name);
    assertThat(function.path("description").asText()).isNotBlank();
    assertThat(function.at("/parameters/type").asText()).isEqualTo("object");
    assertThat(function.at("/parameters/properties").fieldNames())
        .toIterable()
        .containsExactly(arguments.split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web_search_20260318",
        "web_fetch_20260318",
        "code_execution_20260521",
        "tool_search_tool_regex_20251119",
        "computer_toolset_20260801",
        "mcp_toolset"
      })
  void refusesToolsThatRunAtAnthropic(String type) {
    assertThatThrownBy(() -> tools("{\"type\":\"" + type + "\",\"name\":\"x\"}"))
        .isInstanceOfSatisfying(
            CallerFault.class,
            fault -> {
              assertThat(fault.status()).isEqualTo(400);
              assertThat(fault.pointer()).isEqualTo("/tools/0");
            })
        .hasMessageContaining(type);
  }

  @Test
  void offersToolsThatWereDeferredButNotTheirPlaceholder() {
    JsonNode tools =
        tools(
            "{\"name\":\"late\",\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true},"
                + "{\"name\":\"DeferredToolPlaceholder\",\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true}");

    assertThat(tools.findValuesAsText("name")).containsExactly("late");
    assertThat(tools.toString()).doesNotContain("defer_loading");
  }

  @Test
  void tellsExamplesOfInputInTheDescription() {
    JsonNode tools =
        tools(
            "{\"name\":\"f\",\"description\":\"Does it.\",\"input_schema\":{\"type\":\"object\"},"
                + "\"input_examples\":[{\"x\":1},{\"x\":2}]}");

    assertThat(tools.at("/0/function/description").asText())
        .isEqualTo("Does it.\n\nExamples of input:\n{\"x\":1}\n{\"x\":2}");
  }

  @Test
  void sendsAPdfAsAFileAndTextAsText() {
    JsonNode content =
        body(said(
                """
                    [{"type":"document","title":"Report","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}},
                     {"type":"document","title":"T","source":{"type":"text","media_type":"text/plain","data":"words"}}]
                    """,
                ChatStyle.OPENAI))
            .at("/messages/0/content");

    assertThat(content.at("/0/file/filename").asText()).isEqualTo("Report.pdf");
    assertThat(content.at("/0/file/file_data").asText())
        .isEqualTo("data:application/pdf;base64,AAAA");
    assertThat(content.at("/1/text").asText()).isEqualTo("T\nwords");
  }

  @Test
  void takesADocumentWithPicturesApart() {
    JsonNode content =
        body(said(
                """
                    [{"type":"document","title":"T","source":{"type":"content","content":[
                       {"type":"text","text":"before"},
                       {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
                       {"type":"text","text":"after"}]}}]
                    """,
                ChatStyle.COMPATIBLE))
            .at("/messages/0/content");

    assertThat(content.findValuesAsText("text")).containsExactly("T", "before", "after");
    assertThat(content.at("/2/image_url/url").asText()).isEqualTo("data:image/png;base64,AAAA");
  }

  @Test
  void reportsCitationsThatNobodyCanGive() {
    Translation said =
        said(
            """
            [{"type":"document","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"a"}},
             {"type":"search_result","citations":{"enabled":true},"title":"S","source":"https://example.com","content":[{"type":"text","text":"b"}]},
             {"type":"text","text":"c"}]
            """,
            ChatStyle.COMPATIBLE);

    assertThat(said.dropped()).containsExactly("citations");
    assertThat(body(said).at("/messages/0/content").asText())
        .isEqualTo("a\n\nS\nSource: https://example.com\nb\n\nc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.pdf\"}}"
      })
  void refusesWhatOnlyAnthropicCanFetch(String block) {
    assertThatThrownBy(() -> said("[" + block + "]", ChatStyle.OPENAI))
        .isInstanceOf(CallerFault.class)
        .hasMessageContaining("not supported by this model's provider");
  }

  @Test
  void refusesAPdfWhereNobodyCanReadIt() {
    assertThatThrownBy(
            () ->
                said(
                    "[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}}]",
                    ChatStyle.COMPATIBLE))
        .isInstanceOf(CallerFault.class)
        .hasMessageContaining("documents are not supported");
  }
}
