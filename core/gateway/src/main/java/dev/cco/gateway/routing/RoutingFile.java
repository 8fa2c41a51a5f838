package dev.cco.gateway.routing;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.gateway.settings.ConfigFile;
import dev.cco.gateway.settings.ConfigNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads {@code model-routing.json}. What only shows beside the plugins is for the router. */
public final class RoutingFile {
  private static final long DAY_IN_MILLIS = Duration.ofDays(1).toMillis();
  private static final int MOST_RETRIES = 10;
  private static final Set<String> TOP = Set.of("routes", "fallback_chain", "aliases");
  private static final Set<String> OF_ROUTE =
      Set.of(
          "pattern",
          "provider",
          "endpoint",
          "api_key_env",
          "timeout_ms",
          "max_retries",
          "strip_prefix",
          "model",
          "client_credential",
          "options");

  private final List<ConfigError> errors = new ArrayList<>();

  private RoutingFile() {}

  /**
   * Reads the file; where there is none, everything is as the plugins say.
   *
   * @throws ConfigException with everything that is wrong in it
   */
  public static RoutingConfig read(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return RoutingConfig.EMPTY;
    }
    return new RoutingFile().config(ConfigFile.read(path));
  }

  private RoutingConfig config(ConfigFile.Document document) {
    ConfigNode root = document.root().only(TOP);
    List<RouteRule> routes = new ArrayList<>();
    for (ConfigNode route : root.optional("routes").map(ConfigNode::items).orElse(List.of())) {
      collect(() -> rule(route)).ifPresent(routes::add);
    }
    Map<String, List<String>> chains = new LinkedHashMap<>();
    members(root, "fallback_chain")
        .forEach((name, node) -> collect(() -> chain(node)).ifPresent(c -> chains.put(name, c)));
    Map<String, String> aliases = new LinkedHashMap<>();
    members(root, "aliases")
        .forEach((name, node) -> collect(node::text).ifPresent(to -> aliases.put(name, to)));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new RoutingConfig(routes, chains, aliases, document.source());
  }

  private static Map<String, ConfigNode> members(ConfigNode root, String name) {
    return root.optional(name).map(ConfigNode::members).orElse(Map.of());
  }

  private <T> Optional<T> collect(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (ConfigException e) {
      errors.addAll(e.errors());
      return Optional.empty();
    }
  }

  private static RouteRule rule(ConfigNode node) {
    node.only(OF_ROUTE);
    ConfigNode pattern = node.required("pattern");
    Patterns.compile(pattern);
    return new RouteRule(
        pattern.text(),
        node.required("provider").text(),
        node.optional("endpoint").map(RoutingFile::endpoint),
        node.optional("api_key_env").map(RoutingFile::variable),
        node.optional("timeout_ms").map(n -> Duration.ofMillis(n.whole(1, DAY_IN_MILLIS))),
        node.optional("max_retries").map(n -> (int) n.whole(0, MOST_RETRIES)),
        node.optional("strip_prefix").map(ConfigNode::textOrEmpty),
        node.optional("model").map(ConfigNode::text),
        node.optional("client_credential").map(RoutingFile::forward).orElse(false),
        options(node));
  }

  private static Map<String, String> options(ConfigNode node) {
    Map<String, String> options = new LinkedHashMap<>();
    members(node, "options").forEach((name, value) -> options.put(name, value.textOrEmpty()));
    return options;
  }

  private static List<String> chain(ConfigNode node) {
    List<String> models = node.items().stream().map(ConfigNode::text).toList();
    if (models.isEmpty()) {
      throw node.refuse("names no model");
    }
    return models;
  }

  private static boolean forward(ConfigNode node) {
    if (!node.text().equals("forward")) {
      throw node.refuse("must be \"forward\" or left out");
    }
    return true;
  }

  /** The value is not repeated in the message: it may be a key in the wrong place. */
  private static String variable(ConfigNode node) {
    if (!node.text().matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      throw node.refuse("must be the name of an environment variable, not a key");
    }
    return node.text();
  }

  private static URI endpoint(ConfigNode node) {
    URI uri;
    try {
      uri = new URI(node.text());
    } catch (URISyntaxException e) {
      throw new ConfigException(node.error("not a URL: " + e.getReason()), e);
    }
    if (uri.getRawUserInfo() != null) {
      throw node.refuse("must not carry a user or a password; use api_key_env");
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw node.refuse("must be an http or https URL with a host");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw node.refuse("must have no query and no fragment");
    }
    return uri;
  }
}
