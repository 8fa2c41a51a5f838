package dev.cco.gateway.pricing;

import dev.cco.gateway.Money.UnitPrices;
import dev.cco.spi.Price;
import dev.cco.spi.Terms;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The prices that one request pays, after its tier is known. A class that a model has no price for
 * is charged as plain input: such vendors neither discount reads nor surcharge writes. A write for
 * an hour falls back to the price of a write for five minutes first.
 */
record Rates(
    BigDecimal input,
    BigDecimal cacheRead,
    BigDecimal cacheWrite5m,
    BigDecimal cacheWrite1h,
    BigDecimal output,
    BigDecimal batchFactor) {

  private static final BigDecimal FAST = BigDecimal.TWO;

  /** Both Anthropic and OpenAI add a tenth for answers from a named region. */
  private static final BigDecimal REGIONAL = new BigDecimal("1.1");

  /** The tier prices the whole request, not the tokens above its bound. */
  static Rates of(Price price, long prompt) {
    Rates rates =
        of(
            price.input(),
            price.output(),
            price.cacheRead(),
            price.cacheWrite5m(),
            price.cacheWrite1h(),
            price.batchFactor());
    for (Price.Tier tier : price.tiers()) {
      if (prompt > tier.above()) {
        rates =
            of(
                tier.input(),
                tier.output(),
                tier.cacheRead(),
                tier.cacheWrite5m(),
                tier.cacheWrite1h(),
                price.batchFactor());
      }
    }
    return rates;
  }

  private static Rates of(
      BigDecimal input,
      BigDecimal output,
      Optional<BigDecimal> cacheRead,
      Optional<BigDecimal> cacheWrite5m,
      Optional<BigDecimal> cacheWrite1h,
      Optional<BigDecimal> batchFactor) {
    return new Rates(
        input,
        cacheRead.orElse(input),
        cacheWrite5m.orElse(input),
        cacheWrite1h.or(() -> cacheWrite5m).orElse(input),
        output,
        batchFactor.orElse(BigDecimal.ONE));
  }

  /** Dearer where a call was served before others or kept in a region; a batch's price is apart. */
  Rates on(Terms terms) {
    BigDecimal speed = terms.rate() == Terms.Rate.FAST ? FAST : BigDecimal.ONE;
    BigDecimal factor = terms.regional() ? speed.multiply(REGIONAL) : speed;
    return factor.compareTo(BigDecimal.ONE) == 0 ? this : times(factor);
  }

  BigDecimal cost(Usage usage) {
    return million(input, usage.input())
        .add(million(cacheRead, usage.cacheRead()))
        .add(million(cacheWrite5m, usage.cacheWrite5m()))
        .add(million(cacheWrite1h, usage.cacheWrite1h()))
        .add(million(output, usage.output()));
  }

  /** What the same tokens cost without the provider's prompt cache. */
  BigDecimal costUncached(Usage usage) {
    return million(input, usage.prompt()).add(million(output, usage.output()));
  }

  boolean free() {
    return input.signum() == 0
        && cacheRead.signum() == 0
        && cacheWrite5m.signum() == 0
        && cacheWrite1h.signum() == 0
        && output.signum() == 0;
  }

  Rates inBatch() {
    return times(batchFactor);
  }

  private Rates times(BigDecimal factor) {
    return new Rates(
        input.multiply(factor),
        cacheRead.multiply(factor),
        cacheWrite5m.multiply(factor),
        cacheWrite1h.multiply(factor),
        output.multiply(factor),
        batchFactor);
  }

  UnitPrices unitPrices() {
    return new UnitPrices(input, cacheRead, cacheWrite5m, cacheWrite1h, output);
  }

  /** Exact: dividing by a million only moves the point. */
  private static BigDecimal million(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
  }
}
