package dev.cco.web.dashboard;

import java.util.Locale;

/**
 * One line of a list with bars.
 *
 * @param exact the value to its last digit
 * @param remark beside the value
 * @param width of 100
 * @param colour the number of the data colour
 */
public record Bar(
    String label, String value, String exact, String remark, String width, int colour) {

  /** A share as a width; what is more than nothing stays visible. */
  static String width(double share) {
    double shown = share > 0 ? Math.clamp(share * 100, 0.5, 100) : 0;
    return String.format(Locale.ROOT, "%.2f", shown);
  }
}
