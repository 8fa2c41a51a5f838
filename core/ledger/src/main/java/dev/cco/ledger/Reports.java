package dev.cco.ledger;

import dev.cco.gateway.Money.Savings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Questions about recorded exchanges. Answers include everything up to a second or two ago. They
 * throw {@link DatabaseAwayException} while there is no database. A period that begins and ends
 * with a minute is answered from roll-ups alone.
 */
public interface Reports {

  /** A span of time; {@code to} is exclusive. */
  record Period(Instant from, Instant to) {
    public static Period last(Duration length, Instant now) {
      return new Period(now.minus(length), now);
    }

    /** The period of the same length before this one. */
    public Period before() {
      return new Period(from.minus(Duration.between(from, to)), from);
    }
  }

  /**
   * Sums over calls, hits included: a hit's tokens are those it would have used.
   *
   * @param failed calls whose status was 400 or above
   * @param misses calls that the cache was asked for and did not have
   * @param cost of the calls whose price is known
   * @param unpriced calls that used tokens at an unknown price
   * @param averageLatency over all calls, zero without any; hits and misses apart beside it
   */
  record Totals(
      long calls,
      long failed,
      long hits,
      long misses,
      BigDecimal cost,
      long unpriced,
      BigDecimal wouldBeCost,
      Savings savings,
      long inputTokens,
      long cacheReadTokens,
      long cacheWriteTokens,
      long outputTokens,
      Duration averageLatency,
      Duration averageHitLatency,
      Duration averageMissLatency,
      int activeProjects,
      Optional<Instant> lastActivity) {

    public long tokens() {
      return inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens;
    }

    /** Hits among the calls that the cache was asked for, 0 to 1; absent without any. */
    public Optional<Double> hitRate() {
      long asked = hits + misses;
      return asked == 0 ? Optional.empty() : Optional.of((double) hits / asked);
    }
  }

  /**
   * The sums of one project or of one provider's model; the name is empty for calls that no model
   * answered, the provider where it does not apply.
   */
  record Share(String name, String provider, Totals totals) {}

  /** What the points of a series are apart by. */
  enum Grouping {
    NONE,
    MODEL,
    PROJECT
  }

  /** The sums of one group in one bucket of time; buckets without calls are left out. */
  record Point(Instant start, String group, Totals totals) {}

  /** One recorded call, for a list of the newest; empty where no model answered. */
  record Call(
      String id,
      Instant time,
      String project,
      String requestedModel,
      String servedModel,
      String provider,
      int attempts,
      int status,
      Optional<String> errorType,
      boolean stream,
      boolean hit,
      Duration latency,
      Optional<Duration> firstByte,
      long inputTokens,
      long outputTokens,
      Optional<BigDecimal> cost,
      BigDecimal saved) {}

  /** Sums of a project, or of all when absent. */
  Totals totals(Optional<String> project, Period period);

  /** Sums by served model, dearest first. */
  List<Share> models(Optional<String> project, Period period);

  /** Sums by project, dearest first. */
  List<Share> projects(Period period);

  /** Sums over time, in buckets that end at the period's end. */
  List<Point> series(Optional<String> project, Period period, Duration bucket, Grouping grouping);

  /** The newest calls first. */
  List<Call> recent(Optional<String> project, int limit);

  /** All projects that ever had a call, by name. */
  List<String> projectNames();
}
