package dev.cco.gateway.dispatch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Interrupts calls that take too long. One thread looks at all of them a few times a second; a
 * timer that is woken for each call costs every call two changes of threads, and nearly none of
 * them is ever late.
 */
final class Deadlines implements AutoCloseable {
  private static final long GRAIN_MILLIS = 20;

  private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cco-deadlines").factory());
  private final Future<?> looking;

  Deadlines() {
    looking =
        timer.scheduleWithFixedDelay(
            this::interruptLate, GRAIN_MILLIS, GRAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Makes a call on this thread, which is interrupted once the time is over.
   *
   * @param limit kept to about 20 ms
   * @throws TimeoutException if the call failed after that
   */
  <T> T within(Duration limit, Callable<T> work) throws Exception {
    Call call = new Call(Thread.currentThread(), System.nanoTime() + limit.toNanos());
    underWay.add(call);
    try {
      return work.call();
    } catch (Exception e) {
      if (call.end()) {
        TimeoutException timeout = new TimeoutException();
        timeout.initCause(e);
        throw timeout;
      }
      throw e;
    } finally {
      underWay.remove(call);
      if (call.end()) {
        // Nobody but this thread's call was meant.
        Thread.interrupted();
      }
    }
  }

  /** Looks at no call any more. */
  @Override
  public void close() {
    looking.cancel(false);
    timer.shutdown();
  }

  private void interruptLate() {
    long now = System.nanoTime();
    for (Call call : underWay) {
      if (call.deadline - now < 0) {
        call.interrupt();
      }
    }
  }

  /** A call under way; the thread that makes it is interrupted at most once, and not after it. */
  private static final class Call {
    private final Thread thread;
    private final long deadline;
    private boolean ended;
    private boolean late;

    Call(Thread thread, long deadline) {
      this.thread = thread;
      this.deadline = deadline;
    }

    synchronized void interrupt() {
      if (!ended && !late) {
        late = true;
        thread.interrupt();
      }
    }

    /** Whether the thread was interrupted before the end. */
    synchronized boolean end() {
      ended = true;
      return late;
    }
  }
}
