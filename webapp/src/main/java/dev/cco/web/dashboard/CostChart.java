package dev.cco.web.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Point;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Cost over a period in stacked bars: the dearest groups by rank, the rest together. */
public final class CostChart {
  private static final int RANKED = 4;
  private static final int REST_COLOUR = 5;

  private final Period period;
  private final Duration bucket;
  private final List<Series> series;

  private CostChart(Period period, Duration bucket, List<Series> series) {
    this.period = period;
    this.bucket = bucket;
    this.series = series;
  }

  /** One group's bars, the largest group first. */
  public record Series(String name, int colour, String total, List<BigDecimal> costs) {
    public Series {
      costs = List.copyOf(costs);
    }
  }

  /** One bucket in words, for the table. */
  public record Row(String from, List<String> costs) {
    public Row {
      costs = List.copyOf(costs);
    }
  }

  static CostChart of(List<Point> points, Period period, Duration bucket) {
    int size = Math.toIntExact(Duration.between(period.from(), period.to()).dividedBy(bucket));
    Map<String, BigDecimal[]> groups = new LinkedHashMap<>();
    for (Point point : points) {
      BigDecimal[] costs = groups.computeIfAbsent(point.group(), group -> zeros(size));
      int index = Buckets.index(point, period, bucket, size);
      costs[index] = costs[index].add(point.totals().cost());
    }
    return new CostChart(period, bucket, ranked(groups, size));
  }

  private static List<Series> ranked(Map<String, BigDecimal[]> groups, int size) {
    List<Map.Entry<String, BigDecimal[]>> dearest =
        groups.entrySet().stream()
            .filter(group -> total(group.getValue()).signum() > 0)
            .sorted(
                Comparator.comparing(
                        (Map.Entry<String, BigDecimal[]> group) -> total(group.getValue()))
                    .reversed()
                    .thenComparing(Map.Entry::getKey))
            .toList();
    List<Series> series = new ArrayList<>();
    dearest.stream()
        .limit(RANKED)
        .forEach(
            group ->
                series.add(
                    series(Figures.name(group.getKey()), series.size() + 1, group.getValue())));
    if (dearest.size() > RANKED) {
      BigDecimal[] rest = zeros(size);
      dearest.stream()
          .skip(RANKED)
          .forEach(group -> Arrays.setAll(rest, i -> rest[i].add(group.getValue()[i])));
      series.add(series("Others (" + (dearest.size() - RANKED) + ")", REST_COLOUR, rest));
    }
    return List.copyOf(series);
  }

  private static Series series(String name, int colour, BigDecimal[] costs) {
    return new Series(name, colour, Figures.sum(total(costs)), List.of(costs));
  }

  public boolean empty() {
    return series.isEmpty();
  }

  /** The series, largest first. */
  public List<Series> series() {
    return series;
  }

  /** The legend, in the order of the stacks as they are seen. */
  public List<Series> legend() {
    return series.reversed();
  }

  /** The same in words, a row for each bucket, the newest first. */
  public List<Row> rows() {
    return IntStream.range(0, size())
        .mapToObj(
            i ->
                new Row(
                    title(i), series.stream().map(one -> Figures.sum(one.costs().get(i))).toList()))
        .toList()
        .reversed();
  }

  /** The chart's definition, safe inside a script element. */
  public String json() {
    ObjectNode chart = JsonNodeFactory.instance.objectNode().put("type", "bar");
    ObjectNode data = chart.putObject("data");
    data.put("from", period.from().toEpochMilli()).put("to", period.to().toEpochMilli());
    ArrayNode titles = data.putArray("titles");
    ArrayNode totals = data.putArray("totals");
    for (int i = 0; i < size(); i++) {
      int at = i;
      titles.add(title(i));
      totals.add(
          Figures.sum(
              series.stream()
                  .map(one -> one.costs().get(at))
                  .reduce(BigDecimal.ZERO, BigDecimal::add)));
    }
    ArrayNode datasets = data.putArray("datasets");
    for (Series one : series) {
      ObjectNode dataset = datasets.addObject().put("label", one.name()).put("rank", one.colour());
      ArrayNode values = dataset.putArray("data");
      ArrayNode words = dataset.putArray("words");
      one.costs().forEach(cost -> values.add(cost.stripTrailingZeros()));
      one.costs().forEach(cost -> words.add(Figures.sum(cost)));
    }
    // Names come from callers: nothing in them may end the script or the partial response's CDATA.
    return chart.toString().replace("<", "\\u003c").replace(">", "\\u003e");
  }

  private int size() {
    return Math.toIntExact(Duration.between(period.from(), period.to()).dividedBy(bucket));
  }

  private String title(int index) {
    Instant from = period.from().plus(bucket.multipliedBy(index));
    Instant to = from.plus(bucket);
    boolean days = Duration.between(period.from(), period.to()).compareTo(Span.DAY.length()) > 0;
    String day = days ? Figures.day(from) + " " : "";
    return day + Figures.minutes(from) + "–" + Figures.minutes(to);
  }

  private static BigDecimal total(BigDecimal[] costs) {
    return Arrays.stream(costs).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal[] zeros(int size) {
    BigDecimal[] zeros = new BigDecimal[size];
    Arrays.fill(zeros, BigDecimal.ZERO);
    return zeros;
  }
}
