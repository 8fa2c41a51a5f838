package dev.cco.spi;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a plugin is given when it starts.
 *
 * @param settings the values of {@code cco.provider.<id>.…} by the rest of their names, resolved
 *     once
 */
public record ProviderContext(Clock clock, Map<String, String> settings) {
  public ProviderContext {
    settings = Map.copyOf(settings);
  }

  /** The value of {@code cco.provider.<id>.<name>}. */
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }
}
