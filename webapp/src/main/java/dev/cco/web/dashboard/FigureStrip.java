package dev.cco.web.dashboard;

import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports.Totals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The figures of a period beside those of the period before. */
record FigureStrip(Totals now, Totals before, Buckets buckets) {

  static List<Figure> ofNothing(List<String> labels) {
    return labels.stream().map(Figure::none).toList();
  }

  Figure cost(String label) {
    String value = now.calls() == 0 ? Figures.NONE : Figures.sum(now.cost(), now.unpriced());
    return new Figure(
        label,
        value,
        "exactly " + Figures.exact(now.cost()),
        trend(now.cost(), before.cost(), Figures.sum(before.cost(), before.unpriced())),
        priced(),
        buckets.sums(one -> one.cost().doubleValue()));
  }

  Figure tokens() {
    return new Figure(
        "Tokens",
        Figures.count(now.tokens()),
        Figures.exactCount(now.tokens()) + " tokens",
        trend(now.tokens(), before.tokens()),
        Figures.count(now.tokens() - now.outputTokens())
            + " in · "
            + Figures.count(now.outputTokens())
            + " out",
        buckets.sums(Totals::tokens));
  }

  Figure calls() {
    return new Figure(
        "Calls",
        Figures.count(now.calls()),
        Figures.exactCount(now.calls()) + " calls",
        trend(now.calls(), before.calls()),
        Figures.count(now.failed())
            + " failed"
            + (now.calls() == 0 ? "" : " · " + Figures.percent(now.failed(), now.calls(), 2)),
        buckets.sums(Totals::calls));
  }

  Figure responseTime() {
    BigDecimal average = BigDecimal.valueOf(now.averageLatency().toNanos());
    BigDecimal earlier = BigDecimal.valueOf(before.averageLatency().toNanos());
    String misses =
        now.calls() == now.hits() ? Figures.NONE : Figures.duration(now.averageMissLatency());
    String hits = now.hits() == 0 ? Figures.NONE : Figures.duration(now.averageHitLatency());
    return new Figure(
        "Average response time",
        now.calls() == 0 ? Figures.NONE : Figures.duration(now.averageLatency()),
        "over " + Figures.exactCount(now.calls()) + " calls",
        now.calls() == 0
            ? Trend.NO_EARLIER
            : trend(average, earlier, Figures.duration(before.averageLatency())),
        "hits " + hits + " · misses " + misses,
        buckets.averages(one -> Optional.of((double) one.averageLatency().toNanos())));
  }

  Figure hitRate() {
    return new Figure(
        "Cache hit rate",
        rate(now),
        "of " + Figures.exactCount(now.hits() + now.misses()) + " calls that asked the cache",
        now.hitRate()
            .flatMap(rate -> before.hitRate().map(earlier -> Trend.points(rate, earlier)))
            .orElse(Trend.NO_EARLIER),
        counted(now.hits(), " hit", " hits") + " · " + counted(now.misses(), " miss", " misses"),
        buckets.averages(Totals::hitRate));
  }

  Figure savings(String label) {
    BigDecimal saved = now.savings().total();
    BigDecimal earlier = before.savings().total();
    return new Figure(
        label,
        now.calls() == 0 ? Figures.NONE : Figures.sum(saved),
        "exactly " + Figures.exact(saved),
        trend(saved, earlier, Figures.sum(earlier)),
        now.calls() == 0 ? "" : "would have cost " + Figures.sum(now.wouldBeCost()),
        buckets.sums(one -> one.savings().total().doubleValue()));
  }

  Figure activeProjects(int lastHour) {
    return new Figure(
        "Active projects",
        Figures.count(now.activeProjects()),
        Figures.exactCount(now.activeProjects()) + " projects",
        Trend.remark(Figures.count(lastHour), "in the last hour"),
        "with at least one call",
        buckets.sums(Totals::activeProjects));
  }

  /** The four kinds of savings, each beside the largest. */
  static List<Bar> savingsByKind(Savings savings) {
    BigDecimal most =
        savings.cache().max(savings.promptCache()).max(savings.model()).max(savings.batch());
    return List.of(
        kind("Response cache", savings.cache(), most, 1),
        kind("Provider prompt cache", savings.promptCache(), most, 2),
        kind("Local or cheaper model", savings.model(), most, 4),
        kind("Batch", savings.batch(), most, 5));
  }

  static String rate(Totals totals) {
    return totals.hitRate().map(rate -> Figures.percent(rate, 1)).orElse(Figures.NONE);
  }

  private static Bar kind(String label, BigDecimal saved, BigDecimal most, int colour) {
    double share = most.signum() > 0 ? saved.doubleValue() / most.doubleValue() : 0;
    return new Bar(label, Figures.sum(saved), Figures.exact(saved), "", Bar.width(share), colour);
  }

  private String priced() {
    if (now.unpriced() == 0) {
      return now.calls() == 0 ? "" : "every call priced";
    }
    return "+ " + counted(now.unpriced(), " call", " calls") + " of unknown price";
  }

  private static String counted(long count, String one, String many) {
    return Figures.count(count) + (count == 1 ? one : many);
  }

  private Trend trend(long value, long earlier) {
    return trend(BigDecimal.valueOf(value), BigDecimal.valueOf(earlier), Figures.count(earlier));
  }

  private Trend trend(BigDecimal value, BigDecimal earlier, String written) {
    if (before.calls() == 0) {
      return Trend.NO_EARLIER;
    }
    return Trend.percent(value, earlier, written);
  }
}
