package dev.cco.gateway.pricing;

import dev.cco.gateway.settings.ConfigSource;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderMetadata;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prices, plugins and files for tests. */
final class Prices {
  private Prices() {}

  static Price flat(String input, String output) {
    return compared(input, output, Optional.empty());
  }

  static Price compared(String input, String output, Optional<String> comparison) {
    return new Price(
        new BigDecimal(input),
        new BigDecimal(output),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        comparison);
  }

  static ProviderMetadata provider(String id, Map<String, Price> prices) {
    return new ProviderMetadata(
        id,
        id,
        Set.of(Operation.MESSAGES),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        List.of(),
        prices.entrySet().stream().map(e -> model(e.getKey(), e.getValue())).toList());
  }

  static PricingConfig file(Map<String, Price> prices) {
    return new PricingConfig(new LinkedHashMap<>(prices), Optional.empty(), ConfigSource.NONE);
  }

  private static Model model(String id, Price price) {
    return new Model(
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(price),
        Model.Traits.UNDESCRIBED);
  }
}
