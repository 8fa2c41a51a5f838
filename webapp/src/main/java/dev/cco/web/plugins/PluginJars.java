package dev.cco.web.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The plugin jars there are: those that travel in the WAR, and those in the folder. */
final class PluginJars {
  private static final String SHIPPED = "plugins/";

  private PluginJars() {}

  /** Unpacks the shipped jars to files, which class loaders need. */
  static List<Path> shipped(ClassLoader war) {
    try {
      Path folder = Files.createTempDirectory("cco-plugins");
      folder.toFile().deleteOnExit();
      List<Path> jars = new ArrayList<>();
      for (String name : names(war)) {
        Path jar = folder.resolve(name);
        try (InputStream in = resource(war, SHIPPED + name)) {
          Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        jar.toFile().deleteOnExit();
        jars.add(jar);
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped plugins cannot be unpacked", e);
    }
  }

  /** The jars in the folder, by name; none if there is no folder. */
  static List<Path> inFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted(Comparator.comparing(Path::getFileName))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the plugins folder cannot be read: " + folder, e);
    }
  }

  private static List<String> names(ClassLoader war) throws IOException {
    try (InputStream in = resource(war, SHIPPED + "index")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  private static InputStream resource(ClassLoader war, String name) throws IOException {
    InputStream in = war.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("missing in the WAR: " + name);
    }
    return in;
  }
}
