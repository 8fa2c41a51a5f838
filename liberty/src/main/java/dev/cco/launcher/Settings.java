package dev.cco.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where CCO listens and which directories it uses. */
record Settings(String host, int port, Path home, Path configDir, Path dataDir, Path pluginsDir) {

  Settings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("cco.port (CCO_PORT) must be 1 to 65535, not " + port);
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("cco.host (CCO_HOST) must not be empty");
    }
  }

  /**
   * Reads the settings as MicroProfile Config would: a system property {@code cco.data.dir} first,
   * then the environment's {@code CCO_DATA_DIR}, then the default.
   */
  static Settings read(
      Map<String, String> properties, Map<String, String> environment, Defaults defaults) {
    var source = new Source(properties, environment);
    Path home = source.directory("cco.home").orElse(defaults.home());
    return new Settings(
        source.value("cco.host").orElse("127.0.0.1"),
        source.value("cco.port").map(Settings::port).orElse(3000),
        home,
        source.directory("cco.config.dir").or(defaults::configDir).orElse(home.resolve("config")),
        source.directory("cco.data.dir").orElse(home.resolve("data")),
        source.directory("cco.plugins.dir").orElse(home.resolve("plugins")));
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "cco.port (CCO_PORT) must be a number, not \"" + text + "\"", e);
    }
  }

  /** The same settings as the server's environment. */
  Map<String, String> environment() {
    return Map.of(
        "CCO_HOST", everyAddress() ? "*" : host,
        "CCO_PORT", Integer.toString(port),
        "CCO_CONFIG_DIR", configDir.toString(),
        "CCO_DATA_DIR", dataDir.toString(),
        "CCO_PLUGINS_DIR", pluginsDir.toString());
  }

  /** Whether the host stands for all of the machine's addresses; Liberty writes that {@code *}. */
  boolean everyAddress() {
    return host.equals("*") || host.equals("0.0.0.0") || host.equals("::");
  }

  /** The address a client on this machine uses. */
  URI address() {
    String reachable = everyAddress() ? "localhost" : host;
    String bracketed = reachable.contains(":") ? "[" + reachable + "]" : reachable;
    return URI.create("http://" + bracketed + ":" + port);
  }

  /** What holds where neither a property nor the environment says otherwise. */
  record Defaults(Path home, Optional<Path> configDir) {

    /** A person's own installation: everything below {@code ~/.cco}. */
    static Defaults ofUser(Path userHome) {
      return new Defaults(userHome.resolve(".cco"), Optional.empty());
    }

    /**
     * A checkout of the sources: its {@code config/}, and the rest below {@code liberty/target}.
     */
    static Defaults ofCheckout(Path checkout) {
      return new Defaults(
          checkout.resolve("liberty/target/run"), Optional.of(checkout.resolve("config")));
    }
  }

  private record Source(Map<String, String> properties, Map<String, String> environment) {
    Optional<String> value(String property) {
      String variable = property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
      return Optional.ofNullable(properties.get(property))
          .or(() -> Optional.ofNullable(environment.get(variable)))
          .map(String::strip)
          .filter(value -> !value.isEmpty());
    }

    Optional<Path> directory(String property) {
      return value(property).map(path -> Path.of(path).toAbsolutePath().normalize());
    }
  }
}
