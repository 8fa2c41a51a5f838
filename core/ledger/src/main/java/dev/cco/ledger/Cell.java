package dev.cco.ledger;

import dev.cco.gateway.Money.Savings;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Sums by project, model and provider: the finest that any report shows. What queries return. */
record Cell(String project, String model, String provider, Sums sums) {

  /** What JPQL calls; drivers differ in the types of sums. Null where no model answered. */
  Cell(
      String project,
      @Nullable String model,
      @Nullable String provider,
      Number calls,
      Number failed,
      Number unpriced,
      Number hits,
      Number misses,
      Number cost,
      Number wouldBeCost,
      Number cacheSavings,
      Number promptCacheSavings,
      Number modelSavings,
      Number batchSavings,
      Number inputTokens,
      Number cacheReadTokens,
      Number cacheWriteTokens,
      Number outputTokens,
      Number latency,
      Number hitLatency,
      Number missLatency,
      Number lastCall) {
    this(
        project,
        model == null ? "" : model,
        provider == null ? "" : provider,
        new Sums(
            calls.longValue(),
            failed.longValue(),
            unpriced.longValue(),
            hits.longValue(),
            misses.longValue(),
            decimal(cost),
            decimal(wouldBeCost),
            new Savings(
                decimal(cacheSavings),
                decimal(promptCacheSavings),
                decimal(modelSavings),
                decimal(batchSavings)),
            inputTokens.longValue(),
            cacheReadTokens.longValue(),
            cacheWriteTokens.longValue(),
            outputTokens.longValue(),
            0,
            0,
            latency.longValue(),
            hitLatency.longValue(),
            missLatency.longValue(),
            lastCall.longValue()));
  }

  private static BigDecimal decimal(Number value) {
    return value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
  }
}
