package dev.cco.gateway;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What one exchange cost and saved, in exact US dollars.
 *
 * @param cost what was paid; absent where the price is unknown
 * @param wouldBe what it would have cost without the gateway; absent where unknown
 * @param unitPrices the prices used, absent where unknown
 */
public record Money(
    Optional<BigDecimal> cost,
    Optional<BigDecimal> wouldBe,
    Savings savings,
    Optional<UnitPrices> unitPrices) {

  /** No price is known. */
  public static final Money UNKNOWN =
      new Money(Optional.empty(), Optional.empty(), Savings.NONE, Optional.empty());

  /** A call that cost nothing because nothing was answered. */
  public static final Money NOTHING =
      new Money(
          Optional.of(BigDecimal.ZERO),
          Optional.of(BigDecimal.ZERO),
          Savings.NONE,
          Optional.empty());

  /**
   * What an answer cost, nothing, and saved, all of it, that was had without an upstream call.
   *
   * @param wouldBe what the call would have cost
   */
  public static Money spared(Optional<BigDecimal> wouldBe, Optional<UnitPrices> unitPrices) {
    Savings savings =
        new Savings(
            wouldBe.orElse(BigDecimal.ZERO), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    return new Money(Optional.of(BigDecimal.ZERO), wouldBe, savings, unitPrices);
  }

  /**
   * Four kinds of savings, never mixed.
   *
   * @param cache by an answer from the response cache
   * @param promptCache by the provider's prompt cache, net of what writing to it cost more; may be
   *     negative
   * @param model by a local or cheaper model
   * @param batch by batch prices
   */
  public record Savings(
      BigDecimal cache, BigDecimal promptCache, BigDecimal model, BigDecimal batch) {
    public static final Savings NONE =
        new Savings(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    public BigDecimal total() {
      return cache.add(promptCache).add(model).add(batch);
    }
  }

  /** US dollars per 1,000,000 tokens of each class, as applied. */
  public record UnitPrices(
      BigDecimal input,
      BigDecimal cacheRead,
      BigDecimal cacheWrite5m,
      BigDecimal cacheWrite1h,
      BigDecimal output) {}
}
