package dev.cco.gateway.cache;

import java.math.BigDecimal;
import java.util.List;

/**
 * What the cache did since it was started, and holds now.
 *
 * @param hits requests that found an answer
 * @param misses requests that found none
 * @param entries answers held
 * @param sizeBytes memory used, both tiers together
 * @param maxBytes memory that may be used
 * @param stores answers taken in
 * @param evictions answers dropped for want of room
 * @param corrupt entries that could not be read; each was a miss
 * @param savedCost in US dollars, of the hits whose cost is known
 */
public record CacheStats(
    long hits,
    long misses,
    long entries,
    long sizeBytes,
    long maxBytes,
    long stores,
    long evictions,
    long corrupt,
    BigDecimal savedCost,
    List<Tier> tiers) {

  /** One tier, {@code heap} or {@code offheap}. What the heap misses is asked of the other. */
  public record Tier(
      String name,
      long hits,
      long misses,
      long entries,
      long sizeBytes,
      long maxBytes,
      long stores,
      long evictions) {

    public double hitRate() {
      return rate(hits, misses);
    }
  }

  /** A cache that is switched off. */
  static final CacheStats NONE = new CacheStats(0, 0, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO, List.of());

  public CacheStats {
    tiers = List.copyOf(tiers);
  }

  /** From 0 to 1; 0 before the first request. */
  public double hitRate() {
    return rate(hits, misses);
  }

  private static double rate(long hits, long misses) {
    return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
  }
}
