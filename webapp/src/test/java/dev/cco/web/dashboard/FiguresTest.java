package dev.cco.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12345678.905 | $12,345,678.91",
        "1            | $1.00",
        "0.99995      | $1.00",
        "0.99994      | $0.9999",
        "0.1          | $0.1000",
        "0.0999995    | $0.1000",
        "0.0999994    | $0.099999",
        "0.018204     | $0.018204",
        "0.000001     | $0.000001",
        "0.0000009999 | <$0.000001",
        "0.000000005  | <$0.000001",
        "0            | $0",
        "0.0000       | $0",
        "-4.305       | −$4.31",
        "-0.5         | −$0.5000",
        "-0.0000001   | >−$0.000001"
      })
  void writesSumsWithDecimalsByTheirSize(BigDecimal dollars, String written) {
    assertThat(Figures.sum(dollars)).isEqualTo(written);
  }

  @Test
  void aSumOfUnknownPricesOnlyIsUnknown() {
    assertThat(Figures.sum(BigDecimal.ZERO, 3)).isEqualTo("unknown");
    assertThat(Figures.sum(BigDecimal.ZERO, 0)).isEqualTo("$0");
    assertThat(Figures.sum(new BigDecimal("4.31"), 3)).isEqualTo("$4.31");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12.5         | $12.500000",
        "0.105864     | $0.105864",
        "0.0000004    | <$0.000001",
        "0            | $0"
      })
  void writesRowsWithSixDecimals(BigDecimal dollars, String written) {
    assertThat(Figures.row(dollars)).isEqualTo(written);
  }

  @Test
  void aRowOfUnknownPriceIsUnknown() {
    assertThat(Figures.row(Optional.empty())).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"4.3078215000 | $4.3078215", "1E+3 | $1,000.00", "0 | $0.00", "5E-9 | $0.000000005"})
  void writesMoneyToItsLastDigit(BigDecimal dollars, String written) {
    assertThat(Figures.exact(dollars)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0             | 0",
        "999999        | 999,999",
        "1000000       | 1.00 M",
        "4500000       | 4.50 M",
        "999994999     | 999.99 M",
        "999995000     | 1.00 B",
        "9876543210123 | 9.88 T",
        "9223372036854775807 | 9,223,372.04 T"
      })
  void abbreviatesCountsFromOneMillion(long count, String written) {
    assertThat(spaces(Figures.count(count))).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0            | 0.0 ms",
        "2640000      | 2.6 ms",
        "9949999      | 9.9 ms",
        "9950000      | 10 ms",
        "999499999    | 999 ms",
        "999500000    | 1.00 s",
        "1640000000   | 1.64 s",
        "99994000000  | 99.99 s",
        "99995000000  | 100 s",
        "7200000000000 | 7,200 s"
      })
  void writesDurationsWithThreeDigits(long nanos, String written) {
    assertThat(spaces(Figures.duration(Duration.ofNanos(nanos)))).isEqualTo(written);
  }

  @Test
  void writesShares() {
    assertThat(spaces(Figures.percent(0.6452, 1))).isEqualTo("64.5 %");
    assertThat(spaces(Figures.percent(21, 6078, 2))).isEqualTo("0.35 %");
    assertThat(Figures.percent(0, 0, 2)).isEqualTo("–");
    assertThat(spaces(Figures.percent(0, 10, 1))).isEqualTo("0.0 %");
    assertThat(spaces(Figures.percent(4, 10_000, 1))).isEqualTo("<0.1 %");
    assertThat(spaces(Figures.percent(5, 10_000, 1))).isEqualTo("0.1 %");
  }

  @Test
  void writesTheDayOnlyWhenItIsAnother() {
    Instant now = Instant.parse("2026-11-19T14:32:05Z");

    assertThat(Figures.when(Instant.parse("2026-11-19T00:00:00Z"), now)).isEqualTo("00:00:00");
    assertThat(Figures.when(Instant.parse("2026-11-18T23:59:59Z"), now))
        .isEqualTo("18 Nov 23:59:59");
  }

  @ParameterizedTest
  @CsvSource({"0, 1 s ago", "59, 59 s ago", "60, 1 min ago", "3599, 59 min ago"})
  void writesShortAges(long seconds, String written) {
    Instant now = Instant.parse("2026-11-19T14:32:05Z");

    assertThat(Figures.ago(now.minusSeconds(seconds), now)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"3600, 1 h ago", "86399, 23 h ago", "86400, 1 d ago", "864000, 10 d ago"})
  void writesLongAges(long seconds, String written) {
    Instant now = Instant.parse("2026-11-19T14:32:05Z");

    assertThat(Figures.ago(now.minusSeconds(seconds), now)).isEqualTo(written);
  }

  @Test
  void showsControlCharactersInsteadOfSendingThem() {
    assertThat(Figures.name("a\u0000b\u001bc\u007fd\u0085e\ud800f\uffffg"))
        .isEqualTo("a\u2400b\u241bc\u2421d\ufffde\ufffdf\ufffdg");
    assertThat(Figures.name("ab\u202edc\u2066e")).isEqualTo("ab\ufffddc\ufffde");
    assertThat(Figures.name("<b>Zoë 🚀")).isEqualTo("<b>Zoë 🚀");
  }

  private static String spaces(String written) {
    return written.replace('\u00a0', ' ');
  }
}
