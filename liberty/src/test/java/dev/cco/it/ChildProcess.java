package dev.cco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program under test: its output goes to a file, and it does not outlive the test. */
final class ChildProcess {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  private final Process process;
  private final Path console;

  private ChildProcess(Process process, Path console) {
    this.process = process;
    this.console = console;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
  }

  static ChildProcess start(List<String> command, Map<String, String> environment, Path console) {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    try {
      return new ChildProcess(builder.start(), console);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Java that runs the tests. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks until the answer is 200; the pause between is a wait for the process to end. */
  void awaitReady(URI question) {
    long start = System.nanoTime();
    while (!isOk(question)) {
      if (hasEndedWithin(Duration.ofMillis(100))) {
        throw new IllegalStateException("ended with " + process.exitValue() + ":\n" + console());
      }
      if (System.nanoTime() - start > START_LIMIT.toNanos()) {
        kill();
        throw new IllegalStateException("not ready in " + START_LIMIT + ":\n" + console());
      }
    }
  }

  private static boolean isOk(URI question) {
    try {
      var connection = (HttpURLConnection) question.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(10_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      // Not listening yet.
      return false;
    }
  }

  /** Waits for the process to end by itself. */
  int awaitExit() {
    if (!hasEndedWithin(START_LIMIT)) {
      kill();
      throw new IllegalStateException("still running after " + START_LIMIT + ":\n" + console());
    }
    return process.exitValue();
  }

  /** SIGTERM, and the exit code. */
  int stop() {
    process.toHandle().destroy();
    if (!hasEndedWithin(STOP_LIMIT)) {
      kill();
      throw new IllegalStateException("did not stop in " + STOP_LIMIT + ":\n" + console());
    }
    return process.exitValue();
  }

  /** SIGKILL to the process and what it started, the children first. */
  void kill() {
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      List<ProcessHandle> children = descendants.toList();
      children.forEach(ProcessHandle::destroyForcibly);
      killAlone();
      children.forEach(child -> child.onExit().join());
    }
  }

  /** SIGKILL to the process, not to its children. */
  void killAlone() {
    process.destroyForcibly();
    process.onExit().join();
  }

  List<ProcessHandle> children() {
    try (Stream<ProcessHandle> children = process.children()) {
      return children.toList();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String console() {
    try {
      return Files.readString(console, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasEndedWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }
}
