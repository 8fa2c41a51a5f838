package dev.cco.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How the tables count time and money. */
final class Micros {
  static final int MONEY_SCALE = 12;

  /** Far enough from both ends of a long that a roll-up's period can be added. */
  private static final long LAST = 1L << 62;

  private Micros() {}

  static long of(Instant time) {
    if (time.isBefore(instant(-LAST))) {
      return -LAST;
    }
    return time.isAfter(instant(LAST)) ? LAST : ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static long of(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static Duration duration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  static BigDecimal money(BigDecimal value) {
    return value.setScale(MONEY_SCALE, RoundingMode.HALF_EVEN);
  }
}
