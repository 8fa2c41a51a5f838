package dev.cco.gateway.routing;

import com.google.re2j.Pattern;
import dev.cco.spi.ProviderMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All rules in order, the file's before the plugins'. Immutable. */
final class RouteTable {
  private final List<Entry> entries;

  /** One rule, compiled. */
  private record Entry(Pattern pattern, RouteRule rule, List<String> prefixes) {

    /** Absent where nothing is left of the name without its prefix. */
    Optional<Route> route(String name) {
      String upstream = rule.model().orElseGet(() -> stripped(name));
      if (upstream.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Route(
              rule.provider(),
              name,
              upstream,
              rule.endpoint(),
              rule.apiKeyEnv(),
              rule.timeout(),
              rule.maxRetries().orElse(Route.DEFAULT_MAX_RETRIES),
              rule.forwardClientCredential(),
              rule.options()));
    }

    private String stripped(String name) {
      for (String prefix : prefixes) {
        if (name.startsWith(prefix)) {
          return name.substring(prefix.length());
        }
      }
      return name;
    }
  }

  RouteTable(List<ProviderMetadata> providers, List<RouteRule> rules) {
    Map<String, ProviderMetadata> byId =
        providers.stream().collect(Collectors.toMap(ProviderMetadata::id, Function.identity()));
    List<Entry> all = new ArrayList<>();
    for (RouteRule rule : rules) {
      List<String> prefixes =
          rule.stripPrefix().map(List::of).orElseGet(() -> prefixes(byId, rule));
      all.add(new Entry(Pattern.compile(rule.pattern()), rule, prefixes));
    }
    for (ProviderMetadata provider : providers) {
      for (ProviderMetadata.Route route : provider.routes()) {
        Pattern pattern = Pattern.compile(route.pattern());
        all.add(new Entry(pattern, byDefault(provider, route), List.of(route.stripPrefix())));
      }
    }
    this.entries = List.copyOf(all);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Optional<Route> route(String name) {
    for (Entry entry : entries) {
      if (entry.pattern().matcher(name).find()) {
        Optional<Route> route = entry.route(name);
        if (route.isPresent()) {
          return route;
        }
      }
    }
    return Optional.empty();
  }

  /** What the provider's own routes take off, the longest first. */
  private static List<String> prefixes(Map<String, ProviderMetadata> byId, RouteRule rule) {
    return Optional.ofNullable(byId.get(rule.provider())).stream()
        .flatMap(provider -> provider.routes().stream())
        .map(ProviderMetadata.Route::stripPrefix)
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private static RouteRule byDefault(ProviderMetadata provider, ProviderMetadata.Route route) {
    return new RouteRule(
        route.pattern(),
        provider.id(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(route.stripPrefix()),
        Optional.empty(),
        false,
        Map.of());
  }
}
