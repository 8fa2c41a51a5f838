package dev.cco.kit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that lets go of its connection once: back to the pool at its end, cut when it breaks off
 * or is closed before.
 */
final class LeasedBody extends FilterInputStream {
  private final long length;
  private final Lease lease;
  private long count;
  private boolean ended;

  /** Held by whoever reads, so that nobody else does while closing. */
  private final AtomicBoolean reading = new AtomicBoolean();

  private final AtomicBoolean gone = new AtomicBoolean();

  /**
   * A body over a leased connection.
   *
   * @param length of the body, negative if only its end tells
   */
  LeasedBody(InputStream in, long length, Lease lease) {
    super(in);
    this.length = length;
    this.lease = lease;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int size) throws IOException {
    if (!reading.compareAndSet(false, true)) {
      throw new IOException("the answer is being closed");
    }
    try {
      return ended ? -1 : advance(target, offset, size);
    } catch (IOException broken) {
      cut();
      throw broken;
    } finally {
      reading.set(false);
    }
  }

  private int advance(byte[] target, int offset, int size) throws IOException {
    int read = lease.read(in, target, offset, size);
    count += Math.max(0, read);
    if (read < 0 || count == length) {
      ended = true;
      giveBack();
    }
    return read;
  }

  /**
   * Ends the body. Where nobody reads it, its end may be at hand: then the connection is kept.
   * Without this every stream would cost one, as the end of a chunked body comes after the last
   * event.
   */
  void close(int patienceMillis) {
    if (!gone.get() && reading.compareAndSet(false, true)) {
      drain(patienceMillis);
    }
    cut();
  }

  @Override
  public void close() {
    close(1);
  }

  /** Leaves {@link #reading} taken: there is no more reading. */
  private void drain(int patienceMillis) {
    lease.hurry(patienceMillis);
    try {
      if (in.read() < 0) {
        giveBack();
      }
    } catch (IOException lateOrBroken) {
      cut();
    }
  }

  private void giveBack() {
    if (gone.compareAndSet(false, true)) {
      lease.giveBack();
    }
  }

  private void cut() {
    if (gone.compareAndSet(false, true)) {
      lease.cut();
    }
  }
}
