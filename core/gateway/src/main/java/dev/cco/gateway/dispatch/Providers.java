package dev.cco.gateway.dispatch;

import dev.cco.spi.Provider;
import java.util.Optional;

/** The started plugins. */
@FunctionalInterface
public interface Providers {
  /** The plugin of this id, unless its jar is gone. */
  Optional<Provider> find(String id);
}
