package dev.cco.ledger;

import dev.cco.gateway.Attempt;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.Money.UnitPrices;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_calls}. Null where the column says unknown. */
@Entity
@Table(name = "api_calls")
class ApiCall {
  static final String MISS = "miss";

  /** How all types of hits begin. */
  static final String HIT = "hit";

  private static final int ATTEMPTS_LENGTH = 4_000;

  @Id String id = "";

  @Column(name = "started_us")
  long started;

  @Column(name = "project_id")
  String project = "";

  @Column(name = "key_id")
  @Nullable String key;

  String protocol = "";
  String operation = "";

  @Column(name = "requested_model")
  String requestedModel = "";

  @Column(name = "served_model")
  @Nullable String servedModel;

  @Nullable String provider;

  @Column(name = "attempt_count")
  int attemptCount;

  String attempts = "";
  int status;

  @Column(name = "error_type")
  @Nullable String errorType;

  boolean stream;

  @Column(name = "latency_us")
  long latency;

  @Column(name = "first_byte_us")
  @Nullable Long firstByte;

  @Column(name = "overhead_us")
  long overhead;

  @Column(name = "input_tokens")
  long inputTokens;

  @Column(name = "cache_read_tokens")
  long cacheReadTokens;

  @Column(name = "cache_write_5m_tokens")
  long cacheWrite5mTokens;

  @Column(name = "cache_write_1h_tokens")
  long cacheWrite1hTokens;

  @Column(name = "output_tokens")
  long outputTokens;

  @Column(name = "reasoning_tokens")
  long reasoningTokens;

  @Column(name = "usage_known")
  boolean usageKnown;

  @Column(name = "actual_cost")
  @Nullable BigDecimal cost;

  @Column(name = "would_be_cost")
  @Nullable BigDecimal wouldBeCost;

  @Column(name = "cache_savings")
  BigDecimal cacheSavings = BigDecimal.ZERO;

  @Column(name = "prompt_cache_savings")
  BigDecimal promptCacheSavings = BigDecimal.ZERO;

  @Column(name = "model_savings")
  BigDecimal modelSavings = BigDecimal.ZERO;

  @Column(name = "batch_savings")
  BigDecimal batchSavings = BigDecimal.ZERO;

  @Column(name = "price_input")
  @Nullable BigDecimal priceInput;

  @Column(name = "price_cache_read")
  @Nullable BigDecimal priceCacheRead;

  @Column(name = "price_cache_write_5m")
  @Nullable BigDecimal priceCacheWrite5m;

  @Column(name = "price_cache_write_1h")
  @Nullable BigDecimal priceCacheWrite1h;

  @Column(name = "price_output")
  @Nullable BigDecimal priceOutput;

  @Column(name = "cache_hit")
  boolean cacheHit;

  @Column(name = "cache_type")
  String cacheType = "";

  protected ApiCall() {}

  ApiCall(ExchangeRecord exchange) {
    id = exchange.id();
    started = Micros.of(exchange.startedAt());
    project = exchange.project();
    key = exchange.key().orElse(null);
    protocol = lower(exchange.operation().protocol());
    operation = lower(exchange.operation());
    requestedModel = exchange.requestedModel();
    servedModel = exchange.servedModel().orElse(null);
    provider = exchange.provider().orElse(null);
    attemptCount = exchange.attempts().size();
    attempts = attempts(exchange.attempts());
    status = exchange.status();
    errorType = exchange.errorType().orElse(null);
    stream = exchange.stream();
    latency = Micros.of(exchange.latency());
    firstByte = exchange.firstByte().map(Micros::of).orElse(null);
    overhead = Micros.of(exchange.overhead());
    tokens(exchange);
    money(exchange);
    cacheHit = exchange.cache().hit();
    cacheType = lower(exchange.cache());
  }

  private void tokens(ExchangeRecord exchange) {
    inputTokens = exchange.usage().input();
    cacheReadTokens = exchange.usage().cacheRead();
    cacheWrite5mTokens = exchange.usage().cacheWrite5m();
    cacheWrite1hTokens = exchange.usage().cacheWrite1h();
    outputTokens = exchange.usage().output();
    reasoningTokens = exchange.usage().reasoning();
    usageKnown = exchange.usage().known();
  }

  private void money(ExchangeRecord exchange) {
    cost = exchange.money().cost().map(Micros::money).orElse(null);
    wouldBeCost = exchange.money().wouldBe().map(Micros::money).orElse(null);
    cacheSavings = Micros.money(exchange.money().savings().cache());
    promptCacheSavings = Micros.money(exchange.money().savings().promptCache());
    modelSavings = Micros.money(exchange.money().savings().model());
    batchSavings = Micros.money(exchange.money().savings().batch());
    exchange.money().unitPrices().ifPresent(this::prices);
  }

  private void prices(UnitPrices prices) {
    priceInput = Micros.money(prices.input());
    priceCacheRead = Micros.money(prices.cacheRead());
    priceCacheWrite5m = Micros.money(prices.cacheWrite5m());
    priceCacheWrite1h = Micros.money(prices.cacheWrite1h());
    priceOutput = Micros.money(prices.output());
  }

  /** Takes away all text but the call's id and its project, and leaves the money. */
  void strip() {
    key = null;
    requestedModel = "";
    servedModel = null;
    provider = null;
    attempts = "";
    errorType = null;
  }

  long cacheWriteTokens() {
    return cacheWrite5mTokens + cacheWrite1hTokens;
  }

  long tokens() {
    return inputTokens + cacheReadTokens + cacheWriteTokens() + outputTokens;
  }

  /** Whether the cache was asked and did not have it. */
  boolean cacheMiss() {
    return cacheType.equals(MISS);
  }

  /** Such as {@code anthropic/claude-x:529:overloaded,openai/gpt-y:200:ok}. */
  private static String attempts(List<Attempt> attempts) {
    String text =
        attempts.stream()
            .map(
                attempt ->
                    attempt.provider()
                        + "/"
                        + attempt.model()
                        + ":"
                        + attempt.status()
                        + ":"
                        + attempt.outcome())
            .collect(Collectors.joining(","));
    return text.length() > ATTEMPTS_LENGTH ? text.substring(0, ATTEMPTS_LENGTH) : text;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
