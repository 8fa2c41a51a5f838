package dev.cco.web.api;

import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads requests' bodies, and keeps what all of them together take in memory within bounds. Room is
 * taken as bytes arrive, so that nobody can take it by announcing a length.
 */
final class Bodies {
  /** Most requests fit into one piece. */
  private static final int FIRST = 64 * 1024;

  private final AtomicLong inMemory = new AtomicLong();

  /**
   * Reads a body completely. It counts until it is {@linkplain #release released}.
   *
   * @param length as announced, negative where it is not
   * @param limit bytes of one body
   * @param limitOfAll bytes of all bodies in memory
   * @throws RefusalException if it is too long, broken off, or one too many
   */
  byte[] read(InputStream body, long length, long limit, long limitOfAll) {
    if (length > limit) {
      throw tooLarge(limit);
    }
    // One byte more shows that a body of unknown length is too long.
    int most = (int) Math.min(length >= 0 ? length : limit + 1, Integer.MAX_VALUE - 8);
    int taken = 0;
    try {
      byte[] bytes = new byte[0];
      int read = 0;
      do {
        if (read == taken) {
          int room = Math.min(most, Math.max(FIRST, 2 * taken));
          take(room - taken, limitOfAll);
          taken = room;
          bytes = Arrays.copyOf(bytes, room);
        }
        int arrived = body.readNBytes(bytes, read, taken - read);
        read += arrived;
      } while (read == taken && read < most);
      check(read, length, limit);
      take(read - taken, limitOfAll);
      taken = read;
      return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    } catch (IOException e) {
      release(taken);
      throw brokenOff();
    } catch (RefusalException e) {
      release(taken);
      throw e;
    }
  }

  /** Counts a body no more. */
  void release(int length) {
    inMemory.addAndGet(-length);
  }

  private void take(int bytes, long limit) {
    if (inMemory.addAndGet(bytes) > limit) {
      inMemory.addAndGet(-bytes);
      throw new RefusalException(
          ApiError.of(
              529, ApiError.Kind.OVERLOADED, "Too much is being asked at once; try again soon."));
    }
  }

  private static void check(int read, long length, long limit) {
    if (read > limit) {
      throw tooLarge(limit);
    }
    if (read < length) {
      throw brokenOff();
    }
  }

  private static RefusalException tooLarge(long limit) {
    return new RefusalException(
        ApiError.of(
            413,
            ApiError.Kind.TOO_LARGE,
            "Request exceeds the maximum allowed number of bytes, which is " + limit + "."));
  }

  private static RefusalException brokenOff() {
    return new RefusalException(
        ApiError.of(
            400, ApiError.Kind.INVALID_REQUEST, "The request's body ended before its length."));
  }
}
