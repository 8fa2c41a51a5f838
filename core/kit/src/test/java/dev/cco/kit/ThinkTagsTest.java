package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkTagsTest {

  private static List<String> read(String... pieces) {
    return Told.lines(new RewrittenEvents(new Told(Told.text(pieces)), new ThinkTags()));
  }

  private static List<String> joined(List<String> lines) {
    List<String> joined = new ArrayList<>();
    for (String line : lines) {
      String kind = line.contains(" ") ? line.substring(0, line.indexOf(' ') + 1) : line;
      boolean grows = kind.equals("text ") || kind.equals("thinking ");
      if (grows && !joined.isEmpty() && joined.getLast().startsWith(kind)) {
        joined.add(joined.removeLast() + line.substring(kind.length()));
      } else {
        joined.add(line);
      }
    }
    return joined;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 11, 100})
  void readsThinkingHoweverItIsCut(int length) {
    String text = "\n<think>\nLet </me> < see.</think>\n\nThe answer is <think>.";
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); i += length) {
      pieces.add(text.substring(i, Math.min(text.length(), i + length)));
    }

    assertThat(joined(read(pieces.toArray(String[]::new))))
        .containsExactly(
            "started",
            "open thinking",
            "thinking Let </me> < see.",
            "close",
            "open text",
            "text The answer is <think>.",
            "close",
            "finished END_TURN");
  }

  @Test
  void leavesTextWithoutTagsAsItIs() {
    assertThat(read(" <thin", " ice"))
        .containsExactly("started", "open text", "text  <thin ice", "close", "finished END_TURN");
  }

  @Test
  void leavesTagsInTheMiddleAsTheyAre() {
    assertThat(read("Say ", "<think>x</think>"))
        .containsExactly(
            "started",
            "open text",
            "text Say ",
            "text <think>x</think>",
            "close",
            "finished END_TURN");
  }

  @Test
  void makesNoBlockOfEmptyTags() {
    assertThat(read("<think>\n\n", "</think>\n\nHi"))
        .containsExactly("started", "open text", "text Hi", "close", "finished END_TURN");
  }

  @Test
  void takesThinkingThatWasCutForThinking() {
    assertThat(read("<think>Let me s</thi"))
        .containsExactly(
            "started",
            "open thinking",
            "thinking Let me s",
            "thinking </thi",
            "close",
            "finished END_TURN");
  }

  @Test
  void keepsATextThatCouldHaveBecomeATag() {
    assertThat(read("<th"))
        .containsExactly("started", "open text", "text <th", "close", "finished END_TURN");
  }

  @Test
  void looksNoFurtherBehindAnotherBlock() {
    List<Event> events = new ArrayList<>();
    events.add(new Event.BlockStarted(new Block.Thinking("", "")));
    events.add(new Event.ThinkingDelta("hm"));
    events.add(new Event.BlockStopped());
    events.addAll(Told.text("<think>x").subList(1, 5));

    assertThat(Told.lines(new RewrittenEvents(new Told(events), new ThinkTags())))
        .containsExactly(
            "open thinking",
            "thinking hm",
            "close",
            "open text",
            "text <think>x",
            "close",
            "finished END_TURN");
  }
}
