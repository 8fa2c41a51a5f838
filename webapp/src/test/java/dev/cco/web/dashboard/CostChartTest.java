package dev.cco.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Point;
import dev.cco.ledger.Reports.Totals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CostChartTest {
  private static final Instant NOW = Instant.parse("2026-11-19T14:32:00Z");
  private static final Period HOUR = Period.last(Duration.ofHours(1), NOW);
  private static final Duration HALF = Duration.ofMinutes(30);

  @Test
  void ranksGroupsByCostAndPutsTheRestTogether() {
    CostChart chart =
        chart(
            point(0, "e", "0.01"),
            point(0, "d", "0.02"),
            point(0, "c", "3"),
            point(0, "b", "2"),
            point(1, "b", "2"),
            point(0, "a", "5"),
            point(1, "f", "0.04"));

    assertThat(chart.series())
        .extracting(CostChart.Series::name, CostChart.Series::colour, CostChart.Series::total)
        .containsExactly(
            tuple("a", 1, "$5.00"),
            tuple("b", 2, "$4.00"),
            tuple("c", 3, "$3.00"),
            tuple("f", 4, "$0.040000"),
            tuple("Others (2)", 5, "$0.030000"));
    assertThat(chart.legend()).first().isEqualTo(chart.series().getLast());
  }

  @Test
  void groupsThatCostNothingAreNotDrawn() {
    assertThat(chart(point(0, "local", "0")).series()).isEmpty();
  }

  @Test
  void saysTheSameInATableNewestFirst() {
    CostChart chart = chart(point(0, "a", "1"), point(1, "a", "0.25"));

    assertThat(chart.rows())
        .containsExactly(
            new CostChart.Row("14:02–14:32", List.of("$0.2500")),
            new CostChart.Row("13:32–14:02", List.of("$1.00")));
  }

  @Test
  void definesTheChartWithItsWords() throws Exception {
    JsonNode data =
        new ObjectMapper()
            .readTree(chart(point(0, "a", "1"), point(0, "b", "2")).json())
            .get("data");

    assertThat(data.get("from").asLong()).isEqualTo(HOUR.from().toEpochMilli());
    assertThat(data.get("totals")).map(JsonNode::asText).containsExactly("$3.00", "$0");
    assertThat(data.get("datasets").get(0).get("label").asText()).isEqualTo("b");
    assertThat(data.get("datasets").get(0).get("data")).map(JsonNode::asInt).containsExactly(2, 0);
    assertThat(data.get("datasets").get(0).get("words").get(0).asText()).isEqualTo("$2.00");
  }

  @Test
  void noNameCanEndTheScriptItStandsIn() {
    String json = chart(point(0, "</script>]]>\u0000", "1")).json();

    assertThat(json).doesNotContain("<", ">", "\u0000").contains("\\u003c/script\\u003e]]");
  }

  @Test
  void aCallAtTheEdgeCountsInTheBucketNextToIt() {
    Point before = new Point(HOUR.from().minusSeconds(1), "a", totals("1"));
    Point after = new Point(HOUR.to(), "a", totals("2"));

    CostChart chart = CostChart.of(List.of(before, after), HOUR, HALF);

    assertThat(chart.series().getFirst().costs())
        .containsExactly(new BigDecimal("1"), new BigDecimal("2"));
  }

  private static CostChart chart(Point... points) {
    return CostChart.of(List.of(points), HOUR, HALF);
  }

  private static Point point(int bucket, String group, String cost) {
    return new Point(HOUR.from().plus(HALF.multipliedBy(bucket)), group, totals(cost));
  }

  private static Totals totals(String cost) {
    return new Totals(
        1,
        0,
        0,
        1,
        new BigDecimal(cost),
        0,
        new BigDecimal(cost),
        Savings.NONE,
        1,
        0,
        0,
        1,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        1,
        Optional.empty());
  }
}
