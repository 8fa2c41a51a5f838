package dev.cco.kit;

import dev.cco.spi.Model;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderMetadata;
import java.util.List;
import java.util.Optional;

/**
 * The price of models that run on the operator's own machines: zero, which is not unknown. A plugin
 * says it of the model {@code *}, which stands for whatever the server turns out to have.
 */
public final class FreePrice {
  private static final String ANY = "*";

  private FreePrice() {}

  /** The price of whatever a plugin serves. */
  public static Price of(ProviderMetadata metadata) {
    return metadata.models().stream()
        .filter(model -> model.id().equals(ANY))
        .flatMap(model -> model.price().stream())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(metadata.id() + " has no price of *"));
  }

  /** The same plugin, its models compared with another one if there is one. */
  public static ProviderMetadata compared(ProviderMetadata metadata, Optional<String> with) {
    if (with.isEmpty()) {
      return metadata;
    }
    List<Model> models = metadata.models().stream().map(model -> compared(model, with)).toList();
    return new ProviderMetadata(
        metadata.id(),
        metadata.displayName(),
        metadata.speaks(),
        metadata.endpoint(),
        metadata.endpointVariable(),
        metadata.credentialVariables(),
        metadata.credentialRequired(),
        metadata.routes(),
        models);
  }

  private static Model compared(Model model, Optional<String> with) {
    return new Model(
        model.id(),
        model.displayName(),
        model.created(),
        model.contextWindow(),
        model.maxOutput(),
        model.price().map(price -> compared(price, with)),
        model.traits());
  }

  private static Price compared(Price price, Optional<String> with) {
    return new Price(
        price.input(),
        price.output(),
        price.cacheRead(),
        price.cacheWrite5m(),
        price.cacheWrite1h(),
        price.tiers(),
        price.batchFactor(),
        with);
  }
}
