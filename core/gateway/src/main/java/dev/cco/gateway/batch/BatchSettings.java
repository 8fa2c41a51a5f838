package dev.cco.gateway.batch;

import java.time.Duration;

/**
 * Limits of message batches.
 *
 * @param concurrency requests of all batches that the gateway asks at a time
 * @param delegate whether a batch goes to its provider where that has batches
 * @param maxBytes the longest batch
 * @param maxRequests the most requests of one
 * @param maxUnended batches under way at a time, which the gateway works off itself
 * @param maxItemBytes the longest request in one
 * @param expiry after which what is not answered expires
 * @param retention how long results are kept, from the batch's creation
 * @param retryDelay to a failed request's first repetition; doubled for each further one
 * @param poll between two looks at a batch that a provider has
 * @param stopPatience how long a stop waits for requests under way
 */
public record BatchSettings(
    int concurrency,
    boolean delegate,
    long maxBytes,
    int maxRequests,
    int maxUnended,
    int maxItemBytes,
    Duration expiry,
    Duration retention,
    Duration retryDelay,
    Duration poll,
    Duration stopPatience) {

  /** What is used unless configured. */
  public static final BatchSettings DEFAULT =
      new BatchSettings(
          4,
          true,
          256L << 20,
          100_000,
          100,
          32 << 20,
          Duration.ofHours(24),
          Duration.ofDays(29),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10));

  public BatchSettings {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1: " + concurrency);
    }
    if (maxBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a batch must be shorter than 2 GB: " + maxBytes);
    }
  }
}
