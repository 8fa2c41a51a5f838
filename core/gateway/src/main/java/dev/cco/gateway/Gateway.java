package dev.cco.gateway;

import dev.cco.gateway.cache.CacheSettings;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Dialect;
import dev.cco.spi.Operation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The way of a request. */
public final class Gateway implements AutoCloseable {
  private final Function<Operation, Dialect> dialects;
  private final Admission admission;
  private final CacheDesk cache;
  private final Router router;
  private final Dispatcher dispatcher;
  private final Answers answers;
  private final Streams streams;
  private final TokenCounts counts;
  private final Refusals refusals;

  /**
   * @param parts what others built
   * @param settings limits on the way
   * @param clock for ages and times of day
   */
  public Gateway(Parts parts, GatewaySettings settings, Clock clock) {
    this.dialects = parts.dialects();
    this.admission = parts.admission();
    this.router = parts.router();
    this.dispatcher = parts.dispatcher();
    this.cache =
        new CacheDesk(
            parts.cache(),
            parts.cacheSettings(),
            parts.cacheScope(),
            router,
            settings.maxStoredBytes(),
            clock);
    this.answers = new Answers(parts.prices(), cache, parts.ledger(), clock);
    this.streams = new Streams(dispatcher, answers, cache, settings);
    this.counts = new TokenCounts(dispatcher, answers);
    this.refusals = new Refusals(answers);
  }

  /** What the gateway is put together from. */
  public record Parts(
      Function<Operation, Dialect> dialects,
      Admission admission,
      ResponseCache cache,
      CacheSettings cacheSettings,
      CacheScope cacheScope,
      Router router,
      Dispatcher dispatcher,
      PriceBook prices,
      Ledger ledger) {}

  /**
   * Answers a request; blocks while a provider is asked. Whatever goes wrong on the way is told in
   * the client's own protocol.
   */
  public Reply answer(ClientRequest request) {
    Exchange exchange = new Exchange(request, dialects.apply(request.operation()));
    try {
      admission.admit(request);
      if (request.operation() == Operation.COUNT_TOKENS) {
        return count(exchange);
      }
      Optional<CacheDesk.Hit> known = cache.findBytes(exchange);
      if (known.isPresent()) {
        return answers.replay(exchange, known.get());
      }
      exchange.read();
      known = cache.findMeaning(exchange);
      if (known.isPresent()) {
        return answers.replay(exchange, known.get());
      }
      List<Route> plan = plan(exchange);
      if (exchange.stream()) {
        return streams.reply(exchange, plan);
      }
      return answers.whole(exchange, dispatcher.open(exchange, plan));
    } catch (RuntimeException e) {
      if (!Refusals.isAnswer(e)) {
        throw e;
      }
      return refusals.reply(exchange, e);
    }
  }

  private Reply count(Exchange exchange) {
    exchange.read();
    return counts.reply(exchange, plan(exchange).getFirst());
  }

  private List<Route> plan(Exchange exchange) {
    List<Route> plan = router.plan(exchange.facts().model());
    if (plan.isEmpty()) {
      throw new RefusalException(unknownModel(exchange.facts().model()));
    }
    return plan;
  }

  private static ApiError unknownModel(String model) {
    return new ApiError(
        404,
        ApiError.Kind.NOT_FOUND,
        "model: " + model,
        "/model",
        "model_not_found",
        Optional.empty(),
        false);
  }

  @Override
  public void close() {
    streams.close();
  }
}
