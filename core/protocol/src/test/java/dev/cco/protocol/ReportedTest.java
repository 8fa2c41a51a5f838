package dev.cco.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.chat.ChatStyle;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.protocol.responses.ResponsesDialect;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes missing on the way to another language is named, however deep it stood. */
class ReportedTest {
  private static final ChatDialect CHAT = new ChatDialect();
  private static final MessagesDialect MESSAGES = new MessagesDialect();

  private static Conversation read(Dialect dialect, String request) {
    return dialect.readRequest(
        Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  /** A history of three turns, the second of them of the assistant. */
  private static Conversation history(String assistant) {
    return read(
        MESSAGES,
        """
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"},
         {"role":"assistant","content":[%s]},{"role":"user","content":"go on"}]}
        """
            .formatted(assistant));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"} | messages.thinking",
        "{\"type\":\"redacted_thinking\",\"data\":\"d\"} | messages.redacted_thinking",
        "{\"type\":\"text\",\"text\":\"4\",\"citations\":[{\"type\":\"char_location\"}]} | messages.citations"
      })
  void ofTheAssistantsTurnsForOpenAi(String block, String field) {
    Translation said =
        CHAT.writeRequest(
            history(block + ",{\"type\":\"text\",\"text\":\"so\"}"), Model.named("m"));

    assertThat(said.dropped()).containsExactly(field);
  }

  @Test
  void notOfThinkingThatTheServerTakesBack() {
    Conversation history =
        history("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"}");

    assertThat(
            CHAT.writeRequest(
                    history,
                    Model.named("m"),
                    ChatStyle.COMPATIBLE.with(Feature.REASONING).without(Feature.PREFILL))
                .dropped())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"},\"allowed_callers\":[\"direct\"]}] | tools.allowed_callers",
        "\"tools\":[{\"name\":\"f\",\"strict\":true,\"input_schema\":{\"type\":\"object\",\"properties\":{\"a\":{}}}}] | tools.strict",
        "\"thinking\":{\"type\":\"adaptive\"} | thinking",
        "\"output_config\":{\"effort\":\"high\"} | output_config.effort"
      })
  void ofAMessagesRequestForACompatibleServer(String member, String field) {
    Conversation asked =
        read(
            MESSAGES,
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + member
                + "}");

    assertThat(CHAT.writeRequest(asked, Model.named("m"), ChatStyle.COMPATIBLE).dropped())
        .containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"role\":\"user\",\"name\":\"bob\",\"content\":\"hi\"} | messages.name",
        "{\"role\":\"assistant\",\"audio\":{\"id\":\"a\"},\"content\":\"hi\"} | messages.audio",
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\",\"detail\":\"low\"}}]} | messages.image_url.detail"
      })
  void ofAChatMessageForAnthropic(String message, String field) {
    Conversation asked = read(CHAT, "{\"model\":\"m\",\"messages\":[" + message + "]}");

    assertThat(MESSAGES.writeRequest(asked, Model.named("m")).dropped()).containsExactly(field);
  }

  @Test
  void ofAGrammarForAnthropic() {
    Conversation asked =
        read(
            CHAT,
            """
            {"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"custom",
             "custom":{"name":"f","format":{"type":"grammar","grammar":{"definition":"x","syntax":"lark"}}}}]}
            """);

    assertThat(MESSAGES.writeRequest(asked, Model.named("m")).dropped())
        .containsExactly("tools.custom.format");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"gAAA\"} | input.reasoning",
        "{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"https://example.org/a.png\",\"detail\":\"low\"}]} | input.detail",
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\",\"annotations\":[{\"type\":\"url_citation\"}]}]} | input.annotations"
      })
  void ofAResponsesItemForAnthropic(String item, String field) {
    Conversation asked =
        read(
            new ResponsesDialect(),
            "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + item
                + ",{\"role\":\"user\",\"content\":\"go on\"}]}");

    assertThat(MESSAGES.writeRequest(asked, Model.named("m")).dropped()).containsExactly(field);
  }
}
