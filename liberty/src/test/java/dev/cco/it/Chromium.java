package dev.cco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A headless browser: what a page looks like once its scripts have run. */
public final class Chromium {
  private static final int LIMIT_SECONDS = 120;

  private final Path program;

  private Chromium(Path program) {
    this.program = program;
  }

  /** The browser; the test is skipped where there is none. */
  public static Chromium required() {
    return new Chromium(Prerequisite.CHROMIUM.required());
  }

  /** The document after its scripts have run. */
  public String dom(URI page) {
    return run(page, List.of("--dump-dom"));
  }

  /** A picture of the page in a window of this size; returns the file. */
  public Path screenshot(URI page, Path file, int width, int height) {
    run(
        page,
        List.of(
            "--hide-scrollbars",
            "--window-size=" + width + "," + height,
            "--screenshot=" + file.toAbsolutePath()));
    return file;
  }

  private String run(URI page, List<String> options) {
    try {
      Path target = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
      Path profile = Files.createTempDirectory(target, "chromium-");
      Path output = Files.createTempFile(target, "chromium-", ".html");
      var command = new ArrayList<String>();
      command.add(program.toString());
      command.addAll(
          List.of(
              "--headless=new",
              "--no-sandbox",
              "--disable-gpu",
              "--disable-dev-shm-usage",
              "--no-first-run",
              "--user-data-dir=" + profile,
              "--virtual-time-budget=10000"));
      command.addAll(options);
      command.add(page.toString());
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(profile.resolve("errors.txt").toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "chromium took more than " + LIMIT_SECONDS + " s for " + page);
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for chromium", e);
    }
  }
}
