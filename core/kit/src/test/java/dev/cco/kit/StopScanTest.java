package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopScanTest {

  private static Events scanned(Told told, boolean whole, String... stops) {
    return new RewrittenEvents(told, new StopScan(List.of(stops), whole, () -> 11));
  }

  private static List<String> streamed(List<Event> events, String... stops) {
    return Told.lines(scanned(new Told(events), false, stops));
  }

  @Test
  void endsTheAnswerAtTheStopAndNamesIt() {
    assertThat(streamed(Told.text("one END two"), "STOP", "END"))
        .containsExactly(
            "started", "open text", "text one ", "close", "finished STOP_SEQUENCE END");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void findsAStopHoweverItIsCut(int length) {
    String text = "one E EN END two";
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); i += length) {
      pieces.add(text.substring(i, Math.min(text.length(), i + length)));
    }

    List<String> lines = streamed(Told.text(pieces.toArray(String[]::new)), "END");

    assertThat(lines).last().isEqualTo("finished STOP_SEQUENCE END");
    assertThat(
            String.join(
                "",
                lines.stream()
                    .filter(line -> line.startsWith("text "))
                    .map(line -> line.substring(5))
                    .toList()))
        .isEqualTo("one E EN ");
  }

  @Test
  void holdsTextBackOnlyWhileItCouldBeTheBeginningOfAStop() {
    Events events = scanned(new Told(Told.text("aE", "Nb", "c")), false, "END");
    events.next();
    events.next();

    assertThat(events.next()).isEqualTo(new Event.TextDelta("a"));
    assertThat(events.next()).isEqualTo(new Event.TextDelta("ENb"));
    assertThat(events.next()).isEqualTo(new Event.TextDelta("c"));
  }

  @Test
  void saysWhatItHeldBackWhenTheBlockEnds() {
    assertThat(streamed(Told.text("aEN"), "END"))
        .containsExactly("started", "open text", "text a", "text EN", "close", "finished END_TURN");
  }

  @Test
  void takesTheStopThatIsCompleteFirst() {
    assertThat(streamed(Told.text("xabcd"), "abcd", "bc"))
        .contains("text xa")
        .endsWith("finished STOP_SEQUENCE bc");
    assertThat(streamed(Told.text("xabc"), "bc", "abc")).endsWith("finished STOP_SEQUENCE abc");
  }

  @Test
  void closesTheProviderAtTheMatchAndEstimatesTheUsage() {
    Told told = new Told(Told.text("12345678END", "never read"));
    Events events = scanned(told, false, "END");
    List<Event> all = new ArrayList<>();
    while (events.hasNext()) {
      all.add(events.next());
    }

    assertThat(told.closed()).isTrue();
    assertThat(((Event.Finished) all.getLast()).usage())
        .isEqualTo(new Usage(11, 0, 0, 0, 4, 0, false));
    assertThat(events.dropped()).containsExactly("top_k");
  }

  @Test
  void keepsTheFiguresOfAnAnswerThatCameWhole() {
    Told told = new Told(Told.text("oneEND two"));
    Events events = scanned(told, true, "END");
    List<Event> all = new ArrayList<>();
    while (events.hasNext()) {
      all.add(events.next());
    }

    assertThat(told.closed()).isFalse();
    assertThat(all)
        .endsWith(
            new Event.TextDelta("one"),
            new Event.BlockStopped(),
            new Event.Finished(StopReason.STOP_SEQUENCE, Optional.of("END"), Told.USAGE));
  }

  @Test
  void looksOnlyIntoText() {
    List<Event> events =
        List.of(
            new Event.BlockStarted(new Block.Thinking("", "")),
            new Event.ThinkingDelta("END"),
            new Event.BlockStopped(),
            new Event.Finished(StopReason.END_TURN, Optional.empty(), Told.USAGE));

    assertThat(streamed(events, "END"))
        .containsExactly("open thinking", "thinking END", "close", "finished END_TURN");
  }
}
