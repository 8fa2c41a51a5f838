package dev.cco.gateway;

import dev.cco.gateway.Exchange.Outcome;
import dev.cco.gateway.cache.StoredAnswer;
import dev.cco.gateway.dispatch.Opened;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.routing.Route;
import dev.cco.protocol.AnswerFacts;
import dev.cco.spi.Usage;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Settles answers: prices them, stores them, records them, and says what the client gets. */
final class Answers {
  private final PriceBook prices;
  private final CacheDesk cache;
  private final Ledger ledger;
  private final Clock clock;

  Answers(PriceBook prices, CacheDesk cache, Ledger ledger, Clock clock) {
    this.prices = prices;
    this.cache = cache;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** An answer that is not a stream. */
  Reply whole(Exchange exchange, Opened opened) {
    return switch (opened) {
      case Opened.Plain plain -> plain(exchange, plain);
      case Opened.Raw raw -> raw(exchange, raw);
      case Opened.Streaming streaming -> {
        streaming.feed().close();
        throw new IllegalStateException("nobody asked for a stream");
      }
    };
  }

  private Reply plain(Exchange exchange, Opened.Plain answer) {
    exchange.firstByte();
    Money money = settle(exchange, answer.route(), answer.facts());
    boolean stored =
        cache.store(exchange, answer.route(), answer.facts(), money, false, answer.body());
    ReplyHeaders headers =
        ReplyHeaders.of(exchange)
            .provider(answer.headers())
            .put("Content-Type", "application/json")
            .put("Cache-Status", CacheDesk.missStatus(exchange, stored))
            .served(exchange, answer.route(), answer.dropped())
            .cost(money);
    byte[] body = CacheMetadata.told(exchange, answer.body(), Optional.empty(), stored);
    return new Reply(200, headers.toMap(), new Reply.Whole(body));
  }

  /** An answer whose content is not looked at. */
  private Reply raw(Exchange exchange, Opened.Raw answer) {
    exchange.firstByte();
    record(
        exchange,
        new Outcome(
            200,
            Optional.empty(),
            Optional.of(answer.route().upstreamModel()),
            Optional.of(answer.route().provider()),
            Usage.UNKNOWN,
            Money.NOTHING));
    ReplyHeaders headers =
        ReplyHeaders.of(exchange)
            .provider(answer.headers())
            .put("Content-Type", "application/json")
            .served(exchange, answer.route(), answer.dropped());
    return new Reply(200, headers.toMap(), new Reply.Whole(answer.body()));
  }

  /** Prices and records an answer that is complete. */
  Money settle(Exchange exchange, Route route, AnswerFacts facts) {
    return settle(exchange, route, facts, 200, Optional.empty());
  }

  /** Prices and records an answer, complete or not. */
  Money settle(
      Exchange exchange, Route route, AnswerFacts facts, int status, Optional<String> errorType) {
    Money price = prices.price(route.provider(), route.upstreamModel(), facts.usage());
    Money money = exchange.collapsed() ? Money.spared(price.wouldBe(), price.unitPrices()) : price;
    record(
        exchange,
        new Outcome(
            status,
            errorType,
            Optional.of(route.upstreamModel()),
            Optional.of(route.provider()),
            facts.usage(),
            money));
    return money;
  }

  /** Records how an exchange ended, once. */
  void record(Exchange exchange, Outcome outcome) {
    if (exchange.claimRecord()) {
      ledger.record(exchange.record(outcome));
    }
  }

  /** A stored answer, in the form this client asked for. */
  Reply replay(Exchange exchange, CacheDesk.Hit hit) {
    StoredAnswer stored = hit.answer();
    exchange.hit(hit);
    exchange.firstByte();
    byte[] form = CacheDesk.form(exchange, hit);
    byte[] body =
        hit.stream()
            ? form
            : CacheMetadata.told(exchange, form, Optional.of(stored.storedAt()), true);
    Money money = prices.hit(stored);
    record(
        exchange,
        new Outcome(
            200,
            Optional.empty(),
            Optional.of(stored.servedModel()),
            Optional.of(stored.provider()),
            stored.usage(),
            money));
    Duration age = Duration.between(stored.storedAt(), clock.instant());
    ReplyHeaders headers =
        ReplyHeaders.of(exchange)
            .put(
                "Content-Type",
                hit.stream() ? "text/event-stream; charset=utf-8" : stored.contentType())
            .put("Cache-Status", cache.hitStatus(age))
            .put("Age", Long.toString(Math.max(0, age.toSeconds())))
            .put("x-cco-model", stored.servedModel())
            .put("x-cco-provider", stored.provider())
            .put("x-cco-attempts", "0")
            .cost(money);
    return new Reply(200, headers.toMap(), new Reply.Whole(body));
  }
}
