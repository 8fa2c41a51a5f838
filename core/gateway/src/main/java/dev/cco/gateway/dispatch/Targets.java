package dev.cco.gateway.dispatch;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Credential;
import dev.cco.spi.Credential.Scheme;
import dev.cco.spi.Protocol;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Secret;
import dev.cco.spi.Target;
import dev.cco.spi.Target.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Turns a route into the target of an attempt: endpoint, credential, model, time-outs. */
public final class Targets {
  private final Router router;
  private final Function<String, EndpointSettings> settings;
  private final Function<String, Optional<Secret>> environment;
  private final boolean strict;

  /**
   * @param router knows the models
   * @param settings the configured values by provider id
   * @param environment the secret in an environment variable that a route names
   * @param strict whether what cannot be translated is refused
   */
  public Targets(
      Router router,
      Function<String, EndpointSettings> settings,
      Function<String, Optional<Secret>> environment,
      boolean strict) {
    this.router = router;
    this.settings = settings;
    this.environment = environment;
    this.strict = strict;
  }

  /**
   * The target of an attempt.
   *
   * @param first whether this is the route itself and not a member of its fallback chain, along
   *     which a client's own credential never goes
   * @throws RefusalException if there is no credential and the provider takes none
   */
  public Target target(
      Route route, ProviderMetadata provider, ClientRequest request, boolean first) {
    EndpointSettings configured = settings.apply(provider.id());
    Optional<URI> endpoint = route.endpoint().or(configured::endpoint).or(provider::endpoint);
    Optional<Credential> credential = credential(route, provider, configured, request, first);
    if (credential.isEmpty()
        && provider.credentialRequired()
        && (endpoint.equals(provider.endpoint()) || route.apiKeyEnv().isPresent())) {
      throw new RefusalException(noCredential(route, provider));
    }
    return new Target(
        endpoint,
        credential,
        router.model(route),
        timeouts(route, configured),
        strict,
        route.options());
  }

  EndpointSettings settings(String provider) {
    return settings.apply(provider);
  }

  private Optional<Credential> credential(
      Route route,
      ProviderMetadata provider,
      EndpointSettings configured,
      ClientRequest request,
      boolean first) {
    Optional<Credential> own = ownCredential(route, configured);
    Optional<Credential> clients =
        first && mayForward(route, provider, request) ? request.credential() : Optional.empty();
    return route.forwardClientCredential() ? clients.or(() -> own) : own.or(() -> clients);
  }

  private Optional<Credential> ownCredential(Route route, EndpointSettings configured) {
    return route
        .apiKeyEnv()
        .flatMap(environment)
        .or(configured::apiKey)
        .map(secret -> new Credential(secret, Scheme.PROVIDER));
  }

  private static boolean mayForward(Route route, ProviderMetadata provider, ClientRequest request) {
    return route.forwardClientCredential()
        || provider.id().equals(vendor(request.operation().protocol()));
  }

  /** Whose credential a client of this protocol has by itself. */
  public static String vendor(Protocol protocol) {
    return switch (protocol) {
      case MESSAGES -> "anthropic";
      case CHAT, RESPONSES -> "openai";
    };
  }

  private static ApiError noCredential(Route route, ProviderMetadata provider) {
    String variable =
        route
            .apiKeyEnv()
            .orElseGet(
                () ->
                    provider.credentialVariables().isEmpty()
                        ? "cco.provider." + provider.id() + ".api-key"
                        : provider.credentialVariables().getFirst());
    return new ApiError(
        400,
        ApiError.Kind.INVALID_REQUEST,
        "No key for "
            + provider.displayName()
            + ": set "
            + variable
            + " where CCO runs, or send your own key. Without any key the model sim/small answers.",
        "",
        "missing_provider_key",
        Optional.empty(),
        true);
  }

  private static Timeouts timeouts(Route route, EndpointSettings configured) {
    Timeouts base = configured.timeouts();
    if (route.timeout().isEmpty()) {
      return base;
    }
    Duration limit = route.timeout().get();
    return new Timeouts(base.connect(), limit, base.idle(), limit);
  }
}
