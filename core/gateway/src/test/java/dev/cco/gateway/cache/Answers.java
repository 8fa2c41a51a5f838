package dev.cco.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cco.gateway.Money.UnitPrices;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers and keys for tests. */
final class Answers {
  static final BigDecimal COST = new BigDecimal("0.000123");

  private Answers() {}

  static CacheKey key(String name) {
    return CacheKeys.ofBytes("test", 1, Operation.CHAT, List.of(), name.getBytes(UTF_8));
  }

  static StoredAnswer answer(byte[] body, Instant storedAt) {
    return new StoredAnswer(
        Protocol.CHAT,
        true,
        "text/event-stream; charset=utf-8",
        body,
        "gpt-6-sol",
        "gpt-6-sol-2026-10-01",
        "openai",
        new Usage(1, 2, 3, 4, 5, 6, true),
        Optional.of(COST),
        Optional.of(
            new UnitPrices(
                new BigDecimal("2"),
                new BigDecimal("0.2"),
                new BigDecimal("2.5"),
                new BigDecimal("2.50"),
                new BigDecimal("10"))),
        storedAt);
  }

  static StoredAnswer unpriced(StoredAnswer answer) {
    return new StoredAnswer(
        answer.protocol(),
        false,
        answer.contentType(),
        answer.body(),
        answer.requestedModel(),
        answer.servedModel(),
        answer.provider(),
        Usage.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        answer.storedAt());
  }
}
