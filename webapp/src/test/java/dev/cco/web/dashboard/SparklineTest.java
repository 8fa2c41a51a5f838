package dev.cco.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SparklineTest {

  @Test
  void drawsFromZeroToTheHighest() {
    assertThat(Sparkline.path(List.of(some(0), some(5), some(10))))
        .isEqualTo("M0.0 26.0h.01L50.0 14.0L100.0 2.0");
  }

  @Test
  void leavesGapsWhereNothingIsKnown() {
    assertThat(Sparkline.path(List.of(some(10), OptionalDouble.empty(), some(10))))
        .isEqualTo("M0.0 2.0h.01M100.0 2.0h.01");
  }

  @Test
  void lossesStayOnTheBaseLine() {
    assertThat(Sparkline.path(List.of(some(-3), some(3)))).isEqualTo("M0.0 26.0h.01L100.0 2.0");
  }

  private static OptionalDouble some(double value) {
    return OptionalDouble.of(value);
  }
}
