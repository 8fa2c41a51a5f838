package dev.cco.launcher;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/** The server's own JVM, a child of this one. */
final class ServerProcess {
  private static final String NAME = "cco";

  /**
   * The application did not start (CWWKZ), or another program took the port meanwhile (CWWKO0221E).
   */
  private static final Pattern FATAL = Pattern.compile("CWWKZ000[24]E|CWWKZ0013E|CWWKO0221E");

  private static final Pattern CHATTER = Pattern.compile("^Launching " + NAME + " \\(.*");

  private final Process process;
  // Set once by the thread that reads the output.
  private final AtomicReference<String> failure = new AtomicReference<>();

  private ServerProcess(Process process, PrintStream console) {
    this.process = process;
    Thread.ofPlatform().daemon().name("cco-console").start(() -> copyTo(console));
  }

  static ServerProcess start(
      Installation installation,
      Settings settings,
      Map<String, String> properties,
      Map<String, String> environment,
      PrintStream console)
      throws IOException {
    Path output = settings.dataDir().resolve("server");
    Files.createDirectories(output);
    var builder = new ProcessBuilder(command(installation, properties, environment));
    builder.directory(output.toFile());
    builder.redirectErrorStream(true);
    builder.environment().putAll(settings.environment());
    builder.environment().put("WLP_OUTPUT_DIR", output.toString());
    return new ServerProcess(builder.start(), console);
  }

  private static List<String> command(
      Installation installation, Map<String, String> properties, Map<String, String> environment) {
    Path liberty = installation.liberty();
    int java = Runtime.version().feature();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add(
        "@" + liberty.resolve("lib/platform/java/java" + (java < 24 ? 9 : 24) + ".options"));
    command.add("@" + liberty.resolve("usr/servers/" + NAME + "/jvm.options"));
    JvmMemory.forOffHeapCache(properties, environment).ifPresent(command::add);
    properties.forEach(
        (key, value) -> {
          if (key.startsWith("cco.")) {
            command.add("-D" + key + "=" + value);
          }
        });
    Optional.ofNullable(environment.get("JVM_ARGS"))
        .filter(arguments -> !arguments.isBlank())
        .ifPresent(arguments -> command.addAll(List.of(arguments.strip().split("\\s+"))));
    command.add("-cp");
    command.add(
        installation.code() + File.pathSeparator + liberty.resolve("bin/tools/ws-server.jar"));
    command.add(ServerMain.class.getName());
    command.add(NAME);
    return command;
  }

  private void copyTo(PrintStream console) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (FATAL.matcher(line).find()) {
          failure.compareAndSet(null, line);
        }
        if (!CHATTER.matcher(line).matches()) {
          console.println(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line with which the server said that it cannot serve. */
  Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks the server to end, and waits while it lets open answers finish. */
  void stop() {
    // Not Process.destroy: that closes the pipes, and the server's last words with them.
    process.toHandle().destroy();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the server at once, whatever it is answering. */
  void kill() {
    process.destroyForcibly();
  }
}
