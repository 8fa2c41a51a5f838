package dev.cco.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program that some tests need. Where it is missing they are skipped with a reason, and fail in
 * CI.
 */
public enum Prerequisite {
  CHROMIUM("chromium"),
  NGINX("nginx"),
  NODE("node"),
  PYTHON("python3"),
  REDIS("redis-server");

  private final String command;

  Prerequisite(String command) {
    this.command = command;
  }

  /** The program; without it the test ends here. */
  public Path required() {
    return find().orElseThrow(() -> missing(command + " is not installed"));
  }

  /** What to throw where something else that a test needs is not there. */
  public static RuntimeException missing(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      return new IllegalStateException("CI=true, and " + reason);
    }
    return new TestAbortedException(reason);
  }

  private Optional<Path> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    // Daemons live where an ordinary user's path does not lead.
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
        .map(directory -> Path.of(directory, command))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
