package dev.cco.web.settings;

import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Where things are on disk.
 *
 * @param config {@code cco.config.dir}: routing and pricing files
 * @param data {@code cco.data.dir}: database, spool and batches
 * @param plugins {@code cco.plugins.dir}: plugin jars
 */
public record Folders(Path config, Path data, Path plugins) {

  static Folders read(Values values) {
    Path home = Path.of(System.getProperty("user.home"), ".cco");
    return new Folders(
        values.text("cco.config.dir").map(Path::of).orElse(home.resolve("config")),
        values.text("cco.data.dir").map(Path::of).orElse(home.resolve("data")),
        values.text("cco.plugins.dir").map(Path::of).orElse(home.resolve("plugins")));
  }

  /** The folders of this application, before anything else of it is read. */
  public static Folders ofThisApplication() {
    return read(new Values(ConfigProvider.getConfig(Folders.class.getClassLoader())));
  }
}
