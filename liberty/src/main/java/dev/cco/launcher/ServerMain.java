package dev.cco.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Runs Open Liberty in this JVM for as long as the launcher lives: it holds the other end of
 * standard input, so that even a launcher that was killed takes the server with it.
 */
public final class ServerMain {
  private ServerMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    Thread.ofPlatform().daemon().name("cco-launcher-watch").start(ServerMain::endWithLauncher);
    // By name: Liberty's boot classes come with the server and are not compiled against.
    Class.forName("com.ibm.ws.kernel.boot.cmdline.EnvCheck")
        .getMethod("main", String[].class)
        .invoke(null, (Object) args);
  }

  private static void endWithLauncher() {
    try {
      while (System.in.read() >= 0) {
        // The launcher says nothing; only the end counts.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      System.exit(0);
    }
  }
}
