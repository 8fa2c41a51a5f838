package dev.cco.web.dashboard;

/**
 * One figure of the strip at the top of a page.
 *
 * @param exact the figure to its last digit
 * @param remark what the figure leaves out or is made of
 * @param line the sparkline's path
 */
public record Figure(
    String label, String value, String exact, Trend trend, String remark, String line) {

  /** A figure of a gateway that has had no call. */
  static Figure none(String label) {
    return new Figure(label, Figures.NONE, "", Trend.remark("", "no call yet"), "", "");
  }

  /** Long figures are set smaller before anything is cut. */
  public String size() {
    if (value.length() > 15) {
      return "kpi__v--longest";
    }
    return value.length() > 11 ? "kpi__v--long" : "";
  }

  /** What is not a number does not look like one. */
  public String look() {
    if (value.equals(Figures.UNKNOWN)) {
      return "unknown";
    }
    return value.equals(Figures.NONE) ? "muted" : "";
  }
}
