package dev.cco.ledger;

import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports.Totals;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Sums over calls, as the tables count: money exact, time in microseconds. */
record Sums(
    long calls,
    long failed,
    long unpriced,
    long hits,
    long misses,
    BigDecimal cost,
    BigDecimal wouldBeCost,
    Savings savings,
    long inputTokens,
    long cacheReadTokens,
    long cacheWriteTokens,
    long outputTokens,
    long savedInputTokens,
    long savedOutputTokens,
    long latency,
    long hitLatency,
    long missLatency,
    long lastCall) {

  static final Sums NONE =
      new Sums(
          0,
          0,
          0,
          0,
          0,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          Savings.NONE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          Long.MIN_VALUE);

  static Sums of(ApiCall call) {
    boolean hit = call.cacheHit;
    return new Sums(
        1,
        call.status >= 400 ? 1 : 0,
        call.cost == null && call.tokens() > 0 ? 1 : 0,
        hit ? 1 : 0,
        call.cacheMiss() ? 1 : 0,
        call.cost == null ? BigDecimal.ZERO : call.cost,
        call.wouldBeCost == null ? BigDecimal.ZERO : call.wouldBeCost,
        new Savings(
            call.cacheSavings, call.promptCacheSavings, call.modelSavings, call.batchSavings),
        call.inputTokens,
        call.cacheReadTokens,
        call.cacheWriteTokens(),
        call.outputTokens,
        hit ? call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens() : 0,
        hit ? call.outputTokens : 0,
        call.latency,
        hit ? call.latency : 0,
        call.cacheMiss() ? call.latency : 0,
        call.started);
  }

  Sums plus(Sums other) {
    return new Sums(
        calls + other.calls,
        failed + other.failed,
        unpriced + other.unpriced,
        hits + other.hits,
        misses + other.misses,
        cost.add(other.cost),
        wouldBeCost.add(other.wouldBeCost),
        plus(savings, other.savings),
        inputTokens + other.inputTokens,
        cacheReadTokens + other.cacheReadTokens,
        cacheWriteTokens + other.cacheWriteTokens,
        outputTokens + other.outputTokens,
        savedInputTokens + other.savedInputTokens,
        savedOutputTokens + other.savedOutputTokens,
        latency + other.latency,
        hitLatency + other.hitLatency,
        missLatency + other.missLatency,
        Math.max(lastCall, other.lastCall));
  }

  Totals totals(int activeProjects) {
    return new Totals(
        calls,
        failed,
        hits,
        misses,
        cost,
        unpriced,
        wouldBeCost,
        savings,
        inputTokens,
        cacheReadTokens,
        cacheWriteTokens,
        outputTokens,
        average(latency, calls),
        average(hitLatency, hits),
        average(missLatency, misses),
        activeProjects,
        calls == 0 ? Optional.empty() : Optional.of(Micros.instant(lastCall)));
  }

  private static Savings plus(Savings one, Savings other) {
    return new Savings(
        one.cache().add(other.cache()),
        one.promptCache().add(other.promptCache()),
        one.model().add(other.model()),
        one.batch().add(other.batch()));
  }

  private static Duration average(long micros, long count) {
    return count == 0
        ? Duration.ZERO
        : Duration.ofNanos(Math.multiplyExact(micros, 1_000L) / count);
  }
}
