package dev.cco.it.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Python and Node programs with their packages, made ready below {@code target/clients}. What
 * is installed is pinned, and installed again only when a manifest changes.
 */
final class ClientPrograms {
  static final Path SOURCES = Path.of("src/test/clients").toAbsolutePath();
  private static final Path HOME = Path.of("target/clients").toAbsolutePath();
  private static final Path LOGS = HOME.resolve("logs");
  private static final int NODE_MAJOR = 20;

  private ClientPrograms() {}

  /** Thrown where a language is not there at all; the message says what to install. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }

  /** The Python of an environment that has the SDKs. */
  static Path python() throws Missing {
    require("python3", "python3 is not installed", "python3", "--version");
    require("python3-venv", "python3 has no venv module", "python3", "-c", "import ensurepip");
    Path environment = HOME.resolve("venv");
    Path python = environment.resolve("bin/python");
    Path manifest = SOURCES.resolve("python/requirements.txt");
    if (isCurrent(environment, manifest)) {
      return python;
    }
    run("venv", HOME, "python3", "-m", "venv", "--clear", environment.toString());
    run(
        "pip",
        HOME,
        python.toString(),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--disable-pip-version-check",
        "--requirement",
        manifest.toString());
    markCurrent(environment, manifest);
    return python;
  }

  /** A folder with the Node programs and their packages. */
  static Path node() throws Missing {
    String version = require("node", "node is not installed", "node", "--version");
    int major = Integer.parseInt(version.strip().replaceAll("^v(\\d+).*", "$1"));
    if (major < NODE_MAJOR) {
      throw new Missing("node " + version.strip() + " is older than " + NODE_MAJOR);
    }
    require("npm", "npm is not installed", "npm", "--version");
    Path home = HOME.resolve("node");
    Path manifest = SOURCES.resolve("node/package-lock.json");
    copy(SOURCES.resolve("node"), home);
    if (!isCurrent(home, manifest)) {
      run("npm", home, "npm", "ci", "--no-audit", "--no-fund");
      markCurrent(home, manifest);
    }
    return home;
  }

  /** A file for what a program says on its error stream. */
  static Path log(String name) {
    try {
      return Files.createDirectories(LOGS).resolve(name + ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String require(String name, String reason, String... command) throws Missing {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return output;
      }
      throw new Missing(reason + ": " + output.strip());
    } catch (IOException e) {
      throw new Missing(reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for " + name, e);
    }
  }

  private static void run(String name, Path folder, String... command) {
    Path log = log(name);
    try {
      Files.createDirectories(folder);
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(List.of(command) + " failed:\n" + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + name, e);
    }
  }

  private static boolean isCurrent(Path home, Path manifest) {
    return installed(home).filter(text -> text.equals(read(manifest))).isPresent();
  }

  private static Optional<String> installed(Path home) {
    Path copy = home.resolve(".installed");
    return Files.exists(copy) ? Optional.of(read(copy)) : Optional.empty();
  }

  private static void markCurrent(Path home, Path manifest) {
    try {
      Files.writeString(home.resolve(".installed"), read(manifest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
