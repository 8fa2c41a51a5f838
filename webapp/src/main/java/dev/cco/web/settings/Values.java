package dev.cco.web.settings;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.gateway.settings.Durations;
import dev.cco.gateway.settings.Sizes;
import dev.cco.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/** Typed access to MicroProfile Config; a bad value is refused with the property's name. */
final class Values {
  private final Config config;

  Values(Config config) {
    this.config = config;
  }

  Optional<String> text(String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  boolean flag(String name, boolean otherwise) {
    return parse(name, Values::isTrue).orElse(otherwise);
  }

  int number(String name, int least, int most, int otherwise) {
    return parse(name, text -> integer(text, least, most)).orElse(otherwise);
  }

  double share(String name, double otherwise) {
    return parse(name, Values::fraction).orElse(otherwise);
  }

  Duration duration(String name, Duration otherwise) {
    return optionalDuration(name).orElse(otherwise);
  }

  Optional<Duration> optionalDuration(String name) {
    return parse(name, Durations::parse).filter(Duration::isPositive);
  }

  long size(String name, long otherwise) {
    return parse(name, Sizes::parse).orElse(otherwise);
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    return parse(name, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')))
        .orElse(otherwise);
  }

  Optional<URI> address(String name) {
    return address(name, -1);
  }

  /** An address that may be a mere host, with the port to take then. */
  Optional<URI> address(String name, int port) {
    return parse(name, text -> endpoint(text, port));
  }

  Optional<Secret> secret(String name) {
    return text(name).map(value -> secret(name, value));
  }

  /** All values whose names begin with the prefix, by the rest of their names. */
  Map<String, String> under(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    String variable = prefix.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(prefix)) {
        put(found, name.substring(prefix.length()), name);
      } else if (name.startsWith(variable)) {
        // An environment variable does not tell a dot from a hyphen: plugins use hyphens only.
        String rest = name.substring(variable.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        put(found, rest, prefix + rest);
      }
    }
    return found;
  }

  private void put(Map<String, String> found, String rest, String name) {
    text(name).ifPresent(value -> found.put(rest, value));
  }

  /** Refuses a property. */
  static ConfigException refuse(String name, String message) {
    return new ConfigException(new ConfigError("configuration", 0, name, message));
  }

  private <T> Optional<T> parse(String name, Function<String, T> parser) {
    Optional<String> text = text(name);
    try {
      return text.map(String::strip).map(parser);
    } catch (IllegalArgumentException e) {
      ConfigError error = new ConfigError("configuration", 0, name, String.valueOf(e.getMessage()));
      throw new ConfigException(error, e);
    }
  }

  private static Secret secret(String name, String value) {
    try {
      return Secret.of(value);
    } catch (IllegalArgumentException e) {
      throw refuse(name, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isTrue(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static int integer(String text, int least, int most) {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException("must be from " + least + " to " + most);
    }
    return number;
  }

  private static double fraction(String text) {
    double share;
    try {
      share = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number from 0 to 1", e);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("must be more than 0 and at most 1");
    }
    return share;
  }

  private static URI endpoint(String text, int port) {
    boolean bare = !text.contains("://");
    boolean portless = port > 0 && bare && text.indexOf(':') < 0;
    URI uri = URI.create(bare ? "http://" + text + (portless ? ":" + port : "") : text);
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "must be an http or https URL with a host and without a user");
    }
    return uri;
  }
}
