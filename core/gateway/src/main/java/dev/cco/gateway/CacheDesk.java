package dev.cco.gateway;

import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.gateway.cache.CacheKey;
import dev.cco.gateway.cache.CacheKeys;
import dev.cco.gateway.cache.CacheSettings;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.cache.Spelling;
import dev.cco.gateway.cache.StoredAnswer;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the response cache on a client's terms, and stores for later what may be stored. */
final class CacheDesk {
  private static final List<String> HEADERS_THAT_COUNT =
      List.of("anthropic-version", "anthropic-beta", "openai-organization", "openai-project");

  private final ResponseCache cache;
  private final CacheSettings settings;
  private final CacheScope scope;
  private final Router router;
  private final int maxStoredBytes;
  private final Clock clock;

  CacheDesk(
      ResponseCache cache,
      CacheSettings settings,
      CacheScope scope,
      Router router,
      int maxStoredBytes,
      Clock clock) {
    this.cache = cache;
    this.settings = settings;
    this.scope = scope;
    this.router = router;
    this.maxStoredBytes = maxStoredBytes;
    this.clock = clock;
  }

  /** An answer found, and the form its asker wants. */
  record Hit(StoredAnswer answer, CacheOutcome outcome, boolean stream, boolean includeUsage) {}

  /** The keys under which a request's answer is looked for and stored. */
  record Keys(
      CacheDirectives directives, CacheKey bytes, Optional<CacheKey> meaning, long generation) {
    Keys withMeaning(CacheKey found) {
      return new Keys(directives, bytes, Optional.of(found), generation);
    }
  }

  /** Looks for the answer to the very same bytes, which need no reading. */
  Optional<Hit> findBytes(Exchange exchange) {
    if (!cache.enabled()) {
      return Optional.empty();
    }
    ClientRequest request = exchange.request();
    CacheDirectives directives = CacheDirectives.parse(request.header("cache-control"));
    CacheKey key =
        CacheKeys.ofBytes(
            scope.of(request),
            router.revision(),
            request.operation(),
            headersThatCount(request),
            request.body());
    exchange.keys(new Keys(directives, key, Optional.empty(), cache.generation()));
    if (!directives.lookUp()) {
      return Optional.empty();
    }
    exchange.cache(CacheOutcome.MISS);
    return cache
        .findByBytes(key, answer -> freshEnough(answer, directives))
        .map(
            found -> {
              exchange.keys(exchange.keys().orElseThrow().withMeaning(found.spelling().meaning()));
              return new Hit(
                  found.answer(),
                  CacheOutcome.HIT_BYTES,
                  found.spelling().stream(),
                  found.spelling().includeUsage());
            });
  }

  /** Notes what the request means, once it is read. */
  void identify(Exchange exchange) {
    if (exchange.keys().isEmpty()) {
      return;
    }
    Keys keys = exchange.keys().get();
    ClientRequest request = exchange.request();
    Tape tape = exchange.facts().tape();
    CacheKey meaning =
        CacheKeys.ofMeaning(
            scope.of(request),
            router.revision(),
            request.operation(),
            headersThatCount(request),
            out -> exchange.format().writeCanonical(tape, out));
    exchange.keys(keys.withMeaning(meaning));
  }

  /**
   * Looks for the answer to a request that means the same.
   *
   * @throws RefusalException if there is none and the client wants nothing else
   */
  Optional<Hit> findMeaning(Exchange exchange) {
    if (exchange.keys().isEmpty()) {
      return Optional.empty();
    }
    Keys keys = exchange.keys().get();
    CacheDirectives directives = keys.directives();
    if (directives.lookUp()) {
      CacheKey meaning = keys.meaning().orElseThrow();
      Optional<StoredAnswer> found =
          cache.findByMeaning(meaning, answer -> freshEnough(answer, directives));
      if (found.isPresent()) {
        cache.link(keys.bytes(), spelling(exchange, meaning));
        return Optional.of(
            new Hit(
                found.get(),
                CacheOutcome.HIT_CANONICAL,
                exchange.facts().stream(),
                exchange.facts().includeUsage()));
      }
    }
    if (directives.onlyIfCached()) {
      throw new RefusalException(
          ApiError.of(
              504,
              ApiError.Kind.TIMEOUT,
              "No stored answer, and the request asks for nothing else (only-if-cached)."));
    }
    return Optional.empty();
  }

  private boolean freshEnough(StoredAnswer answer, CacheDirectives directives) {
    return directives
        .maxAgeSeconds()
        .map(max -> !answer.storedAt().plusSeconds(max).isBefore(clock.instant()))
        .orElse(true);
  }

  /** Whether the answer of this exchange would be stored if it turns out well. */
  boolean mayStore(Exchange exchange) {
    return exchange
        .keys()
        .filter(keys -> keys.directives().store() && keys.meaning().isPresent())
        .filter(keys -> !exchange.facts().serverTools())
        .filter(keys -> !exchange.fallback())
        .filter(keys -> policyAllows(exchange))
        .isPresent();
  }

  /** Whether an identical request under way would do as well as the cache. */
  boolean mayShare(Exchange exchange) {
    return exchange.keys().filter(keys -> keys.directives().lookUp()).isPresent()
        && mayStore(exchange);
  }

  private boolean policyAllows(Exchange exchange) {
    return switch (settings.policy()) {
      case ALL -> true;
      case OPT_IN -> exchange.request().header("x-cco-cache").filter("store"::equals).isPresent();
      case DETERMINISTIC ->
          exchange.operation() == Operation.EMBEDDINGS || isDeterministic(exchange.facts().tape());
    };
  }

  private static boolean isDeterministic(Tape tape) {
    if (tape.member(tape.root(), "seed") >= 0) {
      return true;
    }
    int temperature = tape.member(tape.root(), "temperature");
    return temperature >= 0
        && tape.kind(temperature) == Kind.NUMBER
        && tape.number(temperature).signum() == 0;
  }

  /** Stores an answer if it may be; true if it was. */
  boolean store(
      Exchange exchange,
      Route route,
      AnswerFacts facts,
      Money money,
      boolean streamed,
      byte[] body) {
    if (exchange.collapsed()
        || !facts.storable()
        || body.length > maxStoredBytes
        || !mayStore(exchange)) {
      return false;
    }
    Keys keys = exchange.keys().orElseThrow();
    StoredAnswer answer =
        new StoredAnswer(
            exchange.operation().protocol(),
            streamed,
            "application/json",
            body,
            exchange.facts().model(),
            route.upstreamModel(),
            route.provider(),
            facts.usage(),
            money.wouldBe(),
            money.unitPrices(),
            clock.instant());
    return cache.store(
        keys.bytes(), spelling(exchange, keys.meaning().orElseThrow()), answer, keys.generation());
  }

  private static Spelling spelling(Exchange exchange, CacheKey meaning) {
    return new Spelling(meaning, exchange.facts().stream(), exchange.facts().includeUsage());
  }

  /** A stored answer's bytes in the form that is asked for now. */
  static byte[] form(Exchange exchange, Hit hit) {
    StoredAnswer stored = hit.answer();
    if (!stored.streamed() && !hit.stream()) {
      return stored.body();
    }
    Dialect dialect = exchange.dialect();
    if (stored.streamed()) {
      return hit.stream()
          ? StreamForm.replay(stored.body(), dialect, hit.includeUsage())
          : dialect.fold(StreamForm.events(stored.body()));
    }
    return SseWriter.write(dialect.unfold(stored.body(), hit.includeUsage()));
  }

  /** What {@code Cache-Status} says of a hit. */
  String hitStatus(Duration age) {
    return "cco; hit; ttl=" + settings.ttl().minus(age).toSeconds();
  }

  /** What {@code Cache-Status} says of an answer that a provider gave. */
  static String missStatus(Exchange exchange, boolean stored) {
    if (exchange.collapsed()) {
      return "cco; fwd=miss; collapsed";
    }
    String reason = exchange.cache() == CacheOutcome.MISS ? "miss" : "bypass";
    return "cco; fwd=" + reason + (stored ? "; stored" : "");
  }

  /** No value of a header holds a line end, so no two lists of values are joined to the same. */
  private static List<String> headersThatCount(ClientRequest request) {
    List<String> values = new ArrayList<>(HEADERS_THAT_COUNT.size());
    for (String name : HEADERS_THAT_COUNT) {
      List<String> found = request.headers().get(name);
      values.add(found == null ? "" : String.join("\n", found));
    }
    return values;
  }
}
