package dev.cco.kit;

import dev.cco.spi.ProviderContext;
import java.net.URI;
import java.util.Optional;
import org.apache.hc.core5.http.HttpHost;

/** Reads a provider's settings; a bad value is named with its property. */
public final class Settings {
  private final String provider;
  private final ProviderContext context;

  public Settings(String provider, ProviderContext context) {
    this.provider = provider;
    this.context = context;
  }

  /** A whole number from 1 on. */
  public int number(String name, int whenAbsent) {
    return optionalNumber(name).orElse(whenAbsent);
  }

  /** A whole number from 1 on, or nothing. */
  public Optional<Integer> optionalNumber(String name) {
    return context.setting(name).map(value -> positive(name, value.strip()));
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean whenAbsent) {
    return switch (context.setting(name).map(String::strip).orElse("")) {
      case "" -> whenAbsent;
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(name, "must be true or false");
    };
  }

  Optional<HttpHost> proxy(String name) {
    return context.setting(name).map(value -> proxy(name, value.strip()));
  }

  private int positive(String name, String value) {
    if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) == 0) {
      throw bad(name, "must be a whole number from 1 to 999999999");
    }
    return Integer.parseInt(value);
  }

  private HttpHost proxy(String name, String value) {
    try {
      URI uri = URI.create(value);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
        return new HttpHost("http", uri.getHost(), uri.getPort());
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw bad(name, "must look like http://host:port");
    }
    throw bad(name, "must look like http://host:port");
  }

  private IllegalArgumentException bad(String name, String rule) {
    return new IllegalArgumentException("cco.provider." + provider + "." + name + " " + rule);
  }
}
