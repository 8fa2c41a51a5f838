package dev.cco.ledger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The database while it is there. One thread at a time opens and gives up; any may ask. After a
 * failure the whole pool is opened anew: H2, once its disk was full, needs every connection closed
 * before it comes back.
 */
final class DatabaseHolder implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DatabaseHolder.class.getName());

  /** Whether there is one, and if not why. */
  private record State(Optional<Database> database, Optional<String> problem) {}

  private final DatabaseSettings settings;

  private final ReentrantLock changing = new ReentrantLock();

  /** Changed under the lock; read by anyone. */
  private volatile State state = new State(Optional.empty(), Optional.of("not opened yet"));

  private boolean closed;

  DatabaseHolder(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** The database, opened if it is not. */
  Database open() {
    changing.lock();
    try {
      return state.database().orElseGet(this::opened);
    } finally {
      changing.unlock();
    }
  }

  /** The open database. */
  Database get() {
    State now = state;
    return now.database()
        .orElseThrow(
            () -> new DatabaseAwayException("the database is away: " + now.problem().orElse("")));
  }

  Optional<String> problem() {
    return state.problem();
  }

  /** Gives the database up after a failure, so that it is opened anew. */
  void away(Exception cause) {
    String problem = describe(cause);
    boolean news = !state.problem().equals(Optional.of(problem));
    Optional<Database> lost = leave(problem, false);
    if (news) {
      LOG.log(
          Level.WARNING,
          "the database is away, calls wait in the spool: url=" + settings + " problem=" + problem,
          cause);
    }
    lost.ifPresent(DatabaseHolder::closeBroken);
  }

  @Override
  public void close() {
    leave("closed", true).ifPresent(Database::close);
  }

  private Database opened() {
    if (closed) {
      throw new DatabaseAwayException("the ledger is closed");
    }
    Database opened = Database.open(settings);
    state = new State(Optional.of(opened), Optional.empty());
    LOG.log(Level.INFO, "the database is open: url={0}", settings);
    return opened;
  }

  private Optional<Database> leave(String problem, boolean forEver) {
    changing.lock();
    try {
      Optional<Database> open = state.database();
      state = new State(Optional.empty(), Optional.of(problem));
      closed |= forEver;
      return open;
    } finally {
      changing.unlock();
    }
  }

  private static void closeBroken(Database database) {
    try {
      database.close();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "closing a database that is away failed as well", e);
    }
  }

  /** What kind of failure it is: driver messages may repeat values, so those are only logged. */
  static String describe(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && sql.getSQLState() != null) {
        return "SQLSTATE " + sql.getSQLState() + ", code " + sql.getErrorCode();
      }
    }
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
