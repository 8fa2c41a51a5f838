package dev.cco.protocol.sse;

import dev.cco.protocol.Slice;
import dev.cco.spi.UpstreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream into events without changing a byte: all slices joined are the stream. Used by one
 * thread.
 */
public final class SseFramer {
  private static final int FIRST_BUFFER = 16 * 1024;

  private final InputStream in;
  private final int maxEventBytes;
  private final Patience patience;
  private byte[] buffer;

  /** Where the event begins that is not handed out yet. */
  private int from;

  /** Up to where its line ends have been looked for. */
  private int seen;

  private int filled;

  /** Whether the line that {@link #seen} is in has nothing in it so far. */
  private boolean lineEmpty = true;

  /** Whether the last line end was a carriage return, to which a line feed may still belong. */
  private boolean afterReturn;

  /** A framer of what is in memory already. */
  public SseFramer(InputStream in, int maxEventBytes) {
    this(in, maxEventBytes, Patience.endless());
  }

  /** A framer of what arrives, and of which each event must be complete in time. */
  public SseFramer(InputStream in, int maxEventBytes, Patience patience) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
    this.patience = patience;
    this.buffer = new byte[Math.min(FIRST_BUFFER, maxEventBytes + 1)];
  }

  /**
   * Waits for more bytes; slices handed out before are void then.
   *
   * @return false at the end of the stream
   * @throws UpstreamFailure if the event under way is too long
   * @throws java.net.SocketTimeoutException if it is too long under way
   */
  public boolean read() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, filled - from);
      filled -= from;
      seen -= from;
      from = 0;
    }
    if (filled > maxEventBytes) {
      throw tooLong();
    }
    if (filled == buffer.length) {
      long larger = Math.min(buffer.length * 2L, maxEventBytes + 1L);
      buffer = Arrays.copyOf(buffer, (int) larger);
    }
    int count = patience.read(in, buffer, filled, buffer.length - filled);
    if (count < 0) {
      return false;
    }
    filled += count;
    return true;
  }

  /**
   * The next complete event that has arrived, with the empty line that ends it. An event may hold
   * nothing but comments, or nothing.
   *
   * @throws UpstreamFailure if it is too long
   */
  public Optional<Slice> next() {
    while (seen < filled) {
      byte b = buffer[seen++];
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = b == '\r';
      if (b != '\n' && b != '\r') {
        lineEmpty = false;
      } else if (lineEmpty) {
        return Optional.of(complete());
      } else {
        lineEmpty = true;
      }
    }
    return Optional.empty();
  }

  /** What is left when the stream has ended in the middle of an event; empty if it has not. */
  public Slice rest() {
    int begin = from;
    if (begin < filled && buffer[begin] == '\n' && lineEmpty && filled - begin == 1) {
      begin++;
    }
    return new Slice(buffer, begin, filled);
  }

  private Slice complete() {
    if (afterReturn && seen < filled && buffer[seen] == '\n') {
      seen++;
      afterReturn = false;
    }
    if (seen - from > maxEventBytes) {
      throw tooLong();
    }
    patience.reward();
    Slice event = new Slice(buffer, from, seen);
    from = seen;
    return event;
  }

  private UpstreamFailure tooLong() {
    return new UpstreamFailure(
        UpstreamFailure.Kind.INVALID_ANSWER,
        "an event of the stream is longer than " + maxEventBytes + " bytes");
  }
}
