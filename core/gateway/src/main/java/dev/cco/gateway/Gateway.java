package dev.cco.gateway;

import dev.cco.gateway.cache.CacheSettings;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.dispatch.Opened;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.WireFormat;
import dev.cco.spi.Operation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way of a request. */
public final class Gateway implements AutoCloseable {
  private final Function<Operation, WireFormat> formats;
  private final Admission admission;
  private final CacheDesk cache;
  private final Flights flights;
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
    this.formats = parts.formats();
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
    this.flights = new Flights(cache, settings.maxStoredBytes());
    this.streams = new Streams(answers, cache, settings);
    this.counts = new TokenCounts(dispatcher, answers);
    this.refusals = new Refusals(answers);
  }

  /** What the gateway is put together from. */
  public record Parts(
      Function<Operation, WireFormat> formats,
      Admission admission,
      ResponseCache cache,
      CacheSettings cacheSettings,
      CacheScope cacheScope,
      Router router,
      Dispatcher dispatcher,
      PriceBook prices,
      Ledger ledger) {}

  /** What became of a request that was taken up. */
  public sealed interface Taken {
    /** Answered at once. */
    record Answered(Reply reply) implements Taken {}

    /** To be answered by {@link #answer(Exchange)}. */
    record Pending(Exchange exchange) implements Taken {}
  }

  /** Answers a request; blocks while a provider is asked. */
  public Reply answer(ClientRequest request) {
    return switch (take(request)) {
      case Taken.Answered answered -> answered.reply();
      case Taken.Pending pending -> answer(pending.exchange());
    };
  }

  /**
   * Takes a request up, and answers it if its bytes are known or it is not admitted. Does not block
   * and hardly looks at the body. Whatever goes wrong here and later on the way is told in the
   * client's own protocol.
   */
  public Taken take(ClientRequest request) {
    Exchange exchange = new Exchange(request, formats.apply(request.operation()));
    try {
      admission.admit(request);
      if (request.operation() == Operation.COUNT_TOKENS) {
        return new Taken.Pending(exchange);
      }
      Optional<CacheDesk.Hit> known = cache.findBytes(exchange);
      if (known.isPresent()) {
        return new Taken.Answered(answers.replay(exchange, known.get()));
      }
      return new Taken.Pending(exchange);
    } catch (RuntimeException e) {
      return new Taken.Answered(refused(exchange, e));
    }
  }

  /** Answers what could not be answered at once; blocks while a provider is asked. */
  public Reply answer(Exchange exchange) {
    try {
      exchange.read();
      if (exchange.operation() == Operation.COUNT_TOKENS) {
        return counts.reply(exchange, plan(exchange).getFirst());
      }
      cache.identify(exchange);
      try (Flights.Seat seat = flights.join(exchange)) {
        Optional<CacheDesk.Hit> known = cache.findMeaning(exchange);
        if (known.isPresent()) {
          return answers.replay(exchange, known.get());
        }
        List<Route> plan = plan(exchange);
        Supplier<Opened> open = () -> seat.open(() -> dispatcher.open(exchange, plan));
        return exchange.stream()
            ? streams.reply(exchange, open)
            : answers.whole(exchange, open.get());
      }
    } catch (RuntimeException e) {
      return refused(exchange, e);
    }
  }

  private Reply refused(Exchange exchange, RuntimeException failure) {
    if (!Refusals.isAnswer(failure)) {
      throw failure;
    }
    return refusals.reply(exchange, failure);
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
    dispatcher.close();
  }
}
