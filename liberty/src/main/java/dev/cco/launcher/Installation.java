package dev.cco.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * An Open Liberty with CCO in it, on disk. {@code code} is where the launcher's own classes are.
 */
record Installation(Path code, Path liberty) {
  private static final String CONTENT = "wlp/";

  /**
   * Finds the server beside the classes, or unpacks it from the jar unless that was done before.
   */
  static Installation locate(Path code, Path runtimes, String version) throws IOException {
    if (Files.isDirectory(code)) {
      return new Installation(code, code.resolve(CONTENT));
    }
    try (JarFile jar = new JarFile(code.toFile())) {
      List<JarEntry> content = content(jar);
      Path unpacked = runtimes.resolve(version + "-" + fingerprint(content));
      if (!Files.isDirectory(unpacked)) {
        unpack(jar, content, unpacked);
      }
      return new Installation(code, unpacked.resolve(CONTENT));
    }
  }

  private static List<JarEntry> content(JarFile jar) {
    return jar.stream()
        .filter(entry -> entry.getName().startsWith(CONTENT) && !entry.isDirectory())
        .sorted(Comparator.comparing(JarEntry::getName))
        .toList();
  }

  /** From the jar's directory alone, so that a start need not read the whole jar. */
  private static String fingerprint(List<JarEntry> content) {
    var checksum = new CRC32();
    for (JarEntry entry : content) {
      checksum.update(
          (entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc() + '\n')
              .getBytes(StandardCharsets.UTF_8));
    }
    return String.format("%08x", checksum.getValue());
  }

  /** Unpacks aside and moves: two starts at once, or one that was cut, never see half a server. */
  private static void unpack(JarFile jar, List<JarEntry> content, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path aside = Files.createTempDirectory(target.getParent(), ".unpacking-");
    try {
      for (JarEntry entry : content) {
        Path file = aside.resolve(entry.getName()).normalize();
        if (!file.startsWith(aside)) {
          throw new IOException("The jar holds a path outside of itself: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        try (InputStream bytes = jar.getInputStream(entry)) {
          Files.copy(bytes, file);
        }
      }
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(aside);
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
