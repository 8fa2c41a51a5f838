package dev.cco.spi;

import java.math.BigDecimal;
import java.util.Optional;

/** How tokens are drawn; each value absent unless the client gave it, exact as written. */
public record Sampling(
    Optional<BigDecimal> temperature,
    Optional<BigDecimal> topP,
    Optional<Integer> topK,
    Optional<BigDecimal> presencePenalty,
    Optional<BigDecimal> frequencyPenalty,
    Optional<Long> seed) {

  /** The provider's own defaults. */
  public static final Sampling DEFAULT =
      new Sampling(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
