package dev.cco.gateway.pricing;

import dev.cco.gateway.settings.ConfigSource;
import dev.cco.spi.Price;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the pricing file says.
 *
 * @param prices by {@code model}, {@code provider/model}, or {@code provider/*} for whatever else a
 *     provider serves
 * @param compiled when the prices were looked up
 * @param source where it came from
 */
public record PricingConfig(
    Map<String, Price> prices, Optional<LocalDate> compiled, ConfigSource source) {

  /** No file: the plugins' own prices. */
  public static final PricingConfig EMPTY =
      new PricingConfig(Map.of(), Optional.empty(), ConfigSource.NONE);

  public PricingConfig {
    prices = Collections.unmodifiableMap(new LinkedHashMap<>(prices));
  }
}
