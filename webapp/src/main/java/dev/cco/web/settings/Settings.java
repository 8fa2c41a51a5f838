package dev.cco.web.settings;

import dev.cco.gateway.GatewaySettings;
import dev.cco.gateway.batch.BatchSettings;
import dev.cco.gateway.cache.CacheSettings;
import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.ledger.DatabaseSettings;
import dev.cco.ledger.LedgerSettings;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Secret;
import dev.cco.spi.Target.Timeouts;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Everything that is configured through MicroProfile Config, read once.
 *
 * @param recording {@code cco.ledger.enabled}: record calls
 * @param strict {@code cco.translation.strict}: refuse what cannot be translated completely
 * @param secret {@code cco.secret}: what all replicas sign with
 * @param bodyLimit {@code cco.request.max-size}: the longest request body, in bytes
 * @param bodiesLimit {@code cco.request.max-in-flight}: all request bodies together, in bytes
 */
public record Settings(
    Folders folders,
    CacheSettings cache,
    GatewaySettings gateway,
    BatchSettings batch,
    DatabaseSettings database,
    LedgerSettings ledger,
    boolean recording,
    boolean strict,
    Optional<Secret> secret,
    long bodyLimit,
    long bodiesLimit,
    ProviderValues providers) {
  private static final String MAX_SIZE = "cco.request.max-size";

  /**
   * Reads the configuration.
   *
   * @throws ConfigException if a value is bad, with its property's name
   */
  public static Settings read(Config config) {
    Values values = new Values(config);
    Folders folders = Folders.read(values);
    return new Settings(
        folders,
        cache(values),
        gateway(values),
        batch(values),
        database(values, folders),
        ledger(values),
        values.flag("cco.ledger.enabled", true),
        values.flag("cco.translation.strict", false),
        secret(values),
        values.size(MAX_SIZE, 32L << 20),
        values.size("cco.request.max-in-flight", 256L << 20),
        new ProviderValues(values));
  }

  private static Optional<Secret> secret(Values values) {
    Optional<Secret> secret = values.secret("cco.secret");
    if (secret
        .filter(text -> text.reveal().length() < InstanceSecret.LEAST_CHARACTERS)
        .isPresent()) {
      throw Values.refuse(
          "cco.secret",
          "must have at least %d characters".formatted(InstanceSecret.LEAST_CHARACTERS));
    }
    return secret;
  }

  private static CacheSettings cache(Values values) {
    CacheSettings defaults = CacheSettings.DEFAULTS;
    try {
      return new CacheSettings(
          values.flag("cco.cache.enabled", defaults.enabled()),
          values.duration("cco.cache.ttl", defaults.ttl()),
          values.optionalDuration("cco.cache.tti"),
          values.size("cco.cache.heap-size", defaults.heapBytes()),
          values.size("cco.cache.offheap-size", defaults.offHeapBytes()),
          values.choice("cco.cache.policy", CacheSettings.Policy.class, defaults.policy()));
    } catch (IllegalArgumentException e) {
      throw Values.refuse("cco.cache", String.valueOf(e.getMessage()));
    }
  }

  private static GatewaySettings gateway(Values values) {
    GatewaySettings defaults = GatewaySettings.DEFAULT;
    return new GatewaySettings(
        values.number("cco.attempts", 1, 20, defaults.attempts()),
        values.duration("cco.stream.hold", defaults.hold()),
        values.duration("cco.stream.heartbeat", defaults.heartbeat()),
        defaults.maxPlainBytes(),
        defaults.maxEventBytes(),
        defaults.maxStoredBytes());
  }

  private static BatchSettings batch(Values values) {
    BatchSettings defaults = BatchSettings.DEFAULT;
    long longestItem = values.size(MAX_SIZE, 32L << 20);
    try {
      return new BatchSettings(
          values.number("cco.batch.concurrency", 1, 10_000, defaults.concurrency()),
          values.flag("cco.batch.native", defaults.delegate()),
          values.size("cco.batch.max-size", defaults.maxBytes()),
          values.number("cco.batch.max-requests", 1, 1_000_000, defaults.maxRequests()),
          values.number("cco.batch.max-unended", 1, 100_000, defaults.maxUnended()),
          Math.toIntExact(Math.min(longestItem, Integer.MAX_VALUE - 16)),
          values.duration("cco.batch.expiry", defaults.expiry()),
          values.duration("cco.batch.retention", defaults.retention()),
          values.duration("cco.batch.retry-delay", defaults.retryDelay()),
          values.duration("cco.batch.poll", defaults.poll()),
          defaults.stopPatience());
    } catch (IllegalArgumentException e) {
      throw Values.refuse("cco.batch", String.valueOf(e.getMessage()));
    }
  }

  private static DatabaseSettings database(Values values, Folders folders) {
    Optional<String> url = values.text("cco.db.url");
    if (url.isEmpty()) {
      return DatabaseSettings.embedded(folders.data());
    }
    try {
      return new DatabaseSettings(
          url.get(), values.text("cco.db.user"), values.secret("cco.db.password"));
    } catch (IllegalArgumentException e) {
      throw Values.refuse("cco.db.url", String.valueOf(e.getMessage()));
    }
  }

  private static LedgerSettings ledger(Values values) {
    LedgerSettings defaults = LedgerSettings.DEFAULT;
    return new LedgerSettings(
        values.choice("cco.ledger.on-full", LedgerSettings.OnFull.class, defaults.onFull()),
        values.size("cco.ledger.spool-size", defaults.spoolLimit()));
  }

  /** The values of {@code cco.provider.<id>.…}, read for the plugins that are there. */
  public static final class ProviderValues {
    private final Values values;

    ProviderValues(Values values) {
      this.values = values;
    }

    /** The settings of a provider's endpoints. */
    public EndpointSettings endpoint(ProviderMetadata provider) {
      String prefix = "cco.provider." + provider.id() + ".";
      EndpointSettings defaults = EndpointSettings.DEFAULT;
      Timeouts timeouts = defaults.timeouts();
      return new EndpointSettings(
          values.address(prefix + "endpoint").or(() -> usualEndpoint(provider)),
          values.secret(prefix + "api-key").or(() -> usualVariable(provider)),
          new Timeouts(
              values.duration(prefix + "connect-timeout", timeouts.connect()),
              values.duration(prefix + "first-byte-timeout", timeouts.firstByte()),
              values.duration(prefix + "idle-timeout", timeouts.idle()),
              values.duration(prefix + "total-timeout", timeouts.total())),
          values.duration(prefix + "stream-timeout", defaults.streamTotal()),
          values.number(prefix + "max-concurrent", 1, 100_000, defaults.maxConcurrent()),
          values.number(prefix + "breaker.volume", 1, 10_000, defaults.breakerVolume()),
          values.share(prefix + "breaker.failure-ratio", defaults.breakerRatio()),
          values.duration(prefix + "breaker.delay", defaults.breakerDelay()));
    }

    /** What a plugin is given: all of its values by the rest of their names. */
    public Map<String, String> all(String id) {
      Map<String, String> all = new LinkedHashMap<>(values.under("cco." + id + "."));
      all.putAll(values.under("cco.provider." + id + "."));
      return all;
    }

    /** The credential in an environment variable that a route names. */
    public Optional<Secret> variable(String name) {
      return values.secret(name);
    }

    /** A server's own variable says where it listens, which may be everywhere. */
    private Optional<URI> usualEndpoint(ProviderMetadata provider) {
      int port = provider.endpoint().map(URI::getPort).orElse(-1);
      return provider
          .endpointVariable()
          .flatMap(name -> values.address(name, port))
          .map(Settings::reachable);
    }

    private Optional<Secret> usualVariable(ProviderMetadata provider) {
      return provider.credentialVariables().stream()
          .map(values::secret)
          .flatMap(Optional::stream)
          .findFirst();
    }
  }

  private static URI reachable(URI listening) {
    return listening.getHost().equals("0.0.0.0")
        ? URI.create(listening.toString().replace("//0.0.0.0", "//127.0.0.1"))
        : listening;
  }
}
