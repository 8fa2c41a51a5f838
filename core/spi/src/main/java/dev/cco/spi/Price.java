package dev.cco.spi;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a model costs, in US dollars per 1,000,000 tokens of each class. A class without a price is
 * not offered or unknown; zero is free.
 *
 * @param tiers prices of the whole request when its prompt is longer, by rising bound
 * @param batchFactor what a batch costs of it, between 0 and 1
 * @param savingsComparison the model a local or cheaper one is compared with
 */
public record Price(
    BigDecimal input,
    BigDecimal output,
    Optional<BigDecimal> cacheRead,
    Optional<BigDecimal> cacheWrite5m,
    Optional<BigDecimal> cacheWrite1h,
    List<Tier> tiers,
    Optional<BigDecimal> batchFactor,
    Optional<String> savingsComparison) {

  /**
   * Prices of the whole request above a bound.
   *
   * @param above prompt tokens, cache reads and writes included
   */
  public record Tier(
      long above,
      BigDecimal input,
      BigDecimal output,
      Optional<BigDecimal> cacheRead,
      Optional<BigDecimal> cacheWrite5m,
      Optional<BigDecimal> cacheWrite1h) {}

  public Price {
    tiers = List.copyOf(tiers);
  }
}
