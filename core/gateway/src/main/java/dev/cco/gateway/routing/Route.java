package dev.cco.gateway.routing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model's name leads.
 *
 * @param requestedModel the name that was asked for, or that a fallback chain names
 * @param upstreamModel the provider's name of it
 * @param endpoint absent: the provider's own
 * @param apiKeyEnv the environment variable of the credential; absent: the provider's own
 * @param timeout to the first content of a stream, or for the whole of a plain answer; absent: the
 *     provider's own
 * @param maxRetries further tries at this route
 * @param forwardClientCredential whether the client's own credential may go there; never along a
 *     fallback
 * @param options further settings, for the plugin
 */
public record Route(
    String provider,
    String requestedModel,
    String upstreamModel,
    Optional<URI> endpoint,
    Optional<String> apiKeyEnv,
    Optional<Duration> timeout,
    int maxRetries,
    boolean forwardClientCredential,
    Map<String, String> options) {

  /** Where neither the file nor anybody else says it. */
  public static final int DEFAULT_MAX_RETRIES = 1;

  public Route {
    options = Map.copyOf(options);
  }

  /** The same route under the name that was asked for. */
  Route askedAs(String name) {
    return new Route(
        provider,
        name,
        upstreamModel,
        endpoint,
        apiKeyEnv,
        timeout,
        maxRetries,
        forwardClientCredential,
        options);
  }

  /** The same route as a member of a fallback chain. */
  Route asFallback() {
    return new Route(
        provider,
        requestedModel,
        upstreamModel,
        endpoint,
        apiKeyEnv,
        timeout,
        maxRetries,
        false,
        options);
  }
}
