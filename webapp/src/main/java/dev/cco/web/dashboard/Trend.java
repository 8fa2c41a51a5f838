package dev.cco.web.dashboard;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * How a figure compares with the one of the period before: a direction, not a verdict.
 *
 * @param icon the shape to draw, empty where nothing can be compared
 * @param word the shape's meaning, for those who do not see it
 */
public record Trend(String icon, String word, String change, String from) {
  static final Trend NO_EARLIER = remark(Figures.NONE, "no earlier period");

  /** Something else than a comparison, in the same place. */
  static Trend remark(String strong, String text) {
    return new Trend("", "", strong, text);
  }

  /** The change in per cent, from an earlier value written as {@code from}. */
  static Trend percent(BigDecimal now, BigDecimal before, String from) {
    if (before.signum() == 0) {
      return remark(Figures.NONE, "from " + from);
    }
    double change = now.subtract(before).divide(before.abs(), MathContext.DECIMAL64).doubleValue();
    return of(change, Figures.percent(Math.abs(change), 1), from);
  }

  /** The change of a rate in percentage points. */
  static Trend points(double now, double before) {
    double change = now - before;
    String points = Figures.percent(Math.abs(change), 1).replace("%", "pp");
    return of(change, points, Figures.percent(before, 1));
  }

  private static Trend of(double change, String written, String from) {
    BigDecimal visible = BigDecimal.valueOf(change).setScale(3, RoundingMode.HALF_UP);
    if (visible.signum() == 0) {
      return new Trend("same", "unchanged", written, "from " + from);
    }
    return visible.signum() > 0
        ? new Trend("up", "up", written, "from " + from)
        : new Trend("fall", "down", written, "from " + from);
  }
}
