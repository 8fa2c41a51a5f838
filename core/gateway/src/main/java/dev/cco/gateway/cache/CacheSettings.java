package dev.cco.gateway.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * How answers are kept.
 *
 * @param ttl how long an answer may be given again
 * @param tti how long it is kept without being asked for; absent: as long as it may be given
 * @param heapBytes the fast tier, a part of what the next one holds
 * @param offHeapBytes the large tier, outside the heap; 0 for none
 */
public record CacheSettings(
    boolean enabled,
    Duration ttl,
    Optional<Duration> tti,
    long heapBytes,
    long offHeapBytes,
    Policy policy) {
  private static final long MIB = 1 << 20;
  static final long LEAST_HEAP = MIB;
  static final long LEAST_OFF_HEAP = 8 * MIB;

  /** Which answers are stored. */
  public enum Policy {
    /** All that may be. */
    ALL,
    /** Those whose request asks for it. */
    OPT_IN,
    /** Those whose request leaves nothing to chance: temperature 0 or a seed. */
    DETERMINISTIC
  }

  public static final CacheSettings DEFAULTS =
      new CacheSettings(
          true, Duration.ofHours(1), Optional.empty(), 32 * MIB, 256 * MIB, Policy.ALL);

  public CacheSettings {
    requirePositive("time to live", ttl);
    tti.ifPresent(idle -> requirePositive("time to idle", idle));
    if (heapBytes < LEAST_HEAP) {
      throw new IllegalArgumentException("the heap tier needs at least 1 MB");
    }
    if (offHeapBytes != 0 && offHeapBytes < LEAST_OFF_HEAP) {
      throw new IllegalArgumentException("the off-heap tier needs at least 8 MB, or 0 for none");
    }
    if (offHeapBytes != 0 && offHeapBytes <= heapBytes) {
      throw new IllegalArgumentException(
          "the off-heap tier also holds what the heap tier holds and must be the larger one");
    }
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("the " + name + " must be more than 0");
    }
  }
}
