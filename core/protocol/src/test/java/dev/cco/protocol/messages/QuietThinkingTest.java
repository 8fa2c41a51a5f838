package dev.cco.protocol.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Operation;
import dev.cco.spi.Usage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuietThinkingTest {
  private static final List<Event> ANSWER =
      List.of(
          new Event.Started("m", "m", Usage.of(1, 1)),
          new Event.BlockStarted(new Block.Thinking("", "")),
          new Event.ThinkingDelta("hm"),
          new Event.Ping(),
          new Event.SignatureDelta("s"),
          new Event.BlockStopped(),
          new Event.BlockStarted(new Block.RedactedThinking("x")),
          new Event.BlockStopped(),
          new Event.BlockStarted(new Block.Text("")),
          new Event.TextDelta("hi"),
          new Event.BlockStopped());

  private static String told(String thinking) {
    MessagesDialect dialect = new MessagesDialect();
    String request =
        "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]"
            + thinking
            + "}";
    RequestFacts facts = dialect.facts(Tape.scan(request.getBytes(UTF_8)), Operation.MESSAGES);
    StreamEncoder encoder = dialect.encoder(new AnswerFrame("m", "1", Instant.EPOCH, true), facts);
    return ANSWER.stream()
        .flatMap(event -> encoder.encode(event).stream())
        .map(WireEvent::data)
        .reduce("", (all, data) -> all + data + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"thinking\":{\"type\":\"adaptive\"}",
        ",\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}",
        ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}"
      })
  void showsThinkingToAClientThatSwitchedItOn(String thinking) {
    assertThat(told(thinking))
        .contains("\"thinking\":\"hm\"", "\"signature\":\"s\"", "redacted_thinking")
        .contains("\"index\":2,\"content_block\":{\"type\":\"text\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"thinking\":null", ",\"thinking\":{\"type\":\"disabled\"}"})
  void keepsThinkingFromAClientThatDidNotSwitchItOn(String thinking) {
    assertThat(told(thinking))
        .doesNotContain("thinking", "signature")
        .contains("\"type\":\"ping\"", "\"index\":0,\"content_block\":{\"type\":\"text\"")
        .contains("\"text\":\"hi\"");
  }

  @Test
  void showsOnlyThatThereWasThinkingWhereItsTextIsOmitted() {
    assertThat(told(",\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}"))
        .contains("\"content_block\":{\"type\":\"thinking\"", "redacted_thinking")
        .doesNotContain("hm", "\"signature\":\"s\"")
        .contains("\"index\":2,\"content_block\":{\"type\":\"text\"");
  }
}
