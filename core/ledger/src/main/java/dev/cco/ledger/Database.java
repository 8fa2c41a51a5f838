package dev.cco.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cco.spi.Secret;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceProviderResolverHolder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.flywaydb.core.Flyway;

/** An open database whose tables are there: a pool of connections and JPA over it. */
final class Database implements AutoCloseable {
  private static final AtomicLong OPENED = new AtomicLong();
  private static final int CONNECTIONS = 10;

  private final HikariDataSource dataSource;
  private final EntityManagerFactory entityManagers;

  private Database(HikariDataSource dataSource, EntityManagerFactory entityManagers) {
    this.dataSource = dataSource;
    this.entityManagers = entityManagers;
  }

  /**
   * Opens a database and brings its tables up to date.
   *
   * @throws PackagingException if the migrations are not on the class path
   * @throws RuntimeException if it cannot be opened now
   */
  static Database open(DatabaseSettings settings) {
    return open(settings, "classpath:db/migration");
  }

  static Database open(DatabaseSettings settings, String migrations) {
    HikariDataSource dataSource = new HikariDataSource(pool(settings));
    try {
      migrate(dataSource, migrations);
      restrictFile(settings);
      return new Database(dataSource, entityManagers(dataSource));
    } catch (RuntimeException e) {
      dataSource.close();
      throw e;
    }
  }

  /** Asks a question in a transaction of its own. */
  <T> T read(Function<EntityManager, T> question) {
    try (EntityManager entityManager = entityManagers.createEntityManager()) {
      return question.apply(entityManager);
    }
  }

  Connection connection() throws SQLException {
    return dataSource.getConnection();
  }

  @Override
  public void close() {
    try {
      entityManagers.close();
    } finally {
      dataSource.close();
    }
  }

  private static HikariConfig pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("cco-ledger-" + OPENED.incrementAndGet());
    config.setDriverClassName(settings.h2() ? "org.h2.Driver" : "org.postgresql.Driver");
    config.setJdbcUrl(settings.completeUrl());
    settings.user().or(() -> h2User(settings)).ifPresent(config::setUsername);
    settings.password().map(Secret::reveal).ifPresent(config::setPassword);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    return config;
  }

  private static Optional<String> h2User(DatabaseSettings settings) {
    return settings.h2() ? Optional.of("sa") : Optional.empty();
  }

  private static void migrate(HikariDataSource dataSource, String migrations) {
    Flyway flyway =
        Flyway.configure(Database.class.getClassLoader())
            .dataSource(dataSource)
            .locations(migrations)
            .load();
    flyway.migrate();
    if (flyway.info().current() == null) {
      throw new PackagingException(
          "no migration was found in "
              + migrations
              + " and the database has no tables: the application"
              + " is not packaged as it should be");
    }
  }

  private static void restrictFile(DatabaseSettings settings) {
    String prefix = JdbcUrls.H2 + "file:";
    String url = settings.toString();
    if (!url.startsWith(prefix)) {
      return;
    }
    Path file = Path.of(url.substring(prefix.length()) + ".mv.db");
    try {
      if (Files.exists(file)) {
        PrivateFiles.restrictFile(file);
      }
    } catch (IOException e) {
      throw new DatabaseAwayException("the database's file cannot be closed to others", e);
    }
  }

  private static EntityManagerFactory entityManagers(HikariDataSource dataSource) {
    LedgerUnit unit = new LedgerUnit(dataSource.getPoolName(), dataSource, root());
    return provider().createContainerEntityManagerFactory(unit, Map.of());
  }

  /** The server's EclipseLink, or on a plain class path the one that is there. */
  private static PersistenceProvider provider() {
    return PersistenceProviderResolverHolder.getPersistenceProviderResolver()
        .getPersistenceProviders()
        .stream()
        .filter(found -> found.getClass().getName().equals(LedgerUnit.PROVIDER))
        .findFirst()
        .orElseGet(Database::providerByName);
  }

  private static PersistenceProvider providerByName() {
    try {
      return Class.forName(LedgerUnit.PROVIDER)
          .asSubclass(PersistenceProvider.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new PackagingException("the server has no EclipseLink", e);
    }
  }

  private static URL root() {
    CodeSource source = Database.class.getProtectionDomain().getCodeSource();
    return source == null ? Database.class.getResource("Database.class") : source.getLocation();
  }
}
