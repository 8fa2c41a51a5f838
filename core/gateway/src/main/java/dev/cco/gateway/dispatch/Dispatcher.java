package dev.cco.gateway.dispatch;

import dev.cco.gateway.Attempt;
import dev.cco.gateway.Exchange;
import dev.cco.gateway.GatewaySettings;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.dispatch.EndpointGuard.Retryable;
import dev.cco.gateway.routing.Route;
import dev.cco.protocol.ApiError;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Credential.Scheme;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/** Tries the targets of a plan in order until one of them begins to answer. */
public final class Dispatcher implements AutoCloseable {
  private final Providers providers;
  private final Targets targets;
  private final GatewaySettings settings;
  private final Attempts attempts;
  private final Deadlines deadlines = new Deadlines();
  private final ConcurrentHashMap<String, EndpointGuard> guards = new ConcurrentHashMap<>();

  public Dispatcher(Providers providers, Targets targets, GatewaySettings settings) {
    this.providers = providers;
    this.targets = targets;
    this.settings = settings;
    this.attempts = new Attempts(settings);
  }

  /**
   * Opens an answer.
   *
   * @param plan the route and its fallbacks, at least one
   * @throws ProviderException what the last target said, if none answers
   * @throws RefusalException if the route cannot be taken at all
   */
  public Opened open(Exchange exchange, List<Route> plan) {
    for (int i = 0; ; i++) {
      int others = plan.size() - 1 - i;
      try {
        return tryTarget(exchange, plan.get(i), i == 0, others);
      } catch (UpstreamFailure | RefusalException e) {
        if (others == 0 || exchange.abandoned()) {
          throw e;
        }
      }
    }
  }

  /** Whether the route's provider takes the client's own bytes for this operation. */
  public boolean passes(Route route, Operation operation) {
    return providers
        .find(route.provider())
        .filter(provider -> Attempts.passes(provider, operation))
        .isPresent();
  }

  /** Ends the watch over time-outs; calls under way go on without. */
  @Override
  public void close() {
    deadlines.close();
  }

  private Opened tryTarget(Exchange exchange, Route route, boolean first, int others) {
    Provider provider =
        providers.find(route.provider()).orElseThrow(() -> new RefusalException(gone(route)));
    EmbeddingAttempts.check(exchange, provider, route);
    Target target = targets.target(route, provider.metadata(), exchange.request(), first);
    exchange.fallback(!first);
    exchange.passing(Attempts.passes(provider, exchange.operation()));
    exchange.ownKey(target.credential().filter(key -> key.scheme() == Scheme.PROVIDER).isPresent());
    EndpointGuard guard = guard(route.provider(), target);
    Duration limit =
        exchange.facts().stream() ? target.timeouts().firstByte() : target.timeouts().total();
    int allowed = exchange.attempts().size() + route.maxRetries();
    Opened opened =
        guard.call(limit, () -> attempt(exchange, provider, route, target, others, allowed));
    return opened instanceof Opened.Streaming streaming
        ? streaming.withFeed(
            new LeasedFeed(
                streaming.feed(), guard, targets.settings(route.provider()).streamTotal()))
        : opened;
  }

  private Opened attempt(
      Exchange exchange, Provider provider, Route route, Target target, int others, int allowed) {
    long start = System.nanoTime();
    try {
      Opened opened = attempts.open(exchange, provider, route, target);
      exchange.attempted(record(route, 200, "ok", start));
      return opened;
    } catch (UpstreamFailure e) {
      exchange.attempted(record(route, status(e), e.kind().name().toLowerCase(Locale.ROOT), start));
      int made = exchange.attempts().size();
      boolean left =
          made <= allowed && made + others < settings.attempts() && !exchange.abandoned();
      if (left && EndpointGuard.worthAnotherTry(e)) {
        throw new Retryable(e);
      }
      throw e;
    } catch (CallerFault e) {
      exchange.attempted(record(route, e.status(), "caller_fault", start));
      throw e;
    }
  }

  private static Attempt record(Route route, int status, String outcome, long start) {
    return new Attempt(
        route.provider(),
        route.upstreamModel(),
        status,
        outcome,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static int status(ProviderException e) {
    return e.reply().map(ProviderReply::status).orElse(0);
  }

  private EndpointGuard guard(String provider, Target target) {
    String name = provider + target.endpoint().map(uri -> " at " + uri).orElse("");
    return guards.computeIfAbsent(
        name, key -> new EndpointGuard(provider, targets.settings(provider), deadlines));
  }

  private static ApiError gone(Route route) {
    return ApiError.of(
        503,
        ApiError.Kind.API,
        "The plugin '" + route.provider() + "' that serves this model is not loaded.");
  }
}
