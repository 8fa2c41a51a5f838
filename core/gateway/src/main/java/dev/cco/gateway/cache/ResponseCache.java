package dev.cco.gateway.cache;

import dev.cco.gateway.cache.AnswerFormat.CorruptAnswerException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Answers kept to be given again. An answer is held once, under the key of its meaning; the key of
 * the bytes leads there, so that a byte-identical request costs two look-ups of 32 bytes and no
 * parsing, and however many spellings of one request there are, its answer takes room once.
 *
 * <p>Never fails for want of memory or because of what it holds: that is a miss. Safe for many
 * threads.
 */
public final class ResponseCache implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ResponseCache.class.getName());

  private final Duration timeToLive;
  private final Clock clock;
  private final Optional<Tiers> tiers;

  /** How often the cache was cleared. */
  private final AtomicLong generation = new AtomicLong();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder stores = new LongAdder();
  private final LongAdder corrupt = new LongAdder();
  private final AtomicReference<BigDecimal> savedCost = new AtomicReference<>(BigDecimal.ZERO);

  public ResponseCache(CacheSettings settings, Clock clock) {
    this(
        settings.enabled() ? Optional.of(Tiers.open(settings, clock)) : Optional.empty(),
        settings.ttl(),
        clock);
  }

  ResponseCache(Optional<Tiers> tiers, Duration timeToLive, Clock clock) {
    this.tiers = tiers;
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  public boolean enabled() {
    return tiers.isPresent();
  }

  /** First look of a request. Counts a hit; a miss is counted by {@link #findByMeaning}. */
  public Optional<Found> findByBytes(CacheKey bytes) {
    return findByBytes(bytes, answer -> true);
  }

  /** The same; an answer that the asker does not take is a miss. */
  public Optional<Found> findByBytes(CacheKey bytes, Predicate<StoredAnswer> acceptable) {
    return tiers.flatMap(t -> find(t, bytes, acceptable));
  }

  /** An answer, and how the request that it answers was written. */
  public record Found(Spelling spelling, StoredAnswer answer) {}

  /** Second look of a request, after the first found nothing. Counts a hit or a miss. */
  public Optional<StoredAnswer> findByMeaning(CacheKey meaning) {
    return findByMeaning(meaning, answer -> true);
  }

  /** The same; an answer that the asker does not take is a miss. */
  public Optional<StoredAnswer> findByMeaning(
      CacheKey meaning, Predicate<StoredAnswer> acceptable) {
    Optional<StoredAnswer> found = tiers.flatMap(t -> findAnswer(t, meaning, acceptable));
    if (found.isEmpty()) {
      misses.increment();
    }
    return found;
  }

  /** Lets further requests of these very bytes find what was found by its meaning. */
  public void link(CacheKey bytes, Spelling spelling) {
    tiers.ifPresent(t -> t.link(bytes, spelling));
  }

  /** Changes with each {@link #clear}; to be read before a provider is asked. */
  public long generation() {
    return generation.get();
  }

  /**
   * Keeps an answer, unless it is too large to be worth it, or the cache was cleared since its
   * request came.
   *
   * @param since the {@link #generation} when the request came
   * @return whether it is kept
   */
  public boolean store(CacheKey bytes, Spelling spelling, StoredAnswer answer, long since) {
    return tiers.map(t -> store(t, bytes, spelling, answer, since)).orElse(false);
  }

  /** Forgets all answers, those under way included; the counters go on. */
  public void clear() {
    generation.incrementAndGet();
    tiers.ifPresent(Tiers::clear);
  }

  public CacheStats stats() {
    return tiers.map(this::stats).orElse(CacheStats.NONE);
  }

  @Override
  public void close() {
    tiers.ifPresent(Tiers::close);
  }

  private boolean store(
      Tiers into, CacheKey bytes, Spelling spelling, StoredAnswer answer, long since) {
    if (answer.body().length > into.maxAnswer() || since != generation()) {
      return false;
    }
    into.put(spelling.meaning(), AnswerFormat.encode(answer));
    if (since != generation()) {
      // Cleared in between, perhaps before the answer was put.
      into.remove(spelling.meaning());
      return false;
    }
    into.link(bytes, spelling);
    stores.increment();
    return true;
  }

  private Optional<Found> find(Tiers in, CacheKey bytes, Predicate<StoredAnswer> acceptable) {
    return in.spelling(bytes)
        .flatMap(
            spelling ->
                findAnswer(in, spelling.meaning(), acceptable)
                    .map(answer -> new Found(spelling, answer)));
  }

  private Optional<StoredAnswer> findAnswer(
      Tiers in, CacheKey meaning, Predicate<StoredAnswer> acceptable) {
    return in.answer(meaning)
        .flatMap(encoded -> decode(in, meaning, encoded))
        .filter(this::alive)
        .filter(acceptable)
        .map(this::counted);
  }

  private Optional<StoredAnswer> decode(Tiers in, CacheKey meaning, byte[] encoded) {
    try {
      return Optional.of(AnswerFormat.decode(encoded));
    } catch (CorruptAnswerException e) {
      in.remove(meaning);
      corrupt.increment();
      LOG.log(Level.WARNING, "dropped an unreadable cache entry", e);
      return Optional.empty();
    }
  }

  /** Ehcache holds one expiry; where that is the time to idle, this is what ends an answer. */
  private boolean alive(StoredAnswer answer) {
    return clock.instant().isBefore(answer.storedAt().plus(timeToLive));
  }

  private StoredAnswer counted(StoredAnswer answer) {
    hits.increment();
    answer.wouldBeCost().ifPresent(cost -> savedCost.accumulateAndGet(cost, BigDecimal::add));
    return answer;
  }

  private CacheStats stats(Tiers of) {
    return of.stats(
        new Tiers.Counts(
            hits.sum(),
            misses.sum(),
            stores.sum(),
            corrupt.sum(),
            Objects.requireNonNull(savedCost.get())));
  }
}
