package dev.cco.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where one attempt goes: an endpoint of a provider, with everything the route decided.
 *
 * @param endpoint the API's root, without {@code /v1}
 * @param model the model to ask for, by the provider's name
 * @param strict whether a request that cannot be said completely is refused instead of cut
 * @param options further fields of the route, by name, for the plugin
 */
public record Target(
    Optional<URI> endpoint,
    Optional<Credential> credential,
    Model model,
    Timeouts timeouts,
    boolean strict,
    Map<String, String> options) {

  /**
   * How long an attempt may take.
   *
   * @param firstByte from sending to the first content of a stream
   * @param idle between two reads of an answer
   * @param total for the whole of it
   */
  public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {}

  public Target {
    options = Map.copyOf(options);
  }
}
