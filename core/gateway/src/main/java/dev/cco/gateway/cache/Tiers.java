package dev.cco.gateway.cache;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.CacheConfiguration;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.core.internal.statistics.DefaultStatisticsService;
import org.ehcache.core.spi.service.StatisticsService;
import org.ehcache.core.statistics.TierStatistics;
import org.ehcache.expiry.ExpiryPolicy;
import org.ehcache.impl.internal.TimeSourceConfiguration;

/**
 * The memory behind the cache: two Ehcaches, one from the keys of meaning to encoded answers, one
 * from the keys of bytes to spellings, which name a key of meaning. Each has a heap tier over an
 * off-heap tier that holds everything, both bounded in bytes.
 */
final class Tiers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Tiers.class.getName());
  private static final String ANSWERS = "answers";
  private static final String SPELLINGS = "spellings";

  /** An entry of the index takes about 150 bytes, a small answer about 1.5 KB. */
  private static final int INDEX_SHARE = 8;

  private static final long MAX_ANSWER = 8 << 20;

  /** Off-heap memory is cut into 16 segments; an entry must fit into one with room to spare. */
  private static final int PARTS = 32;

  private final CacheManager manager;
  private final Cache<CacheKey, byte[]> answers;
  private final Cache<CacheKey, Spelling> spellings;
  private final StatisticsService statistics;
  private final CacheSettings settings;

  /** What the cache counted itself. */
  record Counts(long hits, long misses, long stores, long corrupt, BigDecimal savedCost) {}

  private Tiers(CacheSettings settings, Clock clock) {
    this.settings = settings;
    this.statistics = new DefaultStatisticsService();
    this.manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withClassLoader(Tiers.class.getClassLoader())
            .using(new EntrySizes())
            .using(statistics)
            .using(new TimeSourceConfiguration(clock::millis))
            .build(true);
    try {
      this.answers = manager.createCache(ANSWERS, answersConfiguration(settings));
      this.spellings = manager.createCache(SPELLINGS, spellingsConfiguration(settings));
    } catch (RuntimeException | OutOfMemoryError e) {
      manager.close();
      throw e;
    }
  }

  /** Opens both tiers, or the heap alone where the machine does not give the other. */
  static Tiers open(CacheSettings settings, Clock clock) {
    try {
      return new Tiers(settings, clock);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (settings.offHeapBytes() == 0) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "cache runs without its off-heap tier: bytes="
              + settings.offHeapBytes()
              + " could not be had; see -XX:MaxDirectMemorySize",
          e);
      return new Tiers(withoutOffHeap(settings), clock);
    }
  }

  /** The largest body worth storing. */
  long maxAnswer() {
    return Math.min(MAX_ANSWER, capacity() / PARTS);
  }

  Optional<byte[]> answer(CacheKey meaning) {
    return Optional.ofNullable(answers.get(meaning));
  }

  Optional<Spelling> spelling(CacheKey bytes) {
    return Optional.ofNullable(spellings.get(bytes));
  }

  void put(CacheKey meaning, byte[] answer) {
    answers.put(meaning, answer);
  }

  void link(CacheKey bytes, Spelling spelling) {
    spellings.put(bytes, spelling);
  }

  void remove(CacheKey meaning) {
    answers.remove(meaning);
  }

  void clear() {
    spellings.clear();
    answers.clear();
  }

  CacheStats stats(Counts counts) {
    List<CacheStats.Tier> tiers = new ArrayList<>();
    tiers.add(tier("heap", "OnHeap", settings.heapBytes()));
    if (settings.offHeapBytes() > 0) {
      tiers.add(tier("offheap", "OffHeap", settings.offHeapBytes()));
    }
    CacheStats.Tier complete = tiers.getLast();
    return new CacheStats(
        counts.hits(),
        counts.misses(),
        complete.entries(),
        tiers.stream().mapToLong(CacheStats.Tier::sizeBytes).sum(),
        tiers.stream().mapToLong(CacheStats.Tier::maxBytes).sum(),
        counts.stores(),
        complete.evictions(),
        counts.corrupt(),
        counts.savedCost(),
        tiers);
  }

  @Override
  public void close() {
    manager.close();
  }

  private CacheStats.Tier tier(String name, String ehcacheName, long maxBytes) {
    TierStatistics answersTier = tierStatistics(ANSWERS, ehcacheName);
    TierStatistics spellingsTier = tierStatistics(SPELLINGS, ehcacheName);
    return new CacheStats.Tier(
        name,
        answersTier.getHits(),
        answersTier.getMisses(),
        answersTier.getMappings(),
        answersTier.getOccupiedByteSize() + spellingsTier.getOccupiedByteSize(),
        maxBytes,
        answersTier.getPuts(),
        answersTier.getEvictions());
  }

  private TierStatistics tierStatistics(String cache, String tier) {
    TierStatistics found = statistics.getCacheStatistics(cache).getTierStatistics().get(tier);
    if (found == null) {
      throw new IllegalStateException("cache without tier " + tier);
    }
    return found;
  }

  private long capacity() {
    return Math.max(settings.heapBytes(), settings.offHeapBytes());
  }

  private static CacheConfiguration<CacheKey, byte[]> answersConfiguration(CacheSettings settings) {
    return CacheConfigurationBuilder.newCacheConfigurationBuilder(
            CacheKey.class, byte[].class, pools(settings, INDEX_SHARE - 1))
        .withKeySerializer(CacheKeySerializer.class)
        .withExpiry(expiry(settings))
        .build();
  }

  private static CacheConfiguration<CacheKey, Spelling> spellingsConfiguration(
      CacheSettings settings) {
    return CacheConfigurationBuilder.newCacheConfigurationBuilder(
            CacheKey.class, Spelling.class, pools(settings, 1))
        .withKeySerializer(CacheKeySerializer.class)
        .withValueSerializer(SpellingSerializer.class)
        .withExpiry(expiry(settings))
        .build();
  }

  private static ResourcePoolsBuilder pools(CacheSettings settings, int shares) {
    ResourcePoolsBuilder heap =
        ResourcePoolsBuilder.newResourcePoolsBuilder()
            .heap(settings.heapBytes() / INDEX_SHARE * shares, MemoryUnit.B);
    if (settings.offHeapBytes() == 0) {
      return heap;
    }
    return heap.offheap(settings.offHeapBytes() / INDEX_SHARE * shares, MemoryUnit.B);
  }

  private static ExpiryPolicy<Object, Object> expiry(CacheSettings settings) {
    if (settings.tti().isEmpty()) {
      return ExpiryPolicyBuilder.timeToLiveExpiration(settings.ttl());
    }
    Duration idle = settings.tti().get();
    return ExpiryPolicyBuilder.timeToIdleExpiration(
        idle.compareTo(settings.ttl()) < 0 ? idle : settings.ttl());
  }

  private static CacheSettings withoutOffHeap(CacheSettings settings) {
    return new CacheSettings(
        settings.enabled(),
        settings.ttl(),
        settings.tti(),
        settings.heapBytes(),
        0,
        settings.policy());
  }
}
