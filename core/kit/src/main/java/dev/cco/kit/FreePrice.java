package dev.cco.kit;

import dev.cco.spi.Price;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The price of models that run on the operator's own machines: zero, which is not unknown. */
public final class FreePrice {
  private static final Optional<BigDecimal> ZERO = Optional.of(BigDecimal.ZERO);

  private FreePrice() {}

  /** Zero for every class; {@code savingsComparison} is the model whose price is saved. */
  public static Price of(Optional<String> savingsComparison) {
    return new Price(
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        ZERO,
        ZERO,
        ZERO,
        List.of(),
        Optional.empty(),
        savingsComparison);
  }
}
