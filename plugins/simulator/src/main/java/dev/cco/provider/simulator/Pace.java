package dev.cco.provider.simulator;

import dev.cco.spi.Event;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When the events of one answer come. Closing, from any thread, ends every wait. */
final class Pace implements AutoCloseable {
  private final Behavior behavior;
  private final Duration patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private int events;
  private boolean content;

  /**
   * The pace of one answer.
   *
   * @param patience how long the reader waits for an event
   */
  Pace(Behavior behavior, Duration patience) {
    this.behavior = behavior;
    this.patience = patience;
  }

  /** Waits until it is time for the event. */
  void await(Event event) throws IOException {
    if (behavior.cutAfter().filter(most -> events >= most).isPresent()) {
      throw new IOException("the simulated connection is cut");
    }
    if (events == 0) {
      waitFor(behavior.silence());
    }
    events++;
    if (isContent(event)) {
      if (content) {
        waitFor(behavior.pause());
      }
      content = true;
    }
    if (closed.getCount() == 0) {
      throw new IOException("the answer was closed");
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private static boolean isContent(Event event) {
    return event instanceof Event.TextDelta
        || event instanceof Event.ThinkingDelta
        || event instanceof Event.ArgumentsDelta;
  }

  private void waitFor(Duration time) throws IOException {
    if (time.isZero()) {
      return;
    }
    boolean tooLong = time.compareTo(patience) > 0;
    Duration wait = tooLong ? patience : time;
    try {
      if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in a simulated wait", interrupted);
    }
    if (tooLong) {
      throw new SocketTimeoutException("the simulated provider is silent");
    }
  }
}
