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
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Exchanges to record. */
final class Exchanges {
  static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123456Z");

  private Exchanges() {}

  /** An ordinary call with something in every field. */
  static ExchangeRecord full(String id) {
    return new ExchangeRecord(
        id,
        NOON,
        "demo",
        Optional.of("key-1"),
        Operation.MESSAGES,
        "claude-opus-4-5",
        Optional.of("gpt-5.1"),
        Optional.of("openai"),
        List.of(
            new Attempt("anthropic", "claude-opus-4-5", 529, "overloaded", Duration.ofMillis(80)),
            new Attempt("openai", "gpt-5.1", 200, "ok", Duration.ofMillis(900))),
        200,
        Optional.of("none"),
        true,
        Duration.ofNanos(981_234_000),
        Optional.of(Duration.ofMillis(300)),
        Duration.ofNanos(412_000),
        new Usage(1_200, 30_000, 400, 50, 777, 300, true),
        new Money(
            Optional.of(new BigDecimal("0.012345678901")),
            Optional.of(new BigDecimal("0.02")),
            new Savings(
                new BigDecimal("0"),
                new BigDecimal("-0.001"),
                new BigDecimal("0.000000000001"),
                new BigDecimal("0.5")),
            Optional.of(
                new UnitPrices(
                    new BigDecimal("1.25"),
                    new BigDecimal("0.125"),
                    new BigDecimal("1.5"),
                    new BigDecimal("2.5"),
                    new BigDecimal("10")))),
        CacheOutcome.MISS);
  }

  static ExchangeRecord at(String id, Instant time) {
    return with(full(id), time, "demo", "claude-opus-4-5", full(id).money());
  }

  static ExchangeRecord asking(String id, String requestedModel) {
    return with(full(id), NOON, "demo", requestedModel, full(id).money());
  }

  static ExchangeRecord costing(String id, String requestedModel, String cost) {
    Money money =
        new Money(
            Optional.of(new BigDecimal(cost)), Optional.empty(), Savings.NONE, Optional.empty());
    return with(full(id), NOON, "demo", requestedModel, money);
  }

  /** The same, answered from the cache. */
  static ExchangeRecord hit(String id) {
    ExchangeRecord full = full(id);
    return new ExchangeRecord(
        id,
        NOON,
        full.project(),
        full.key(),
        full.operation(),
        full.requestedModel(),
        full.servedModel(),
        full.provider(),
        List.of(),
        200,
        Optional.empty(),
        true,
        full.latency(),
        full.firstByte(),
        full.overhead(),
        full.usage(),
        full.money(),
        CacheOutcome.HIT_CANONICAL);
  }

  static ExchangeRecord with(
      ExchangeRecord from, Instant time, String project, String requestedModel, Money money) {
    return new ExchangeRecord(
        from.id(),
        time,
        project,
        from.key(),
        from.operation(),
        requestedModel,
        from.servedModel(),
        from.provider(),
        from.attempts(),
        from.status(),
        from.errorType(),
        from.stream(),
        from.latency(),
        from.firstByte(),
        from.overhead(),
        from.usage(),
        money,
        from.cache());
  }

  /** Any call in the time before noon. */
  static ExchangeRecord random(RandomGenerator random, String id, Duration before) {
    CacheOutcome cache = List.of(CacheOutcome.values()).get(random.nextInt(4));
    boolean answered = cache.hit() || random.nextInt(10) > 0;
    String model = "model-" + random.nextInt(3);
    String provider = "provider-" + random.nextInt(2);
    Usage usage =
        answered
            ? new Usage(tokens(random), tokens(random), tokens(random), tokens(random), 9, 3, true)
            : Usage.UNKNOWN;
    return new ExchangeRecord(
        id,
        NOON.minusNanos(random.nextLong(before.toNanos() / 1_000) * 1_000),
        "project-" + random.nextInt(3),
        Optional.empty(),
        Operation.CHAT,
        model,
        answered ? Optional.of(model) : Optional.empty(),
        answered ? Optional.of(provider) : Optional.empty(),
        answered
            ? List.of(new Attempt(provider, model, 200, "ok", Duration.ofMillis(5)))
            : List.of(),
        answered ? 200 : 400 + random.nextInt(150),
        answered ? Optional.empty() : Optional.of("api_error"),
        random.nextBoolean(),
        Duration.ofNanos(random.nextLong(1_000_000) * 1_000),
        Optional.empty(),
        Duration.ofNanos(1_000),
        usage,
        money(random),
        cache);
  }

  private static long tokens(RandomGenerator random) {
    return random.nextInt(100_000);
  }

  private static Money money(RandomGenerator random) {
    if (random.nextInt(5) == 0) {
      return Money.UNKNOWN;
    }
    return new Money(
        Optional.of(dollars(random)),
        Optional.of(dollars(random)),
        new Savings(dollars(random), dollars(random).negate(), dollars(random), dollars(random)),
        Optional.empty());
  }

  private static BigDecimal dollars(RandomGenerator random) {
    return BigDecimal.valueOf(random.nextLong(5_000_000_000_000L), 12);
  }
}
