package dev.cco.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a JDBC URL may say. Drivers run code and open files for some properties (H2's {@code INIT},
 * PostgreSQL's {@code socketFactory}), so that only known ones pass. Messages never repeat a value.
 */
final class JdbcUrls {
  static final String H2 = "jdbc:h2:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private static final Set<String> H2_PROPERTIES =
      Set.of(
          "WRITE_DELAY",
          "CACHE_SIZE",
          "DB_CLOSE_DELAY",
          "DB_CLOSE_ON_EXIT",
          "IFEXISTS",
          "LOCK_TIMEOUT",
          "MAX_COMPACT_TIME",
          "RETENTION_TIME");

  private static final Set<String> POSTGRESQL_PROPERTIES =
      Set.of(
          "ApplicationName",
          "cancelSignalTimeout",
          "channelBinding",
          "connectTimeout",
          "currentSchema",
          "gssEncMode",
          "hostRecheckSeconds",
          "loadBalanceHosts",
          "loginTimeout",
          "prepareThreshold",
          "reWriteBatchedInserts",
          "socketTimeout",
          "ssl",
          "sslcert",
          "sslkey",
          "sslmode",
          "sslrootcert",
          "targetServerType",
          "tcpKeepAlive");

  private JdbcUrls() {}

  static void check(String url) {
    if (url.startsWith(POSTGRESQL)) {
      checkPostgresql(url);
      return;
    }
    if (url.startsWith(H2 + "file:") || url.startsWith(H2 + "mem:")) {
      checkH2(url);
      return;
    }
    throw new IllegalArgumentException(
        "cco.db.url must begin with jdbc:h2:file:, jdbc:h2:mem: or jdbc:postgresql:");
  }

  /**
   * Without {@code WRITE_DELAY=0} H2 loses acknowledged rows on a kill. It is closed by us. Pages
   * (4 MB of them, as its default grows with the heap) live just long enough to cost the garbage
   * collector most.
   */
  static String completeH2(String url) {
    String complete = url;
    for (String property : List.of("WRITE_DELAY=0", "DB_CLOSE_ON_EXIT=FALSE", "CACHE_SIZE=4096")) {
      String name = property.substring(0, property.indexOf('=') + 1);
      if (!complete.toUpperCase(Locale.ROOT).contains(";" + name)) {
        complete += ";" + property;
      }
    }
    return complete;
  }

  static String withoutProperties(String url) {
    return url.split("[;?]", 2)[0];
  }

  private static void checkH2(String url) {
    if (url.contains("\\;")) {
      throw new IllegalArgumentException("cco.db.url must not contain an escaped semicolon");
    }
    Arrays.stream(url.split(";", -1))
        .skip(1)
        .filter(property -> !property.isEmpty())
        .forEach(JdbcUrls::checkH2Property);
  }

  private static void checkH2Property(String property) {
    String name = name(property).toUpperCase(Locale.ROOT);
    if (!H2_PROPERTIES.contains(name)) {
      throw refused(name);
    }
    if (name.equals("WRITE_DELAY") && !property.endsWith("=0")) {
      throw new IllegalArgumentException(
          "cco.db.url: WRITE_DELAY must be 0, or a kill loses what was acknowledged");
    }
  }

  private static void checkPostgresql(String url) {
    if (withoutProperties(url).contains("@")) {
      throw new IllegalArgumentException(
          "cco.db.url must not name a user: set cco.db.user and cco.db.password");
    }
    String[] parts = url.split("\\?", 2);
    if (parts.length == 1) {
      return;
    }
    for (String property : parts[1].split("&", -1)) {
      if (!POSTGRESQL_PROPERTIES.contains(name(property))) {
        throw refused(name(property));
      }
    }
  }

  private static String name(String property) {
    return property.split("=", 2)[0].strip();
  }

  private static IllegalArgumentException refused(String name) {
    return new IllegalArgumentException("cco.db.url: the property " + name + " is not allowed");
  }
}
