package dev.cco.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventGrammarTest {
  private static final Event STARTED = new Event.Started("id", "m", Usage.UNKNOWN);
  private static final Event TEXT = new Event.BlockStarted(new Block.Text(""));
  private static final Event CALL =
      new Event.BlockStarted(new Block.ToolUse("c", "f", JsonNodeFactory.instance.objectNode()));
  private static final Event WORD = new Event.TextDelta("word");
  private static final Event STOPPED = new Event.BlockStopped();
  private static final Event FINISHED = finished(StopReason.END_TURN);

  @Test
  void collectsAnAnswer() {
    Transcript answer =
        collect(
            STARTED,
            new Event.Ping(),
            TEXT,
            WORD,
            WORD,
            STOPPED,
            CALL,
            new Event.ArgumentsDelta("{\"a\""),
            new Event.ArgumentsDelta(":1}"),
            STOPPED,
            finished(StopReason.TOOL_USE));

    assertThat(answer.text()).isEqualTo("wordword");
    assertThat(answer.toolCalls().getFirst().input().path("a").asInt()).isEqualTo(1);
    assertThat(answer.deltas()).isEqualTo(4);
  }

  static Stream<List<Event>> brokenAnswers() {
    return Stream.of(
        List.of(),
        List.of(STARTED),
        List.of(FINISHED),
        List.of(STARTED, STARTED, FINISHED),
        List.of(STARTED, FINISHED, FINISHED),
        List.of(STARTED, WORD, FINISHED),
        List.of(STARTED, TEXT, FINISHED),
        List.of(STARTED, TEXT, TEXT, STOPPED, STOPPED, FINISHED),
        List.of(STARTED, STOPPED, FINISHED),
        List.of(STARTED, TEXT, new Event.ArgumentsDelta("{}"), STOPPED, FINISHED),
        List.of(STARTED, new Event.BlockStarted(new Block.Text("a")), STOPPED, FINISHED),
        List.of(STARTED, CALL, STOPPED, FINISHED),
        List.of(STARTED, TEXT, STOPPED, finished(StopReason.TOOL_USE)),
        List.of(
            STARTED, CALL, new Event.ArgumentsDelta("{"), STOPPED, finished(StopReason.TOOL_USE)),
        List.of(
            STARTED, CALL, new Event.ArgumentsDelta("[]"), STOPPED, finished(StopReason.TOOL_USE)),
        List.of(
            STARTED, new Event.Finished(StopReason.END_TURN, Optional.of("x"), Usage.of(1, 1))));
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void refusesABrokenOrder(List<Event> events) {
    assertThatThrownBy(() -> collect(events.toArray(new Event[0])))
        .isInstanceOf(AssertionError.class);
  }

  private static Event finished(StopReason reason) {
    return new Event.Finished(reason, Optional.empty(), Usage.of(1, 1));
  }

  private static Transcript collect(Event... events) {
    EventGrammar grammar = new EventGrammar();
    for (Event event : events) {
      grammar.accept(event);
    }
    return grammar.transcript(List.of());
  }
}
