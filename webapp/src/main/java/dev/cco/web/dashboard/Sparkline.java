package dev.cco.web.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Draws a small line over a period as an SVG path, 100 wide and 28 high, from zero. */
final class Sparkline {
  static final int POINTS = 24;

  private Sparkline() {}

  /** The path through the values; absent ones leave gaps. */
  static String path(List<OptionalDouble> values) {
    double highest = values.stream().flatMapToDouble(OptionalDouble::stream).max().orElse(0);
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isEmpty()) {
        drawing = false;
        continue;
      }
      double x = 100.0 * i / (values.size() - 1);
      double height = highest > 0 ? Math.max(0, values.get(i).getAsDouble()) / highest : 0;
      path.append(
          String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", x, 26 - 24 * height));
      // A lone point has no length and would not be drawn.
      path.append(drawing ? "" : "h.01");
      drawing = true;
    }
    return path.toString();
  }
}
