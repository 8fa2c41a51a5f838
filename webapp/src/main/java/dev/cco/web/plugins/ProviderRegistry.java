package dev.cco.web.plugins;

import dev.cco.gateway.dispatch.Providers;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Owns the plugins' instances from their start to their end. */
public final class ProviderRegistry implements Providers, AutoCloseable {
  private static final Logger LOGGER = System.getLogger(ProviderRegistry.class.getName());

  /** Filled before the registry is shared, and not changed afterwards. */
  private final Map<String, Provider> providers = new LinkedHashMap<>();

  /**
   * Starts the plugins; one that fails is left out, and the rest serves on.
   *
   * @param settings the values configured for a provider, by its id
   */
  public ProviderRegistry(
      Iterable<Provider> found, Function<String, Map<String, String>> settings, Clock clock) {
    for (Provider provider : found) {
      String id = provider.metadata().id();
      try {
        provider.start(new ProviderContext(clock, settings.apply(id)));
        providers.put(id, provider);
      } catch (RuntimeException | LinkageError e) {
        LOGGER.log(Level.ERROR, "Plugin did not start: provider=" + id, e);
      }
    }
    LOGGER.log(Level.INFO, "Plugins started: {0}", String.join(", ", providers.keySet()));
  }

  @Override
  public Optional<Provider> find(String id) {
    return Optional.ofNullable(providers.get(id));
  }

  public List<Provider> all() {
    return List.copyOf(providers.values());
  }

  public List<ProviderMetadata> metadata() {
    List<ProviderMetadata> all = new ArrayList<>();
    providers.values().forEach(provider -> all.add(provider.metadata()));
    return all;
  }

  @Override
  public void close() {
    for (Provider provider : providers.values()) {
      try {
        provider.close();
      } catch (RuntimeException e) {
        LOGGER.log(Level.WARNING, "Plugin did not close: " + provider.metadata().id(), e);
      }
    }
  }
}
