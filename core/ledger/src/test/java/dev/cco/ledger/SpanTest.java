package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.ledger.Span.Source;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpanTest {
  private static final long MINUTE = Source.MINUTE.length();
  private static final long HOUR = Source.HOUR.length();

  @Test
  void readsWholeHoursFromRollUpsAndTheEndsFromFinerOnes() {
    assertThat(Span.of(HOUR - MINUTE - 1, 3 * HOUR + 2 * MINUTE + 5))
        .containsExactly(
            new Span(Source.CALLS, HOUR - MINUTE - 1, HOUR - MINUTE),
            new Span(Source.MINUTE, HOUR - MINUTE, HOUR),
            new Span(Source.HOUR, HOUR, 3 * HOUR),
            new Span(Source.MINUTE, 3 * HOUR, 3 * HOUR + 2 * MINUTE),
            new Span(Source.CALLS, 3 * HOUR + 2 * MINUTE, 3 * HOUR + 2 * MINUTE + 5));
  }

  @Test
  void readsAnAlignedPeriodFromOneRollUp() {
    assertThat(Span.of(HOUR, 2 * HOUR)).containsExactly(new Span(Source.HOUR, HOUR, 2 * HOUR));
  }

  @Test
  void readsWhatHoldsNoWholeMinuteFromTheCalls() {
    assertThat(Span.of(5, MINUTE + 5)).containsExactly(new Span(Source.CALLS, 5, MINUTE + 5));
  }

  @Test
  void hasNothingToReadInAnEmptyPeriod() {
    assertThat(Span.of(5, 5)).isEmpty();
    assertThat(Span.of(6, 5)).isEmpty();
  }

  @Test
  void coversAnyPeriodOnceInOrder() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      long from = random.nextLong(-10 * HOUR, 10 * HOUR);
      long to = from + random.nextLong(1, 6 * HOUR);

      List<Span> spans = Span.of(from, to);

      assertThat(spans.getFirst().from()).isEqualTo(from);
      assertThat(spans.getLast().to()).isEqualTo(to);
      for (int next = 1; next < spans.size(); next++) {
        assertThat(spans.get(next).from()).isEqualTo(spans.get(next - 1).to());
      }
      assertThat(spans)
          .allSatisfy(span -> assertThat(span.source().start(span.from())).isEqualTo(span.from()))
          .allSatisfy(span -> assertThat(span.source().start(span.to())).isEqualTo(span.to()));
    }
  }
}
