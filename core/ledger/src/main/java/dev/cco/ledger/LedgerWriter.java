package dev.cco.ledger;

import dev.cco.ledger.Spool.Batch;
import dev.cco.ledger.Spool.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Moves records from the spool into the database, batch by batch, on a thread of its own. */
final class LedgerWriter {
  /** Records of one transaction; so many wake the writer at once. */
  static final int BATCH = 1_000;

  private static final Logger LOG = System.getLogger(LedgerWriter.class.getName());
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONGEST_BACK_OFF = TimeUnit.SECONDS.toNanos(10);

  /** A record that was read, with its bytes for the quarantine. */
  private static final class Entry {
    final byte[] payload;
    final ApiCall call;

    Entry(byte[] payload) {
      this.payload = payload;
      this.call = new ApiCall(ExchangeCodec.decode(payload));
    }
  }

  private final Spool spool;
  private final Quarantine quarantine;
  private final DatabaseHolder database;
  private final CallStore store;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();

  private final AtomicLong written = new AtomicLong();
  private volatile boolean stopping;

  /** Whether the outcome of the last transaction is unknown. */
  private boolean retrying;

  LedgerWriter(Spool spool, Quarantine quarantine, DatabaseHolder database, CallStore store) {
    this.spool = spool;
    this.quarantine = quarantine;
    this.database = database;
    this.store = store;
    this.thread = Thread.ofPlatform().name("cco-ledger-writer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends the pause between batches. */
  void wake() {
    LockSupport.unpark(thread);
  }

  long written() {
    return written.get();
  }

  /** Waits until the database has everything before a place; false if it took too long. */
  boolean await(Position position, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!spool.committed(position)) {
        if (left <= 0 || !thread.isAlive()) {
          return false;
        }
        wake();
        left = progress.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Stops after the transaction that is under way. */
  void stop(Duration limit) throws InterruptedException {
    stopping = true;
    wake();
    thread.join(limit);
  }

  private void run() {
    long backOff = 0;
    while (!stopping) {
      try {
        boolean more = writeBatch();
        backOff = 0;
        if (!more) {
          LockSupport.parkNanos(this, PAUSE);
        }
      } catch (IOException e) {
        LOG.log(Level.ERROR, "the spool cannot be read", e);
        backOff(LONGEST_BACK_OFF);
      } catch (SQLException | RuntimeException e) {
        // Whatever it is, the records stay in the spool and are tried again.
        retrying = true;
        database.away(e);
        backOff = Math.clamp(backOff * 2, PAUSE, LONGEST_BACK_OFF);
        backOff(backOff);
      }
    }
  }

  private void backOff(long length) {
    long end = System.nanoTime() + length;
    for (long left = length; left > 0 && !stopping; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /** Writes what waits, up to a batch of it, and says whether as much again waits already. */
  private boolean writeBatch() throws IOException, SQLException {
    database.open();
    Batch batch = spool.read(BATCH);
    if (batch.isEmpty()) {
      return false;
    }
    List<Entry> entries = new ArrayList<>();
    List<byte[]> damaged = new ArrayList<>(batch.damaged());
    for (byte[] payload : batch.payloads()) {
      decode(payload).ifPresentOrElse(entries::add, () -> damaged.add(payload));
    }
    store(batch.end().segment(), entries, batch.replayed() || retrying);
    damaged.forEach(bytes -> quarantine.damaged(batch.end().segment(), bytes));
    spool.commit(batch);
    retrying = false;
    signal();
    return batch.replayed() || spool.waitingRecords() >= BATCH;
  }

  private void store(long segment, List<Entry> entries, boolean mayExist) throws SQLException {
    try {
      insert(entries, mayExist);
    } catch (SQLException | RuntimeException e) {
      if (!concernsData(e)) {
        throw e;
      }
      if (!mayExist) {
        store(segment, entries, true);
        return;
      }
      if (entries.size() == 1) {
        poison(segment, entries.getFirst(), e);
        return;
      }
      int half = entries.size() / 2;
      store(segment, entries.subList(0, half), true);
      store(segment, entries.subList(half, entries.size()), true);
    }
  }

  /** Keeps the money of a row that the database refuses, and all of it aside. */
  private void poison(long segment, Entry entry, Exception cause) throws SQLException {
    quarantine.row(segment, RecordWriter.frame(entry.payload), DatabaseHolder.describe(cause));
    entry.call.strip();
    try {
      insert(List.of(entry), true);
    } catch (SQLException | RuntimeException e) {
      if (!concernsData(e)) {
        throw e;
      }
      LOG.log(Level.ERROR, "a call is only in the quarantine: call={0}", entry.call.id);
    }
  }

  private void insert(List<Entry> entries, boolean mayExist) throws SQLException {
    List<ApiCall> calls = entries.stream().map(entry -> entry.call).toList();
    try (Connection connection = database.open().connection()) {
      written.addAndGet(store.insert(connection, calls, mayExist));
    }
  }

  private void signal() {
    lock.lock();
    try {
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Entry> decode(byte[] payload) {
    try {
      return Optional.of(new Entry(payload));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a record cannot be read", e);
      return Optional.empty();
    }
  }

  /**
   * Whether a failure is about the rows (SQLSTATE classes 22 data, 23 constraints, 54 limits, or an
   * exception of the driver's own) and not about the database, which is then tried again.
   */
  private static boolean concernsData(Exception failure) {
    if (!(failure instanceof SQLException sql)) {
      return true;
    }
    String state = Optional.ofNullable(sql.getSQLState()).orElse("");
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }
}
