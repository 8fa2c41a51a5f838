package dev.cco.gateway.settings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 30s}, {@code 1h}, {@code 1h30m}. */
public final class Durations {
  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,18}(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private Durations() {}

  /**
   * The length of time.
   *
   * @throws IllegalArgumentException if it is not a duration, with what one looks like
   */
  public static Duration parse(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    if (trimmed.equals("0")) {
      return Duration.ZERO;
    }
    if (!WHOLE.matcher(trimmed).matches()) {
      throw new IllegalArgumentException(
          "not a duration: '" + text + "'; write whole numbers and ms, s, m, h or d, as in 30s");
    }
    try {
      return sum(PART.matcher(trimmed));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too long a duration: '" + text + "'", e);
    }
  }

  private static Duration sum(Matcher parts) {
    Duration sum = Duration.ZERO;
    while (parts.find()) {
      sum = sum.plus(Long.parseLong(parts.group(1)), unit(parts.group(2)));
    }
    // Callers count in milliseconds and nanoseconds: refuse here what would overflow there.
    return Duration.ofNanos(sum.toNanos());
  }

  private static ChronoUnit unit(String name) {
    return switch (name) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }
}
