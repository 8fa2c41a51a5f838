package dev.cco.web.dashboard;

import dev.cco.ledger.Reports.Totals;
import java.math.BigDecimal;
import java.time.Instant;

/** The sums of one project, or of all, in words. */
public record ProjectRow(
    String name,
    String cost,
    String exactCost,
    String unpriced,
    String share,
    String calls,
    String tokens,
    String hitRate,
    String errors,
    String errorRate,
    String savings,
    String exactSavings,
    String lastActivity) {

  static ProjectRow of(String name, Totals totals, BigDecimal allCosts, Instant now) {
    return new ProjectRow(
        Figures.name(name),
        Figures.sum(totals.cost(), totals.unpriced()),
        Figures.exact(totals.cost()),
        totals.unpriced() == 0 ? "" : "+ " + Figures.count(totals.unpriced()) + " unpriced",
        share(totals.cost(), allCosts),
        Figures.count(totals.calls()),
        Figures.count(totals.tokens()),
        FigureStrip.rate(totals),
        Figures.count(totals.failed()),
        totals.failed() == 0 ? "" : Figures.percent(totals.failed(), totals.calls(), 2),
        Figures.sum(totals.savings().total()),
        Figures.exact(totals.savings().total()),
        totals.lastActivity().map(last -> Figures.ago(last, now)).orElse(Figures.NONE));
  }

  public boolean costUnknown() {
    return cost.equals(Figures.UNKNOWN);
  }

  private static String share(BigDecimal cost, BigDecimal all) {
    return all.signum() == 0
        ? Figures.NONE
        : Figures.percent(cost.doubleValue() / all.doubleValue(), 1);
  }
}
