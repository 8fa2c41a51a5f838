package dev.cco.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.api.EncodingType;
import dev.cco.gateway.tokens.PromptTokens.Source;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Conversation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTokensTest {
  private static final String QUESTION = "{\"role\":\"user\",\"content\":\"What is the weather?\"}";

  @Test
  void countsOpenAisModelsByTheirTokenizer() {
    PromptTokens.Count count = PromptTokens.of(prompt(QUESTION, ""), "gpt-5");

    assertThat(count.source()).isEqualTo(Source.TOKENIZER);
    assertThat(count.source().word()).isEqualTo("tokenizer");
    long text = Tokenizers.count(EncodingType.O200K_BASE, "What is the weather?");
    assertThat(count.tokens()).isBetween(text + 7, text + 20);
  }

  @Test
  void estimatesOthersHigher() {
    PromptTokens.Count count = PromptTokens.of(prompt(QUESTION, ""), "claude-opus-5-5");

    assertThat(count.source()).isEqualTo(Source.ESTIMATE);
    assertThat(count.source().word()).isEqualTo("estimate");
    assertThat(count.tokens())
        .isGreaterThanOrEqualTo(PromptTokens.of(prompt(QUESTION, ""), "gpt-5").tokens());
  }

  /** Each of these was left out by somebody. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"system\":\"Be brief, and say where you know it from.\"",
        "\"tools\":[{\"name\":\"get_weather\",\"description\":\"Says the weather of a town.\","
            + "\"input_schema\":{\"type\":\"object\",\"properties\":{\"town\":{\"type\":\"string\"}}}}]",
      })
  void case24CountsWhatStandsBesideTheMessages(String member) {
    for (String model : new String[] {"gpt-4o", "claude-opus-5-5"}) {
      long without = PromptTokens.of(prompt(QUESTION, ""), model).tokens();

      assertThat(PromptTokens.of(prompt(QUESTION, "," + member), model).tokens())
          .isGreaterThan(without + 8);
    }
  }

  @Test
  void countsPicturesBySize() {
    String png = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAADwf7zU"; // 1024 by 1024
    String inline =
        "{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\","
            + "\"media_type\":\"image/png\",\"data\":\""
            + png
            + "\"}}]}";
    String hidden =
        "{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\","
            + "\"url\":\"https://example.com/a.png\"}}]}";

    assertThat(PromptTokens.of(prompt(inline, ""), "gpt-4o").tokens()).isBetween(765L, 785L);
    assertThat(PromptTokens.of(prompt(inline, ""), "claude-x").tokens()).isBetween(1399L, 1425L);
    assertThat(PromptTokens.of(prompt(hidden, ""), "claude-x").tokens()).isGreaterThan(4_784);
  }

  @Test
  void countsDocuments() {
    String pdf = "JVBERi0xLjcKL1R5cGUgL1BhZ2UgL1R5cGUgL1BhZ2U="; // two pages
    String document =
        "{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"%s\","
            + "\"media_type\":\"%s\",\"data\":\"%s\"}}]}";
    String text = "word ".repeat(1000);

    assertThat(tokens(document.formatted("base64", "application/pdf", pdf)))
        .isBetween(9_200L, 9_230L);
    assertThat(tokens(document.formatted("text", "text/plain", text))).isBetween(1000L, 1500L);
    assertThat(
            tokens(
                "{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"url\","
                    + "\"url\":\"https://example.com/a.pdf\"}}]}"))
        .isGreaterThan(30_000);
  }

  @Test
  void countsCallsResultsAndThinking() {
    String turns =
        QUESTION
            + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Let me"
            + " look it up with the tool I was"
            + " given.\",\"signature\":\"s\"},{\"type\":\"tool_use\","
            + "\"id\":\"toolu_1\",\"name\":\"get_weather\",\"input\":{\"town\":\"Oslo\"}}]},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":[{\"type\":\"text\",\"text\":\"Rain,"
            + " and a storm from the west.\"}]}]}";

    assertThat(tokens(turns)).isGreaterThan(tokens(QUESTION) + 40);
  }

  private static long tokens(String turns) {
    return PromptTokens.of(prompt(turns, ""), "llama").tokens();
  }

  private static Conversation prompt(String turns, String more) {
    String body = "{\"model\":\"m\",\"messages\":[" + turns + "]" + more + "}";
    return new MessagesDialect()
        .readCountRequest(Tape.scan(body.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }
}
