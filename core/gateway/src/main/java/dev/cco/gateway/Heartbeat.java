package dev.cco.gateway;

import dev.cco.protocol.Dialect;
import dev.cco.protocol.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's end of a stream. In a silence it shows life, which is also the only way to learn
 * that the client is gone: servers tell it by a failing write, and not by the first one.
 */
final class Heartbeat implements AutoCloseable {
  /** Writes of one beat: the third after a client's leaving is the first that fails. */
  private static final int BURST = 3;

  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final OutputStream out;
  private final byte[] comment = SseWriter.comment("ping");
  private final byte[] ping;
  private final Duration interval;
  private final ScheduledFuture<?> beats;
  private final ReentrantLock writing = new ReentrantLock();

  /** Guarded by {@link #writing}. */
  private boolean begun;

  /** Guarded by {@link #writing}. */
  private boolean over;

  private volatile long lastWrite = System.nanoTime();
  private volatile Runnable onLoss = () -> {};
  private volatile boolean lost;

  Heartbeat(OutputStream out, Dialect dialect, Duration interval, ScheduledExecutorService timer) {
    this.out = out;
    this.ping = dialect.ping().map(SseWriter::write).orElse(comment);
    this.interval = interval;
    long period = Math.max(1, interval.toMillis() / 2);
    this.beats = timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** What to do when the client turns out to be gone. */
  void onLoss(Runnable action) {
    onLoss = action;
    if (lost) {
      action.run();
    }
  }

  /** Sends the headers. */
  void open() throws IOException {
    writing.lock();
    try {
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /** Writes events of the answer and flushes them. */
  void write(byte[] bytes, int from, int length) throws IOException {
    writing.lock();
    try {
      begun = true;
      send(bytes, from, length);
    } finally {
      writing.unlock();
    }
  }

  /** Shows life right away. */
  void beat() throws IOException {
    writing.lock();
    try {
      if (!over) {
        byte[] sign = begun ? ping : comment;
        send(sign, 0, sign.length);
      }
    } finally {
      writing.unlock();
    }
  }

  private void send(byte[] bytes, int from, int length) throws IOException {
    lastWrite = System.nanoTime();
    out.write(bytes, from, length);
    out.flush();
  }

  private void look() {
    if (System.nanoTime() - lastWrite >= interval.toNanos()) {
      lastWrite = System.nanoTime();
      Thread.ofVirtual().name("cco-heartbeat").start(this::burst);
    }
  }

  private void burst() {
    try {
      for (int i = 0; i < BURST; i++) {
        beat();
        Thread.sleep(BETWEEN);
      }
    } catch (IOException e) {
      lost = true;
      onLoss.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a beat found the client gone. */
  boolean lost() {
    return lost;
  }

  @Override
  public void close() {
    beats.cancel(false);
    writing.lock();
    try {
      over = true;
    } finally {
      writing.unlock();
    }
  }
}
