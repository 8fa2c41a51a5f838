package dev.cco.gateway.routing;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.ProviderMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What of a routing file can only be judged beside the plugins. */
final class RoutingChecks {
  private final RouteTable table;
  private final RoutingConfig config;
  private final List<ConfigError> errors = new ArrayList<>();

  private RoutingChecks(RouteTable table, RoutingConfig config) {
    this.table = table;
    this.config = config;
  }

  static void providersExist(List<ProviderMetadata> providers, RoutingConfig config) {
    Set<String> ids =
        providers.stream().map(ProviderMetadata::id).collect(Collectors.toCollection(TreeSet::new));
    List<ConfigError> errors = new ArrayList<>();
    for (int i = 0; i < config.routes().size(); i++) {
      String provider = config.routes().get(i).provider();
      if (!ids.contains(provider)) {
        String message = "no provider '" + provider + "'; there are " + ids;
        errors.add(config.source().error("routes[" + i + "].provider", message));
      }
    }
    refuseIfAny(errors);
  }

  static void namesAreRoutable(RouteTable table, RoutingConfig config) {
    RoutingChecks checks = new RoutingChecks(table, config);
    if (table.isEmpty()) {
      checks.refuse("routes", "no route at all: neither here nor from a plugin");
    }
    checks.aliases();
    checks.chains();
    refuseIfAny(checks.errors);
  }

  private void aliases() {
    config.aliases().forEach((name, model) -> alias("aliases." + name, name, model));
  }

  private void alias(String field, String name, String model) {
    if (name.equals(model)) {
      refuse(field, "stands for itself");
      return;
    }
    if (config.aliases().containsKey(model)) {
      refuse(field, "'" + model + "' is an alias too; name the model that it stands for");
      return;
    }
    requireRoute(field, model);
  }

  private void chains() {
    config.fallbackChain().forEach(this::chain);
  }

  private void chain(String model, List<String> members) {
    String field = "fallback_chain." + model;
    if (config.aliases().containsKey(model)) {
      refuse(field, "is an alias; name the model that it stands for");
      return;
    }
    requireRoute(field, model);
    Set<String> seen = new HashSet<>(Set.of(model));
    for (int i = 0; i < members.size(); i++) {
      member(field + "[" + i + "]", model, members.get(i), seen);
    }
  }

  private void member(String field, String model, String member, Set<String> seen) {
    String meant = config.aliases().getOrDefault(member, member);
    if (meant.equals(model)) {
      refuse(field, "lists the model itself");
      return;
    }
    if (!seen.add(meant)) {
      refuse(field, "'" + member + "' is listed twice");
      return;
    }
    requireRoute(field, meant);
  }

  private void requireRoute(String field, String model) {
    if (table.route(model).isEmpty()) {
      refuse(field, "no route serves '" + model + "'");
    }
  }

  private void refuse(String field, String message) {
    errors.add(config.source().error(field, message));
  }

  private static void refuseIfAny(List<ConfigError> errors) {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }
}
