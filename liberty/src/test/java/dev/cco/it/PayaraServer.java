package dev.cco.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The WAR on Payara Micro, as its users start it: with the pre-boot commands that make room for
 * CCO's own paths.
 */
public final class PayaraServer implements AutoCloseable {
  private final RunDirectory directory = RunDirectory.create("payara");
  private final int port = ChildProcess.freePort();
  private final ChildProcess process;

  private PayaraServer(Map<String, String> extra) {
    var environment = new HashMap<>(CcoServer.directories(directory));
    environment.putAll(extra);
    List<String> command =
        List.of(
            ChildProcess.java(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-jar",
            target("payara-micro.jar"),
            "--deploy",
            target("classes/wlp/usr/servers/cco/apps/cco.war"),
            "--contextroot",
            "/",
            "--port",
            Integer.toString(port),
            "--nocluster",
            "--prebootcommandfile",
            Path.of("src", "main", "payara", "pre-boot.txt").toAbsolutePath().toString(),
            "--rootDir",
            directory.root().resolve("payara").toString());
    this.process = ChildProcess.start(command, environment, directory.console());
  }

  public static PayaraServer start() {
    return start(Map.of());
  }

  /** Starts with these variables over the environment, and waits until it serves. */
  public static PayaraServer start(Map<String, String> environment) {
    var server = new PayaraServer(environment);
    server.process.awaitReady(server.baseUri().resolve("/health/ready"));
    return server;
  }

  private static String target(String file) {
    return Path.of("target").resolve(file).toAbsolutePath().toString();
  }

  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Path configDir() {
    return directory.config();
  }

  public Path dataDir() {
    return directory.data();
  }

  public Path pluginsDir() {
    return directory.plugins();
  }

  public String consoleLog() {
    return process.console();
  }

  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.stop();
    }
  }
}
