package dev.cco.gateway.cache;

import static dev.cco.gateway.cache.Answers.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.gateway.cache.CacheSettings.Policy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponseCacheTest {
  private static final long MIB = 1 << 20;
  private static final Duration HOUR = Duration.ofHours(1);

  private final SettableClock clock = new SettableClock();
  private ResponseCache cache = new ResponseCache(settings(HOUR, Optional.empty()), clock);

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  void findsAnAnswerByItsBytesAndByItsMeaning() {
    store("a", "hello");

    assertThat(cache.findByBytes(key("bytes a")).orElseThrow().answer().body())
        .asString()
        .isEqualTo("hello");
    assertThat(cache.findByMeaning(key("meaning a")).orElseThrow().body())
        .asString()
        .isEqualTo("hello");
  }

  @Test
  void countsOneHitOrOneMissForTwoLooks() {
    store("a", "hello");

    ask("bytes a", "meaning a");
    ask("bytes other spelling", "meaning a");
    ask("bytes b", "meaning b");

    CacheStats stats = cache.stats();
    assertThat(stats.hits()).isEqualTo(2);
    assertThat(stats.misses()).isEqualTo(1);
    assertThat(stats.hitRate()).isEqualTo(2.0 / 3);
  }

  @Test
  void countsNothingWhereOnlyTheBytesWereLookedAt() {
    assertThat(cache.findByBytes(key("bytes a"))).isEmpty();

    assertThat(cache.stats().misses()).isZero();
    assertThat(cache.stats().hitRate()).isZero();
  }

  @Test
  void findsAnotherSpellingByItsBytesOnceItIsLinked() {
    store("a", "hello");

    cache.link(key("bytes other spelling"), spelling("meaning a"));

    assertThat(cache.findByBytes(key("bytes other spelling"))).isPresent();
    assertThat(cache.stats().entries()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void saysHowTheRequestWasWrittenWithoutReadingIt(boolean stream, boolean includeUsage) {
    Spelling spelling = new Spelling(key("meaning"), stream, includeUsage);
    StoredAnswer answer = Answers.answer(new byte[1], clock.instant());

    cache.store(key("bytes"), spelling, answer, cache.generation());

    assertThat(cache.findByBytes(key("bytes")).orElseThrow().spelling()).isEqualTo(spelling);
  }

  @Test
  void countsAnAnswerThatTheAskerDoesNotTakeAsAMiss() {
    store("a", "hello");

    assertThat(cache.findByBytes(key("bytes a"), answer -> false)).isEmpty();
    assertThat(cache.findByMeaning(key("meaning a"), answer -> false)).isEmpty();

    assertThat(cache.stats().hits()).isZero();
    assertThat(cache.stats().misses()).isEqualTo(1);
    assertThat(cache.stats().savedCost()).isZero();
    assertThat(cache.findByBytes(key("bytes a"), answer -> true)).isPresent();
  }

  @Test
  void addsUpWhatHitsSavedToTheLastDigit() {
    store("a", "hello");
    StoredAnswer unpriced = Answers.unpriced(Answers.answer(new byte[1], clock.instant()));
    cache.store(key("bytes b"), spelling("meaning b"), unpriced, cache.generation());

    ask("bytes a", "meaning a");
    ask("bytes a", "meaning a");
    ask("bytes b", "meaning b");

    assertThat(cache.stats().savedCost())
        .isEqualByComparingTo(Answers.COST.multiply(new BigDecimal(2)));
  }

  @Test
  void givesAnAnswerUntilItsTimeToLiveIsOver() {
    store("a", "hello");

    clock.move(HOUR.minusNanos(1));
    assertThat(cache.findByBytes(key("bytes a"))).isPresent();

    clock.move(Duration.ofNanos(1));
    assertThat(cache.findByBytes(key("bytes a"))).isEmpty();
    assertThat(cache.findByMeaning(key("meaning a"))).isEmpty();
  }

  @Test
  void forgetsWhatNobodyAskedForDuringTheTimeToIdle() {
    reopen(settings(HOUR, Optional.of(Duration.ofMinutes(10))));
    store("asked", "hello");
    store("idle", "hello");

    clock.move(Duration.ofMinutes(9));
    assertThat(cache.findByMeaning(key("meaning asked"))).isPresent();
    clock.move(Duration.ofMinutes(9));

    assertThat(cache.findByMeaning(key("meaning asked"))).isPresent();
    assertThat(cache.findByMeaning(key("meaning idle"))).isEmpty();
  }

  @Test
  void askingDoesNotProlongTheTimeToLive() {
    reopen(settings(HOUR, Optional.of(Duration.ofMinutes(10))));
    store("a", "hello");

    for (int i = 0; i < 6; i++) {
      assertThat(cache.findByMeaning(key("meaning a"))).isPresent();
      clock.move(Duration.ofMinutes(9));
    }
    clock.move(Duration.ofMinutes(6));

    assertThat(cache.findByMeaning(key("meaning a"))).isEmpty();
  }

  @Test
  void staysWithinItsBytesAndDropsTheRest() {
    byte[] body = new byte[20_000];
    new Random(1).nextBytes(body);

    for (int i = 0; i < 2_000; i++) {
      store("a" + i, body);
      ask("bytes a" + i, "meaning a" + i);
    }

    CacheStats stats = cache.stats();
    assertThat(stats.stores()).isEqualTo(2_000);
    assertThat(stats.evictions()).isPositive();
    assertThat(stats.entries()).isBetween(100L, 2_000 * 20_000L / body.length - 1);
    assertThat(stats.maxBytes()).isEqualTo(18 * MIB);
    assertThat(stats.tiers()).extracting(CacheStats.Tier::name).containsExactly("heap", "offheap");
    assertThat(stats.tiers())
        .allSatisfy(tier -> assertThat(tier.sizeBytes()).isBetween(1L, tier.maxBytes()));
  }

  @Test
  void keepsTheLargestAnswerAndNoneThatIsLarger() {
    int largest = (int) (16 * MIB / 32);
    byte[] body = new byte[largest + 1];
    new Random(1).nextBytes(body);

    store("fits", Arrays.copyOf(body, largest));
    store("larger", body);

    assertThat(cache.findByBytes(key("bytes fits")).orElseThrow().answer().body()).hasSize(largest);
    assertThat(cache.findByBytes(key("bytes larger"))).isEmpty();
    assertThat(cache.stats().stores()).isEqualTo(1);
  }

  @Test
  void takesAnUnreadableEntryForAMissOnce() {
    Tiers tiers = Tiers.open(settings(HOUR, Optional.empty()), clock);
    try (ResponseCache damaged = new ResponseCache(Optional.of(tiers), HOUR, clock)) {
      tiers.put(key("meaning a"), "rubbish".getBytes(UTF_8));
      tiers.link(key("bytes a"), spelling("meaning a"));

      assertThat(damaged.findByBytes(key("bytes a"))).isEmpty();
      assertThat(damaged.findByMeaning(key("meaning a"))).isEmpty();

      assertThat(damaged.stats().corrupt()).isEqualTo(1);
      assertThat(damaged.stats().misses()).isEqualTo(1);
      assertThat(damaged.stats().entries()).isZero();
    }
  }

  @Test
  void forgetsEverythingWhenCleared() {
    store("a", "hello");
    ask("bytes a", "meaning a");

    cache.clear();

    assertThat(cache.findByBytes(key("bytes a"))).isEmpty();
    assertThat(cache.stats().entries()).isZero();
    assertThat(cache.stats().hits()).isEqualTo(1);
  }

  @Test
  void worksOnTheHeapAlone() {
    reopen(new CacheSettings(true, HOUR, Optional.empty(), 2 * MIB, 0, Policy.ALL));

    store("a", "hello");

    assertThat(cache.findByBytes(key("bytes a"))).isPresent();
    assertThat(cache.stats().tiers()).extracting(CacheStats.Tier::name).containsExactly("heap");
    assertThat(cache.stats().entries()).isEqualTo(1);
  }

  @Test
  void worksOnTheHeapWhereTheMachineHasNoOtherMemory() {
    reopen(new CacheSettings(true, HOUR, Optional.empty(), 2 * MIB, 1L << 50, Policy.ALL));

    store("a", "hello");

    assertThat(cache.findByBytes(key("bytes a"))).isPresent();
    assertThat(cache.stats().tiers()).extracting(CacheStats.Tier::name).containsExactly("heap");
  }

  @Test
  void doesNothingWhenSwitchedOff() {
    reopen(new CacheSettings(false, HOUR, Optional.empty(), 2 * MIB, 0, Policy.ALL));

    store("a", "hello");

    assertThat(cache.enabled()).isFalse();
    assertThat(cache.findByBytes(key("bytes a"))).isEmpty();
    assertThat(cache.findByMeaning(key("meaning a"))).isEmpty();
    assertThat(cache.stats()).isEqualTo(CacheStats.NONE);
    cache.clear();
  }

  @Test
  void givesEachThreadItsOwnAnswers() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> found =
          IntStream.range(0, 16).mapToObj(i -> threads.submit(() -> storeAndFind(i))).toList();

      for (Future<Integer> future : found) {
        assertThat(future.get()).isEqualTo(200);
      }
    }

    assertThat(cache.stats().hits()).isEqualTo(16 * 200);
    assertThat(cache.stats().misses()).isZero();
  }

  private int storeAndFind(int thread) {
    int found = 0;
    for (int i = 0; i < 200; i++) {
      String name = thread + "/" + i;
      store(name, name);
      byte[] body = cache.findByBytes(key("bytes " + name)).orElseThrow().answer().body();
      found += new String(body, UTF_8).equals(name) ? 1 : 0;
    }
    return found;
  }

  private void reopen(CacheSettings settings) {
    cache.close();
    cache = new ResponseCache(settings, clock);
  }

  private void store(String name, String body) {
    store(name, body.getBytes(UTF_8));
  }

  private void store(String name, byte[] body) {
    cache.store(
        key("bytes " + name),
        spelling("meaning " + name),
        Answers.answer(body, clock.instant()),
        cache.generation());
  }

  private Optional<StoredAnswer> ask(String bytes, String meaning) {
    return cache
        .findByBytes(key(bytes))
        .map(ResponseCache.Found::answer)
        .or(() -> cache.findByMeaning(key(meaning)));
  }

  private static Spelling spelling(String meaning) {
    return new Spelling(key(meaning), false, false);
  }

  private static CacheSettings settings(Duration ttl, Optional<Duration> tti) {
    return new CacheSettings(true, ttl, tti, 2 * MIB, 16 * MIB, Policy.ALL);
  }
}
