package dev.cco.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that a test lets happen when it is ready for it, instead of sleeping. */
public final class Gate {
  private static final long PATIENCE_SECONDS = 20;
  private final CountDownLatch latch = new CountDownLatch(1);

  /** Lets whoever waits go on, now and later. */
  public void open() {
    latch.countDown();
  }

  public boolean isOpen() {
    return latch.getCount() == 0;
  }

  /**
   * Waits until it is open.
   *
   * @return false if that took so long that the test has failed
   */
  public boolean await() {
    try {
      return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
