package dev.cco.ledger;

import dev.cco.gateway.Money.Savings;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Sums by project, model and provider: the finest that any report shows. Read from plain rows:
 * JPQL's {@code NEW} finds no constructor for some sums, and versions of EclipseLink and drivers
 * differ in their types.
 *
 * @param model empty where none answered, and so the provider
 */
record Cell(String project, String model, String provider, Sums sums) {

  /** Reads sums of roll-ups. */
  static Cell ofMetrics(@Nullable Object[] row) {
    Iterator<@Nullable Object> values = Arrays.asList(row).iterator();
    return new Cell(
        text(values),
        text(values),
        text(values),
        new Sums(
            number(values),
            number(values),
            number(values),
            number(values),
            number(values),
            money(values),
            money(values),
            savings(values),
            number(values),
            number(values),
            number(values),
            number(values),
            number(values),
            number(values),
            number(values),
            number(values),
            number(values),
            number(values)));
  }

  /** Reads sums of calls that the cache took part in in one way. */
  static Cell ofCalls(@Nullable Object[] row) {
    Iterator<@Nullable Object> values = Arrays.asList(row).iterator();
    String project = text(values);
    String model = text(values);
    String provider = text(values);
    String cacheType = text(values);
    long hit = cacheType.startsWith(ApiCall.HIT) ? 1 : 0;
    long miss = cacheType.equals(ApiCall.MISS) ? 1 : 0;
    long calls = number(values);
    long failed = number(values);
    long unpriced = number(values);
    BigDecimal cost = money(values);
    BigDecimal wouldBeCost = money(values);
    Savings savings = savings(values);
    long input = number(values);
    long cacheRead = number(values);
    long cacheWrite = number(values);
    long output = number(values);
    long latency = number(values);
    return new Cell(
        project,
        model,
        provider,
        new Sums(
            calls,
            failed,
            unpriced,
            hit * calls,
            miss * calls,
            cost,
            wouldBeCost,
            savings,
            input,
            cacheRead,
            cacheWrite,
            output,
            hit * (input + cacheRead + cacheWrite),
            hit * output,
            latency,
            hit * latency,
            miss * latency,
            number(values)));
  }

  private static Savings savings(Iterator<@Nullable Object> values) {
    return new Savings(money(values), money(values), money(values), money(values));
  }

  private static String text(Iterator<@Nullable Object> values) {
    return values.next() instanceof String text ? text : "";
  }

  private static long number(Iterator<@Nullable Object> values) {
    return values.next() instanceof Number number ? number.longValue() : 0;
  }

  /** Nothing where all amounts are unknown. */
  private static BigDecimal money(Iterator<@Nullable Object> values) {
    Object value = values.next();
    return value == null ? BigDecimal.ZERO : new BigDecimal(value.toString());
  }
}
