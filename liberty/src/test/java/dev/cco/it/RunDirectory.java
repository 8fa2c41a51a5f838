package dev.cco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The directories of one server under test, below {@code target/it} and kept for a look afterwards.
 */
record RunDirectory(Path root) {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static RunDirectory create(String kind) {
    Path root = Path.of("target", "it", kind + "-" + NUMBER.incrementAndGet()).toAbsolutePath();
    try {
      deleteLastRun(root);
      for (String child : new String[] {"config", "data", "plugins"}) {
        Files.createDirectories(root.resolve(child));
      }
      return new RunDirectory(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteLastRun(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> below = Files.walk(root)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  Path config() {
    return root.resolve("config");
  }

  Path data() {
    return root.resolve("data");
  }

  Path plugins() {
    return root.resolve("plugins");
  }

  Path console() {
    return root.resolve("console.log");
  }
}
