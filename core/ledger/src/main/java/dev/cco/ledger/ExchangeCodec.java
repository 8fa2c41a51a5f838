package dev.cco.ledger;

import dev.cco.gateway.Attempt;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.gateway.Money;
import dev.cco.gateway.Money.Savings;
import dev.cco.gateway.Money.UnitPrices;
import dev.cco.spi.Operation;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form of an exchange in the spool. Text is cleaned and cut to what its column takes, which
 * also bounds a record's size. A change of the form takes a new version; old ones stay readable.
 */
final class ExchangeCodec {
  static final int MODEL_LENGTH = 256;
  static final int PROJECT_LENGTH = 200;
  static final int PROVIDER_LENGTH = 64;
  static final int ID_LENGTH = 128;

  private static final int VERSION = 1;
  private static final int MOST_ATTEMPTS = 32;

  private ExchangeCodec() {}

  /** A framed record. */
  static byte[] encode(ExchangeRecord exchange) {
    RecordWriter out = new RecordWriter();
    out.number(VERSION);
    out.text(exchange.id(), ID_LENGTH);
    time(out, exchange.startedAt());
    out.text(exchange.project(), PROJECT_LENGTH);
    text(out, exchange.key(), ID_LENGTH);
    out.text(exchange.operation().name(), 64);
    out.text(exchange.requestedModel(), MODEL_LENGTH);
    text(out, exchange.servedModel(), MODEL_LENGTH);
    text(out, exchange.provider(), PROVIDER_LENGTH);
    attempts(out, exchange.attempts());
    out.signed(exchange.status());
    text(out, exchange.errorType(), ID_LENGTH);
    out.flag(exchange.stream());
    duration(out, exchange.latency());
    out.flag(exchange.firstByte().isPresent());
    exchange.firstByte().ifPresent(value -> duration(out, value));
    duration(out, exchange.overhead());
    usage(out, exchange.usage());
    money(out, exchange.money());
    out.text(exchange.cache().name(), 64);
    return out.frame();
  }

  /**
   * Reads a payload.
   *
   * @throws IllegalArgumentException if it is not one of a known version
   */
  static ExchangeRecord decode(byte[] payload) {
    RecordReader in = new RecordReader(payload);
    try {
      long version = in.number();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of a record: " + version);
      }
      ExchangeRecord exchange = exchange(in);
      in.end();
      return exchange;
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not a record", e);
    }
  }

  private static ExchangeRecord exchange(RecordReader in) {
    return new ExchangeRecord(
        in.text(),
        Instant.ofEpochSecond(in.signed(), in.number()),
        in.text(),
        in.optional(in::text),
        Operation.valueOf(in.text()),
        in.text(),
        in.optional(in::text),
        in.optional(in::text),
        attempts(in),
        Math.toIntExact(in.signed()),
        in.optional(in::text),
        in.flag(),
        duration(in),
        in.optional(() -> duration(in)),
        duration(in),
        usage(in),
        money(in),
        CacheOutcome.valueOf(in.text()));
  }

  private static void text(RecordWriter out, Optional<String> value, int limit) {
    out.flag(value.isPresent());
    value.ifPresent(text -> out.text(text, limit));
  }

  private static void decimal(RecordWriter out, Optional<BigDecimal> value) {
    out.flag(value.isPresent());
    value.ifPresent(out::decimal);
  }

  private static void time(RecordWriter out, Instant value) {
    out.signed(value.getEpochSecond());
    out.number(value.getNano());
  }

  private static void duration(RecordWriter out, Duration value) {
    out.signed(value.getSeconds());
    out.number(value.getNano());
  }

  private static Duration duration(RecordReader in) {
    return Duration.ofSeconds(in.signed(), in.number());
  }

  private static void attempts(RecordWriter out, List<Attempt> attempts) {
    List<Attempt> kept =
        attempts.size() > MOST_ATTEMPTS ? attempts.subList(0, MOST_ATTEMPTS) : attempts;
    out.number(kept.size());
    for (Attempt attempt : kept) {
      out.text(attempt.provider(), PROVIDER_LENGTH);
      out.text(attempt.model(), MODEL_LENGTH);
      out.signed(attempt.status());
      out.text(attempt.outcome(), 64);
      duration(out, attempt.duration());
    }
  }

  private static List<Attempt> attempts(RecordReader in) {
    int count = Math.toIntExact(in.number());
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attempts.add(
          new Attempt(in.text(), in.text(), Math.toIntExact(in.signed()), in.text(), duration(in)));
    }
    return attempts;
  }

  private static void usage(RecordWriter out, Usage usage) {
    out.number(usage.input());
    out.number(usage.cacheRead());
    out.number(usage.cacheWrite5m());
    out.number(usage.cacheWrite1h());
    out.number(usage.output());
    out.number(usage.reasoning());
    out.flag(usage.known());
  }

  private static Usage usage(RecordReader in) {
    return new Usage(
        in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.flag());
  }

  private static void money(RecordWriter out, Money money) {
    decimal(out, money.cost());
    decimal(out, money.wouldBe());
    out.decimal(money.savings().cache());
    out.decimal(money.savings().promptCache());
    out.decimal(money.savings().model());
    out.decimal(money.savings().batch());
    out.flag(money.unitPrices().isPresent());
    money
        .unitPrices()
        .ifPresent(
            prices -> {
              out.decimal(prices.input());
              out.decimal(prices.cacheRead());
              out.decimal(prices.cacheWrite5m());
              out.decimal(prices.cacheWrite1h());
              out.decimal(prices.output());
            });
  }

  private static Money money(RecordReader in) {
    return new Money(
        in.optional(in::decimal),
        in.optional(in::decimal),
        new Savings(in.decimal(), in.decimal(), in.decimal(), in.decimal()),
        in.optional(
            () ->
                new UnitPrices(
                    in.decimal(), in.decimal(), in.decimal(), in.decimal(), in.decimal())));
  }
}
