package dev.cco.gateway;

import dev.cco.gateway.cache.CacheKey;
import dev.cco.gateway.dispatch.Opened;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Lets identical requests that are under way together share one upstream call. A request joins
 * before it looks into the cache, and an answer is stored before its flight ends, so that nobody
 * falls between the two.
 */
final class Flights {
  private final ConcurrentHashMap<Key, Flight> flights = new ConcurrentHashMap<>();
  private final CacheDesk cache;
  private final int limit;

  /**
   * @param limit how many bytes of a stream are kept for those who join late
   */
  Flights(CacheDesk cache, int limit) {
    this.cache = cache;
    this.limit = limit;
  }

  /** What requests have in common that share an answer. */
  private record Key(CacheKey meaning, boolean stream, boolean includeUsage) {}

  /** One upstream call, made by the request that leads. */
  private static final class Flight {
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  }

  /** What became of an upstream call. */
  private sealed interface Outcome {
    /** It was not made, or given up. */
    record Nothing() implements Outcome {}

    /** It failed for everybody. */
    record Failed(Exchange leader, RuntimeException failure) implements Outcome {}

    /** It brings an answer, which the others get as it is. */
    record Whole(Exchange leader, Opened answer) implements Outcome {}

    /** It brings a stream. */
    record Shared(Exchange leader, Opened.Streaming answer, SharedStream stream)
        implements Outcome {}
  }

  /** Takes part in the flight of identical requests, or leads a new one. */
  Seat join(Exchange exchange) {
    if (!cache.mayShare(exchange)) {
      return new Alone();
    }
    CacheKey meaning = exchange.keys().flatMap(CacheDesk.Keys::meaning).orElseThrow();
    return new Shared(
        exchange, new Key(meaning, exchange.facts().stream(), exchange.facts().includeUsage()));
  }

  /** One request's part in a flight; closed when its reply is there. */
  interface Seat extends AutoCloseable {

    /** Opens the answer, or shares the one that another request opens; blocks until it begins. */
    Opened open(Supplier<Opened> upstream);

    /** The reply is there: an answer that is not a stream under way has been stored by now. */
    @Override
    void close();
  }

  /** A request that shares nothing. */
  private static final class Alone implements Seat {
    @Override
    public Opened open(Supplier<Opened> upstream) {
      return upstream.get();
    }

    @Override
    public void close() {
      // Nobody waits.
    }
  }

  private final class Shared implements Seat {
    private final Exchange exchange;
    private final Key key;
    private Flight flight;
    private boolean leads;

    /** Set by the thread that opens, read by the one that closes. */
    private volatile boolean departed;

    Shared(Exchange exchange, Key key) {
      this.exchange = exchange;
      this.key = key;
      this.flight = board();
    }

    private Flight board() {
      Flight mine = new Flight();
      Flight other = flights.putIfAbsent(key, mine);
      leads = other == null;
      return leads ? mine : other;
    }

    @Override
    public Opened open(Supplier<Opened> upstream) {
      departed = true;
      while (!leads) {
        Optional<Opened> shared = follow();
        if (shared.isPresent()) {
          return shared.get();
        }
        flights.remove(key, flight);
        flight = board();
      }
      return lead(upstream);
    }

    private Opened lead(Supplier<Opened> upstream) {
      try {
        Opened opened = upstream.get();
        if (opened instanceof Opened.Streaming streaming) {
          Flight ending = flight;
          SharedStream stream =
              new SharedStream(streaming.feed(), limit, () -> flights.remove(key, ending));
          Opened.Streaming mine = streaming.withFeed(stream.first());
          flight.outcome.complete(new Outcome.Shared(exchange, streaming, stream));
          return mine;
        }
        flight.outcome.complete(new Outcome.Whole(exchange, opened));
        return opened;
      } catch (RuntimeException e) {
        flights.remove(key, flight);
        flight.outcome.complete(
            exchange.abandoned() ? new Outcome.Nothing() : new Outcome.Failed(exchange, e));
        throw e;
      }
    }

    /** What the leader opened; absent if there is nothing to share in any more. */
    private Optional<Opened> follow() {
      switch (flight.outcome.join()) {
        case Outcome.Nothing nothing -> {
          return Optional.empty();
        }
        case Outcome.Failed failed -> {
          exchange.follow(failed.leader());
          throw failed.failure();
        }
        case Outcome.Whole whole -> {
          exchange.follow(whole.leader());
          return Optional.of(whole.answer());
        }
        case Outcome.Shared shared -> {
          Optional<Opened> joined = shared.stream().join().map(shared.answer()::withFeed);
          joined.ifPresent(found -> exchange.follow(shared.leader()));
          return joined;
        }
      }
    }

    @Override
    public void close() {
      if (!leads) {
        return;
      }
      if (!departed) {
        flights.remove(key, flight);
        flight.outcome.complete(new Outcome.Nothing());
      } else if (flight.outcome.getNow(new Outcome.Nothing()) instanceof Outcome.Whole) {
        flights.remove(key, flight);
      }
    }
  }
}
