package dev.cco.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class TrendTest {

  @Test
  void comparesWithTheFigureBefore() {
    Trend trend = Trend.percent(new BigDecimal("4.31"), new BigDecimal("4.48"), "$4.48");

    assertThat(trend).isEqualTo(new Trend("fall", "down", "3.8\u00a0%", "from $4.48"));
  }

  @Test
  void aChangeThatWouldBePrintedAsZeroIsNone() {
    assertThat(Trend.percent(new BigDecimal("10004"), new BigDecimal("10000"), "").icon())
        .isEqualTo("same");
    assertThat(Trend.percent(new BigDecimal("10005"), new BigDecimal("10000"), "").icon())
        .isEqualTo("up");
  }

  @Test
  void nothingIsAPercentageOfZero() {
    Trend trend = Trend.percent(BigDecimal.ONE, BigDecimal.ZERO, "$0");

    assertThat(trend).isEqualTo(new Trend("", "", "–", "from $0"));
  }

  @Test
  void aSmallerLossIsARise() {
    assertThat(Trend.percent(new BigDecimal("-1"), new BigDecimal("-2"), "").icon())
        .isEqualTo("up");
  }

  @Test
  void ratesChangeByPercentagePoints() {
    assertThat(Trend.points(0.645, 0.61))
        .isEqualTo(new Trend("up", "up", "3.5\u00a0pp", "from 61.0\u00a0%"));
  }
}
