package dev.cco.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationTest {
  @TempDir private Path folder;
  private Path runtimes;

  @BeforeEach
  void setUp() {
    runtimes = folder.resolve("runtime");
  }

  @Test
  void unpacksTheServerAndNothingElse() throws IOException {
    Path jar = jar("cco.jar", "wlp/lib/a.txt", "one");

    Installation installation = Installation.locate(jar, runtimes, "1.0");

    assertThat(installation.liberty().resolve("lib/a.txt")).hasContent("one");
    assertThat(installation.liberty().resolveSibling("Main.class")).doesNotExist();
    assertThat(unpacked()).hasSize(1).allMatch(name -> name.startsWith("1.0-"));
  }

  @Test
  void unpacksTheSameServerOnce() throws IOException {
    Path jar = jar("cco.jar", "wlp/lib/a.txt", "one");
    Path file = Installation.locate(jar, runtimes, "1.0").liberty().resolve("lib/a.txt");
    Files.writeString(file, "touched");

    Installation.locate(jar, runtimes, "1.0");

    assertThat(file).hasContent("touched");
  }

  @Test
  void unpacksAnotherServerBesideIt() throws IOException {
    Installation.locate(jar("one.jar", "wlp/lib/a.txt", "one"), runtimes, "1.0");

    Installation.locate(jar("two.jar", "wlp/lib/a.txt", "two"), runtimes, "1.0");

    assertThat(unpacked()).hasSize(2);
  }

  @Test
  void refusesAPathThatLeadsOutsideAndLeavesNothingBehind() throws IOException {
    Path jar = jar("evil.jar", "wlp/../../../evil.txt", "out");

    assertThatIOException().isThrownBy(() -> Installation.locate(jar, runtimes, "1.0"));

    assertThat(unpacked()).isEmpty();
    assertThat(folder.resolve("evil.txt")).doesNotExist();
  }

  @Test
  void usesTheServerBesideTheClassesAsItIs() throws IOException {
    Installation installation = Installation.locate(folder, runtimes, "1.0");

    assertThat(installation.liberty()).isEqualTo(folder.resolve("wlp"));
    assertThat(runtimes).doesNotExist();
  }

  private Path jar(String name, String entry, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("Main.class"));
      out.putNextEntry(new ZipEntry(entry));
      out.write(content.getBytes(UTF_8));
    }
    return jar;
  }

  private Stream<String> unpacked() throws IOException {
    try (Stream<Path> children = Files.list(runtimes)) {
      return children.map(child -> child.getFileName().toString()).toList().stream();
    }
  }
}
