package dev.cco.ledger;

import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Records exchanges in a spool, moves them into the database in the background, and answers
 * questions about them. To be started once and closed once.
 */
public final class LedgerService implements Ledger, AutoCloseable {
  private static final Logger LOG = System.getLogger(LedgerService.class.getName());
  private static final long SEGMENT_SIZE = 16L << 20;
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

  private final Spool spool;
  private final Quarantine quarantine;
  private final DatabaseHolder database;
  private final LedgerWriter writer;
  private final Reports reports;

  private LedgerService(
      Path spoolDirectory, Spool spool, DatabaseSettings databaseSettings, Clock clock) {
    this.spool = spool;
    this.quarantine = new Quarantine(spoolDirectory.resolve("quarantine"));
    this.database = new DatabaseHolder(databaseSettings);
    this.writer = new LedgerWriter(spool, quarantine, database, new CallStore(clock));
    this.reports = new StoredReports(database::get);
  }

  /**
   * Opens the ledger. A database that cannot be opened now does not stop the start: calls wait in
   * the spool.
   *
   * @throws IllegalStateException if another process uses the data directory
   * @throws PackagingException if JPA or the migrations are missing
   * @throws UncheckedIOException if the spool cannot be opened
   */
  public static LedgerService start(
      Path dataDirectory, DatabaseSettings database, LedgerSettings settings, Clock clock) {
    return start(dataDirectory, database, settings, clock, SEGMENT_SIZE);
  }

  static LedgerService start(
      Path dataDirectory,
      DatabaseSettings database,
      LedgerSettings settings,
      Clock clock,
      long segmentSize) {
    Path directory = dataDirectory.resolve("spool");
    try {
      PrivateFiles.createDirectory(dataDirectory);
      Spool spool = Spool.open(directory, settings, segmentSize);
      LedgerService ledger = new LedgerService(directory, spool, database, clock);
      ledger.open();
      return ledger;
    } catch (IOException e) {
      throw new UncheckedIOException("the spool cannot be opened: " + directory, e);
    }
  }

  @Override
  public void record(ExchangeRecord exchange) {
    if (spool.append(exchange) == LedgerWriter.BATCH) {
      writer.wake();
    }
  }

  public Reports reports() {
    return reports;
  }

  /**
   * Waits until the reports know every exchange recorded so far.
   *
   * @return false if that took longer than the limit, or was interrupted
   */
  public boolean flush(Duration limit) {
    try {
      return writer.await(spool.end(), limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public LedgerState state() {
    Optional<String> problem = database.problem();
    return new LedgerState(
        spool.waitingRecords(),
        spool.waitingBytes(),
        writer.written(),
        spool.dropped(),
        spool.refused(),
        quarantine.count(),
        problem.isEmpty(),
        problem);
  }

  /**
   * Writes what waits, for some seconds at most; the rest stays in the spool for the next start.
   */
  @Override
  public void close() {
    spool.refuse();
    if (!flush(LONGEST_DRAIN)) {
      LOG.log(Level.WARNING, "calls stay in the spool: records={0}", spool.waitingRecords());
    }
    try {
      writer.stop(LONGEST_DRAIN);
      spool.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("the spool cannot be closed", e);
    } finally {
      database.close();
    }
  }

  private void open() throws IOException {
    try {
      database.open();
    } catch (PackagingException e) {
      spool.close();
      throw e;
    } catch (RuntimeException e) {
      database.away(e);
    }
    writer.start();
  }
}
