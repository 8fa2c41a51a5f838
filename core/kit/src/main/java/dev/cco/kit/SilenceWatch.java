package dev.cco.kit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Cuts connections that are silent for too long. One thread looks at all of them a few times a
 * second: a socket's own time-out is a timer that is set and woken for every read of a virtual
 * thread.
 */
final class SilenceWatch implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(SilenceWatch.class.getName());
  private static final long GRAIN_MILLIS = 20;

  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cco-silence").factory());
  private final Future<?> looking;

  SilenceWatch() {
    looking =
        timer.scheduleWithFixedDelay(
            this::cutSilent, GRAIN_MILLIS, GRAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Watches a connection until its line is closed.
   *
   * @param cut ends the connection, so that whoever waits for it fails
   */
  Line over(Runnable cut) {
    Line line = new Line(cut);
    lines.add(line);
    return line;
  }

  /** Cuts nothing any more. */
  @Override
  public void close() {
    looking.cancel(false);
    timer.shutdown();
  }

  private void cutSilent() {
    long now = System.nanoTime();
    for (Line line : lines) {
      try {
        line.cutIfSilent(now);
      } catch (RuntimeException e) {
        // Else nobody would look any more.
        LOGGER.log(Level.WARNING, "a silent connection could not be cut", e);
      }
    }
  }

  /** Something that is waited for, and may fail. */
  @FunctionalInterface
  interface Wait<T, E extends Exception> {
    T get() throws IOException, E;
  }

  /** A connection under watch; one thread at a time waits for it. */
  final class Line implements AutoCloseable {
    private final Runnable cut;
    private boolean awaited;
    private boolean silent;
    private long deadline;

    private Line(Runnable cut) {
      this.cut = cut;
    }

    /**
     * Waits for the other side.
     *
     * @param limit kept to about 20 ms
     * @throws SocketTimeoutException if it was silent for longer; the connection is cut
     */
    <T, E extends Exception> T await(Duration limit, Wait<T, E> wait) throws IOException, E {
      begin(System.nanoTime() + limit.toNanos());
      try {
        return wait.get();
      } catch (IOException broken) {
        if (end()) {
          SocketTimeoutException timeout = new SocketTimeoutException("silent for too long");
          timeout.initCause(broken);
          throw timeout;
        }
        throw broken;
      } finally {
        end();
      }
    }

    /** The connection is no longer ours. */
    @Override
    public void close() {
      lines.remove(this);
    }

    private synchronized void begin(long until) {
      deadline = until;
      awaited = true;
    }

    private synchronized boolean end() {
      awaited = false;
      return silent;
    }

    private synchronized void cutIfSilent(long now) {
      if (awaited && deadline - now < 0) {
        awaited = false;
        silent = true;
        cut.run();
      }
    }
  }
}
