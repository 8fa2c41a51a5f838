package dev.cco.ledger;

import dev.cco.spi.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the database is.
 *
 * @param url for H2 (embedded) or PostgreSQL, with none but harmless properties
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<Secret> password) {

  public DatabaseSettings {
    JdbcUrls.check(url);
  }

  /** An H2 file in the data directory. */
  public static DatabaseSettings embedded(Path dataDirectory) {
    String path = dataDirectory.toAbsolutePath().normalize().resolve("cco").toString();
    if (path.contains(";")) {
      throw new IllegalArgumentException(
          "cco.data.dir must not contain a semicolon: " + dataDirectory);
    }
    return new DatabaseSettings("jdbc:h2:file:" + path, Optional.empty(), Optional.empty());
  }

  boolean h2() {
    return url.startsWith(JdbcUrls.H2);
  }

  /** The URL to open, with what durability needs. */
  String completeUrl() {
    return h2() ? JdbcUrls.completeH2(url) : url;
  }

  /** Without the user's properties, for messages. */
  @Override
  public String toString() {
    return JdbcUrls.withoutProperties(url);
  }
}
