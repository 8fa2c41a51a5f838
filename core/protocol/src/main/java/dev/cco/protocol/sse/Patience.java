package dev.cco.protocol.sse;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds the wait for what is read to become complete. The time-out of a socket bounds the silence
 * between bytes only, so an upstream that sends one of them now and then would never meet it. Only
 * time spent in reading counts: a client that takes its time is not the upstream's fault. Used by
 * one thread.
 */
public final class Patience {
  private final long limitNanos;
  private final LongSupplier ticker;
  private long waitedNanos;

  /** Patience for {@code limit} from each complete thing to the next. */
  public Patience(Duration limit) {
    this(limit, System::nanoTime);
  }

  Patience(Duration limit, LongSupplier ticker) {
    this.limitNanos = limit.toNanos();
    this.ticker = ticker;
  }

  /** For what is in memory already. */
  public static Patience endless() {
    return new Patience(Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * Reads more of what is not complete yet.
   *
   * @throws SocketTimeoutException if that took too long in all
   */
  public int read(InputStream in, byte[] target, int offset, int length) throws IOException {
    if (waitedNanos > limitNanos) {
      throw new SocketTimeoutException("bytes trickled in without ever making an event");
    }
    long start = ticker.getAsLong();
    int count = in.read(target, offset, length);
    waitedNanos += ticker.getAsLong() - start;
    return count;
  }

  /** What was waited for is complete. */
  public void reward() {
    waitedNanos = 0;
  }
}
