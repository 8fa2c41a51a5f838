package dev.cco.gateway.routing;

import dev.cco.gateway.settings.ConfigSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the routing file says.
 *
 * @param routes in order; the first match wins
 * @param fallbackChain by the exact name of a model, those to try after it; never followed on
 * @param aliases by the name that is asked for, the one that is meant
 * @param source where it came from
 */
public record RoutingConfig(
    List<RouteRule> routes,
    Map<String, List<String>> fallbackChain,
    Map<String, String> aliases,
    ConfigSource source) {

  /** No file: the plugins' own routes. */
  public static final RoutingConfig EMPTY =
      new RoutingConfig(List.of(), Map.of(), Map.of(), ConfigSource.NONE);

  public RoutingConfig {
    routes = List.copyOf(routes);
    Map<String, List<String>> chains = new LinkedHashMap<>();
    fallbackChain.forEach((model, members) -> chains.put(model, List.copyOf(members)));
    fallbackChain = Collections.unmodifiableMap(chains);
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
  }
}
