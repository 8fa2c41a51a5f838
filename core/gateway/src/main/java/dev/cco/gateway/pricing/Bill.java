package dev.cco.gateway.pricing;

import dev.cco.gateway.Money;
import dev.cco.gateway.Money.Savings;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/** Adds up what a call cost and saved. The kinds of savings do not overlap. */
final class Bill {
  private static final BigDecimal ZERO = BigDecimal.ZERO;

  /** What Anthropic takes for one search of the web. */
  private static final BigDecimal WEB_SEARCH = new BigDecimal("0.01");

  private Bill() {}

  /**
   * The money of one call that reached a provider.
   *
   * @param comparison what the same tokens cost at the model this one is compared with
   */
  static Money of(Rates rates, Usage usage, boolean batch, Optional<BigDecimal> comparison) {
    Rates paid = batch ? rates.inBatch() : rates;
    BigDecimal single = rates.cost(usage);
    BigDecimal cost = paid.cost(usage);
    // Net: what reading spared less what writing cost more. Before the batch price, which has its
    // own kind of savings: so the kinds add up to the whole difference.
    BigDecimal promptCache = rates.costUncached(usage).subtract(single);
    BigDecimal model =
        comparison.map(dearer -> dearer.subtract(single).max(BigDecimal.ZERO)).orElse(ZERO);
    Savings savings =
        new Savings(ZERO, plain(promptCache), plain(model), plain(single.subtract(cost)));
    BigDecimal searches = WEB_SEARCH.multiply(BigDecimal.valueOf(usage.terms().webSearches()));
    BigDecimal shown = plain(cost.add(searches));
    return new Money(
        Optional.of(shown), Optional.of(shown), savings, Optional.of(paid.unitPrices()));
  }

  /** Without trailing zeros, nothing rounded: 0.500000 is 0.5, 10 stays 10. */
  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
