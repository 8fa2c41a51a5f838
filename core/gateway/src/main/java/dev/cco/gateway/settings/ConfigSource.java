package dev.cco.gateway.settings;

import java.util.Map;

/**
 * Where a configuration came from, so that what turns out to be wrong later still names its place.
 *
 * @param lines the line of each field
 */
public record ConfigSource(String file, Map<String, Integer> lines) {

  /** A configuration that was not read from a file. */
  public static final ConfigSource NONE = new ConfigSource("(defaults)", Map.of());

  public ConfigSource {
    lines = Map.copyOf(lines);
  }

  public ConfigError error(String field, String message) {
    return new ConfigError(file, lines.getOrDefault(field, 0), field, message);
  }
}
