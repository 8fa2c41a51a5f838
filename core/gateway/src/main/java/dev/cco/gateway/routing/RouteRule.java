package dev.cco.gateway.routing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A line of the routing file: which names it takes and where they go.
 *
 * @param pattern a regular expression of linear time (RE2), searched for in the model's name
 * @param timeout to the first content of a stream, or for the whole of a plain answer
 * @param stripPrefix taken off the name; absent: what the provider's own routes take off
 * @param model asked for instead of the name
 * @param forwardClientCredential whether the client's own credential may go there
 * @param options further settings, for the plugin
 */
public record RouteRule(
    String pattern,
    String provider,
    Optional<URI> endpoint,
    Optional<String> apiKeyEnv,
    Optional<Duration> timeout,
    Optional<Integer> maxRetries,
    Optional<String> stripPrefix,
    Optional<String> model,
    boolean forwardClientCredential,
    Map<String, String> options) {

  public RouteRule {
    options = Map.copyOf(options);
  }
}
