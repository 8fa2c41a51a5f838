package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.batch.Batch.Delegation;
import dev.cco.gateway.batch.BatchRequests.Facts;
import dev.cco.gateway.dispatch.Providers;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.ErrorTranslation;
import dev.cco.protocol.json.Json;
import dev.cco.spi.BatchCall;
import dev.cco.spi.BatchProvider;
import dev.cco.spi.Credential.Scheme;
import dev.cco.spi.Protocol;
import dev.cco.spi.Provider;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.WireAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hands batches to the provider that all of their models lead to. */
final class DelegatedBatches {
  private static final int LONGEST_VIEW = 8 << 20;

  private final Router router;
  private final Providers providers;
  private final Targets targets;

  DelegatedBatches(Router router, Providers providers, Targets targets) {
    this.router = router;
    this.providers = providers;
    this.targets = targets;
  }

  /**
   * Where a batch can be handed to.
   *
   * @param model one of the names asked for
   * @param names the provider's names by those asked for
   */
  record Plan(String provider, String model, Map<String, String> names) {}

  /** What a provider said, and the headers that its client may see. */
  record Told(ObjectNode view, Map<String, String> headers) {}

  /** The one place that all models of a batch lead to, if it is one that takes batches. */
  Optional<Plan> plan(Facts facts) {
    Map<String, String> names = new java.util.HashMap<>();
    Set<Route> places = new HashSet<>();
    for (String model : facts.models()) {
      Optional<Route> route = router.route(model);
      if (route.isEmpty()) {
        return Optional.empty();
      }
      names.put(model, route.get().upstreamModel());
      places.add(place(route.get()));
    }
    String provider = places.iterator().next().provider();
    boolean takesBatches =
        providers.find(provider).filter(BatchProvider.class::isInstance).isPresent();
    return places.size() == 1 && takesBatches
        ? Optional.of(new Plan(provider, facts.models().iterator().next(), names))
        : Optional.empty();
  }

  /** What a route has in common with others to the same endpoint and account. */
  private static Route place(Route route) {
    return new Route(
        route.provider(),
        "",
        "",
        route.endpoint(),
        route.apiKeyEnv(),
        Optional.empty(),
        0,
        route.forwardClientCredential(),
        Map.of());
  }

  Told create(ClientRequest caller, Plan plan, Path body) {
    return told(call(caller, plan.provider(), plan.model(), new BatchCall.Create(body)));
  }

  /** Asks for a batch, cancels or deletes it. */
  Told ask(ClientRequest caller, Delegation delegation, BatchCall call) {
    return told(call(caller, delegation.provider(), delegation.model(), call));
  }

  /** The results under way, to be closed by the caller. */
  WireAnswer results(ClientRequest caller, Delegation delegation, String id) {
    return call(caller, delegation.provider(), delegation.model(), new BatchCall.Results(id));
  }

  private WireAnswer call(ClientRequest caller, String id, String model, BatchCall call) {
    Provider provider = providers.find(id).orElseThrow(() -> gone(id));
    Route route =
        router
            .route(model)
            .filter(found -> found.provider().equals(id))
            .orElseThrow(() -> gone(id));
    if (!(provider instanceof BatchProvider batches)) {
      throw gone(id);
    }
    Target target = targets.target(route, provider.metadata(), caller, true);
    try {
      return batches.batch(target, caller.headers(), call);
    } catch (UpstreamFailure e) {
      if (e.kind() == Kind.AUTHENTICATION
          && target.credential().filter(key -> key.scheme() == Scheme.PROVIDER).isPresent()) {
        // About our key, which no client can mend.
        throw new RefusalException(ErrorTranslation.of(e, Protocol.MESSAGES));
      }
      throw e;
    }
  }

  private static Told told(WireAnswer answer) {
    try (answer) {
      byte[] body = answer.body().readNBytes(LONGEST_VIEW);
      return new Told(
          Json.parseObject(body).orElseThrow(() -> notABatch(Optional.empty())), answer.headers());
    } catch (IOException e) {
      throw notABatch(Optional.of(e));
    }
  }

  private static UpstreamFailure notABatch(Optional<IOException> cause) {
    return new UpstreamFailure(
        Kind.INVALID_ANSWER, "the provider's answer is not a batch", cause.orElse(null));
  }

  private static RefusalException gone(String provider) {
    return new RefusalException(
        ApiError.of(
            503,
            ApiError.Kind.API,
            "The batch is at the provider '" + provider + "', which its models lead to no more."));
  }
}
