package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SilenceWatchTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofHours(1);

  private final SilenceWatch watch = new SilenceWatch();
  private final AtomicInteger cuts = new AtomicInteger();

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void cutsWhoIsSilentForTooLong() {
    Connection connection = new Connection();

    assertThatThrownBy(() -> connection.line.await(SOON, connection::read))
        .isInstanceOf(SocketTimeoutException.class)
        .hasCauseInstanceOf(SocketException.class);
    assertThat(cuts).hasValue(1);
  }

  @Test
  void doesNotCountTheTimeBetweenReads() throws Exception {
    Connection idle = new Connection();
    idle.line.await(SOON, () -> "a quick answer");

    // Long enough for the watch to look again: it cuts another connection meanwhile.
    Connection silent = new Connection();
    assertThatThrownBy(() -> silent.line.await(SOON, silent::read))
        .isInstanceOf(SocketTimeoutException.class);

    assertThat(idle.line.<String, RuntimeException>await(NEVER, () -> "another"))
        .isEqualTo("another");
    assertThat(cuts).hasValue(1);
  }

  @Test
  void goesOnAfterAConnectionThatCannotBeCut() {
    CountDownLatch tried = new CountDownLatch(1);
    SilenceWatch.Line broken =
        watch.over(
            () -> {
              tried.countDown();
              throw new IllegalStateException("cannot be cut");
            });
    assertThatThrownBy(
            () ->
                broken.await(
                    SOON,
                    () -> {
                      tried.await();
                      throw new SocketException("failed by itself");
                    }))
        .isInstanceOf(SocketTimeoutException.class);

    Connection silent = new Connection();
    assertThatThrownBy(() -> silent.line.await(SOON, silent::read))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void passesOnWhatBreaksInTime() {
    Connection connection = new Connection();

    assertThatThrownBy(
            () ->
                connection.line.await(
                    NEVER,
                    () -> {
                      throw new IOException("reset");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("reset");
    assertThat(cuts).hasValue(0);
  }

  /** Breaks for whoever reads from it when it is cut. */
  private final class Connection {
    private final CountDownLatch cut = new CountDownLatch(1);
    private final SilenceWatch.Line line =
        watch.over(
            () -> {
              cuts.incrementAndGet();
              cut.countDown();
            });

    String read() throws IOException {
      try {
        cut.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new SocketException("closed");
    }
  }
}
