package dev.cco.it.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what the server does in the background, as a reader of its pages would. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Eventually() {}

  /** A question that is asked until the answer is yes. */
  @FunctionalInterface
  public interface Question {
    boolean ask() throws Exception;
  }

  /** Returns as soon as it holds, and fails when it has not for half a minute. */
  public static void holds(String what, Question question) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isTrue(what, question)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it never came true that " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static boolean isTrue(String what, Question question) {
    try {
      return question.ask();
    } catch (Exception e) {
      throw new AssertionError("cannot tell whether " + what, e);
    }
  }
}
