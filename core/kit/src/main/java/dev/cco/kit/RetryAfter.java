package dev.cco.kit;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/** Reads how long a provider asks to wait: milliseconds, seconds, an HTTP date, or a quota. */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  static Optional<Duration> of(Map<String, String> headers, Clock clock) {
    Optional<Duration> millis =
        Optional.ofNullable(headers.get("retry-after-ms")).flatMap(v -> number(v, 3));
    if (millis.isPresent()) {
      return millis;
    }
    return Optional.ofNullable(headers.get("retry-after"))
        .flatMap(value -> number(value, 0).or(() -> date(value, clock)))
        .or(() -> QuotaReset.of(headers, clock));
  }

  /** {@code scale} is the power of ten that makes a second. */
  private static Optional<Duration> number(String value, int scale) {
    String trimmed = value.strip();
    if (trimmed.length() > 20 || !trimmed.matches("[0-9]+(\\.[0-9]+)?")) {
      return Optional.empty();
    }
    BigDecimal seconds = new BigDecimal(trimmed).movePointLeft(scale);
    if (seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
      return Optional.of(LONGEST);
    }
    return Optional.of(Duration.ofNanos(seconds.movePointRight(9).longValue()));
  }

  private static Optional<Duration> date(String value, Clock clock) {
    try {
      Instant then =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), then);
      if (wait.isNegative()) {
        return Optional.of(Duration.ZERO);
      }
      return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
