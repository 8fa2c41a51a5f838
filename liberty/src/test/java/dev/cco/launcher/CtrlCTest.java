package dev.cco.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CtrlCTest {
  private final CountDownLatch exit = new CountDownLatch(1);
  private final AtomicInteger kills = new AtomicInteger();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final CtrlC ctrlC =
      new CtrlC(exit::countDown, kills::incrementAndGet, new PrintStream(said, true, UTF_8));

  @Test
  void asksTheServerToEndAndSaysHowToHurry() throws InterruptedException {
    ctrlC.press();

    assertThat(exit.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kills).hasValue(0);
    assertThat(said.toString(UTF_8)).contains("Ctrl-C again");
  }

  @Test
  void killsTheServerWhenPressedAgain() {
    ctrlC.press();

    ctrlC.press();

    assertThat(kills).hasValue(1);
  }
}
