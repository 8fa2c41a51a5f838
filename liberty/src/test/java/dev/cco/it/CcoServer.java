package dev.cco.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packaged {@code cco.jar} as a process of its own, on a free port and with its own
 * directories. Not for several threads at once.
 */
public final class CcoServer implements AutoCloseable {
  private static final Path JAR = Path.of("target", "cco.jar").toAbsolutePath();

  private final RunDirectory directory = RunDirectory.create("cco");
  private final int port;
  private final Map<String, String> environment;
  private ChildProcess process;

  private CcoServer(int port, Map<String, String> extra) {
    this.port = port;
    var all = new HashMap<>(directories(directory));
    all.put("CCO_PORT", Integer.toString(port));
    all.putAll(extra);
    this.environment = Map.copyOf(all);
    this.process = launch();
  }

  /** Starts with the defaults. */
  public static CcoServer start() {
    return start(Map.of());
  }

  /** Starts with these variables over the environment, and waits until it serves. */
  public static CcoServer start(Map<String, String> environment) {
    var server = new CcoServer(ChildProcess.freePort(), environment);
    server.awaitReady();
    return server;
  }

  /** The command that starts the jar with the Java that runs the tests. */
  static List<String> command() {
    return List.of(ChildProcess.java(), "-jar", JAR.toString());
  }

  /** The variables that point CCO at directories of a test; the unpacked server is shared. */
  static Map<String, String> directories(RunDirectory directory) {
    return Map.of(
        "CCO_HOME", Path.of("target", "it", "home").toAbsolutePath().toString(),
        "CCO_CONFIG_DIR", directory.config().toString(),
        "CCO_DATA_DIR", directory.data().toString(),
        "CCO_PLUGINS_DIR", directory.plugins().toString());
  }

  private ChildProcess launch() {
    return ChildProcess.start(command(), environment, directory.console());
  }

  private void awaitReady() {
    process.awaitReady(baseUri().resolve("/health/ready"));
  }

  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Path configDir() {
    return Path.of(environment.get("CCO_CONFIG_DIR"));
  }

  public Path dataDir() {
    return Path.of(environment.get("CCO_DATA_DIR"));
  }

  public Path pluginsDir() {
    return Path.of(environment.get("CCO_PLUGINS_DIR"));
  }

  /** What all starts of this server printed. */
  public String consoleLog() {
    return process.console();
  }

  /** SIGTERM to the launcher as a person would; returns its exit code when the server is gone. */
  public int stop() {
    return process.stop();
  }

  /** SIGKILL to server and launcher at once. */
  public void kill() {
    process.kill();
  }

  /** Starts again with the same port and directories; a running server is stopped before. */
  public void restart() {
    if (process.isAlive()) {
      stop();
    }
    process = launch();
    awaitReady();
  }

  /** The launcher, for tests of the launcher. */
  ChildProcess launcher() {
    return process;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
