package dev.cco.launcher;

import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A person who presses Ctrl-C wants the terminal back: open answers get a few seconds, a second
 * Ctrl-C none. SIGTERM is another matter: there the server drains for as long as its longest
 * stream.
 */
final class CtrlC {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Runnable exit;
  private final Runnable kill;
  private final PrintStream console;
  private final AtomicBoolean pressed = new AtomicBoolean();

  CtrlC(Runnable exit, Runnable kill, PrintStream console) {
    this.exit = exit;
    this.kill = kill;
    this.console = console;
  }

  /**
   * Through reflection: javac warns of {@code sun.misc.Signal} in a way that nothing can suppress.
   */
  void install() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                press();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), onSignal);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Java has no sun.misc.Signal", e);
    }
  }

  void press() {
    if (pressed.getAndSet(true)) {
      kill.run();
      return;
    }
    console.println(
        "Stopping: open answers have "
            + PATIENCE.toSeconds()
            + " s to end; Ctrl-C again ends them now.");
    Thread.ofPlatform().daemon().name("cco-exit").start(exit);
    Thread.ofPlatform().daemon().name("cco-patience").start(this::killWhenOutOfPatience);
  }

  private void killWhenOutOfPatience() {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill.run();
  }
}
