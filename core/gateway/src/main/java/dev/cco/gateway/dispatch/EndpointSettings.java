package dev.cco.gateway.dispatch;

import dev.cco.spi.Secret;
import dev.cco.spi.Target.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The configured values of one provider, {@code cco.provider.<id>.…}.
 *
 * @param endpoint overrides the plugin's own
 * @param apiKey the gateway's credential for it
 * @param streamTotal the longest a stream may take
 * @param maxConcurrent calls and open streams at a time
 * @param breakerVolume calls that the circuit breaker looks back on
 * @param breakerRatio the share of failures among them that opens it, 0 to 1
 * @param breakerDelay how long it stays open before one call may try
 */
public record EndpointSettings(
    Optional<URI> endpoint,
    Optional<Secret> apiKey,
    Timeouts timeouts,
    Duration streamTotal,
    int maxConcurrent,
    int breakerVolume,
    double breakerRatio,
    Duration breakerDelay) {

  /** What is used unless configured. */
  public static final EndpointSettings DEFAULT =
      new EndpointSettings(
          Optional.empty(),
          Optional.empty(),
          new Timeouts(
              Duration.ofSeconds(5),
              Duration.ofSeconds(120),
              Duration.ofSeconds(60),
              Duration.ofMinutes(10)),
          Duration.ofMinutes(30),
          2048,
          20,
          0.5,
          Duration.ofSeconds(10));
}
