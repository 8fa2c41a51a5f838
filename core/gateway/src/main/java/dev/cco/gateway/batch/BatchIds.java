package dev.cco.gateway.batch;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;

/** Makes the ids of batches: they sort by time, and nobody can guess them. */
final class BatchIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private BatchIds() {}

  static String next(Clock clock) {
    return String.format(Locale.ROOT, "msgbatch_%012x%016x", clock.millis(), RANDOM.nextLong());
  }
}
