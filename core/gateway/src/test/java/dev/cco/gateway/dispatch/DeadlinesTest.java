package dev.cco.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadlinesTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofHours(1);

  private final Deadlines deadlines = new Deadlines();
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void stop() {
    deadlines.close();
  }

  @Test
  void interruptsWhatTakesTooLong() {
    assertThatThrownBy(() -> deadlines.within(SOON, this::waitForEver))
        .isInstanceOf(TimeoutException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void interruptsVirtualThreads() throws Exception {
    FutureTask<String> call = new FutureTask<>(() -> deadlines.within(SOON, this::waitForEver));
    Thread.startVirtualThread(call);

    assertThatThrownBy(call::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void leavesNoInterruptBehind() {
    assertThatThrownBy(
            () ->
                deadlines.within(
                    SOON,
                    () -> {
                      awaitInterrupt();
                      // As a library does that wraps what it caught and raises the flag again.
                      Thread.currentThread().interrupt();
                      throw new IOException("interrupted");
                    }))
        .isInstanceOf(TimeoutException.class);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void takesAnAnswerThatComesAtTheLastMoment() throws Exception {
    String answer =
        deadlines.within(
            SOON,
            () -> {
              awaitInterrupt();
              return "late but there";
            });

    assertThat(answer).isEqualTo("late but there");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void passesOnWhatFailsInTime() {
    assertThatThrownBy(
            () ->
                deadlines.within(
                    NEVER,
                    () -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
  }

  @Test
  void leavesAnInterruptOfSomebodyElseAlone() throws Exception {
    deadlines.within(
        NEVER,
        () -> {
          Thread.currentThread().interrupt();
          return "done";
        });

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void looksAtEachCallByItself() throws Exception {
    FutureTask<String> late = new FutureTask<>(() -> deadlines.within(SOON, this::waitForEver));
    CountDownLatch over = new CountDownLatch(1);
    FutureTask<String> quick =
        new FutureTask<>(
            () ->
                deadlines.within(
                    NEVER,
                    () -> {
                      over.await();
                      return "in time";
                    }));
    Thread.startVirtualThread(quick);
    Thread.startVirtualThread(late);
    assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
    over.countDown();

    assertThat(quick.get()).isEqualTo("in time");
  }

  private String waitForEver() throws InterruptedException {
    never.await();
    return "never";
  }

  private void awaitInterrupt() {
    try {
      never.await();
    } catch (InterruptedException expected) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }
}
