package dev.cco.ledger;

import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.LedgerFullException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Records on their way to the database, in files that survive the death of this process (not of the
 * machine: nothing is forced to the disk). Many threads append, one reads and commits.
 */
final class Spool implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Spool.class.getName());
  private static final int BUFFER = 512 * 1024;

  /** A place in the spool. */
  record Position(long segment, long offset) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::segment).thenComparingLong(Position::offset);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What was read next.
   *
   * @param end the place behind it
   * @param replayed whether an earlier process wrote it, so that the database may have it already
   */
  record Batch(List<byte[]> payloads, List<byte[]> damaged, Position end, boolean replayed) {
    boolean isEmpty() {
      return payloads.isEmpty() && damaged.isEmpty();
    }
  }

  private final Path directory;
  private final LedgerSettings settings;
  private final long segmentSize;
  private final FileChannel lockFile;

  /** Held while appending. Its holder alone adds to the segments. */
  private final ReentrantLock appending = new ReentrantLock();

  /** The oldest first, the one appended to last. The reader alone removes. */
  private final ConcurrentLinkedDeque<Segment> segments;

  private final AtomicLong waitingRecords = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final byte[] buffer = new byte[BUFFER];
  private long nextNumber;
  private boolean closed;
  private boolean full;

  /** Where the database has everything before. Written by the reader. */
  private volatile Position committed;

  private Spool(Path directory, LedgerSettings settings, long segmentSize, FileChannel lockFile)
      throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.segmentSize = segmentSize;
    this.lockFile = lockFile;
    this.segments = leftOvers(directory);
    this.nextNumber = segments.isEmpty() ? 1 : segments.getLast().number() + 1;
    this.committed =
        new Position(segments.isEmpty() ? nextNumber : segments.getFirst().number(), 0);
    for (Segment segment : segments) {
      waitingBytes.addAndGet(segment.end());
      waitingRecords.addAndGet(count(segment));
    }
  }

  /**
   * Opens a directory, which from then on belongs to this process.
   *
   * @throws IllegalStateException if it belongs to another one
   */
  static Spool open(Path directory, LedgerSettings settings, long segmentSize) throws IOException {
    PrivateFiles.createClosedDirectory(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      PrivateFiles.restrictFile(directory.resolve("lock"));
      lock(directory, lockFile);
      return new Spool(directory, settings, segmentSize, lockFile);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /**
   * Appends a record; when this returns it survives a kill.
   *
   * @return how many records wait
   * @throws LedgerFullException if there is no room and none may be lost
   */
  long append(ExchangeRecord exchange) {
    byte[] frame = ExchangeCodec.encode(exchange);
    appending.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the ledger is closed");
      }
      if (waitingBytes.get() + frame.length > settings.spoolLimit()) {
        return full("the spool is full: limit=" + settings.spoolLimit());
      }
      active().append(frame);
      full = false;
      waitingBytes.addAndGet(frame.length);
      return waitingRecords.incrementAndGet();
    } catch (IOException e) {
      return full("the spool cannot be written: " + e.getMessage());
    } finally {
      appending.unlock();
    }
  }

  /** Reads what follows the committed place, of one segment at most. */
  Batch read(int most) throws IOException {
    dropEmpty();
    Segment segment = segments.peekFirst();
    if (segment == null) {
      return new Batch(List.of(), List.of(), committed, false);
    }
    long from = segment.number() == committed.segment() ? committed.offset() : 0;
    boolean sealed = segment.sealed();
    long end = segment.end();
    int length = segment.read(from, end, buffer);
    Frames frames = Frames.read(buffer, length, sealed && from + length == end, most);
    return new Batch(
        frames.payloads(),
        frames.damaged(),
        new Position(segment.number(), from + frames.consumed()),
        segment.leftOver());
  }

  /** Notes that the database has a batch. */
  void commit(Batch batch) throws IOException {
    Position from = committed;
    long start = from.segment() == batch.end().segment() ? from.offset() : 0;
    waitingBytes.addAndGet(start - batch.end().offset());
    waitingRecords.addAndGet(-batch.payloads().size());
    committed = batch.end();
    dropEmpty();
  }

  /** Where the next record will go. */
  Position end() {
    Segment last = segments.peekLast();
    return last == null ? committed : new Position(last.number(), last.end());
  }

  /** Whether the database has everything before a place. */
  boolean committed(Position position) {
    return waitingBytes.get() == 0 || committed.compareTo(position) >= 0;
  }

  long waitingRecords() {
    return waitingRecords.get();
  }

  long waitingBytes() {
    return waitingBytes.get();
  }

  long dropped() {
    return dropped.get();
  }

  long refused() {
    return refused.get();
  }

  /** Takes no more records. */
  void refuse() {
    appending.lock();
    try {
      closed = true;
    } finally {
      appending.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    refuse();
    appending.lock();
    try {
      for (Segment segment : segments) {
        segment.seal();
      }
      dropEmpty();
      for (Segment segment : segments) {
        segment.close();
      }
    } finally {
      appending.unlock();
      lockFile.close();
    }
  }

  private Segment active() throws IOException {
    Segment last = segments.peekLast();
    if (last != null && !last.sealed() && last.end() < segmentSize) {
      return last;
    }
    Segment next = Segment.create(directory, nextNumber);
    nextNumber++;
    segments.addLast(next);
    if (last != null) {
      last.seal();
    }
    return next;
  }

  private long full(String message) {
    if (!full) {
      LOG.log(Level.ERROR, "calls cannot be recorded: policy={0} {1}", settings.onFull(), message);
    }
    full = true;
    switch (settings.onFull()) {
      case DROP -> dropped.incrementAndGet();
      case REFUSE -> {
        refused.incrementAndGet();
        throw new LedgerFullException(message);
      }
    }
    return waitingRecords.get();
  }

  /** Deletes segments that the database has to their end. */
  private void dropEmpty() throws IOException {
    Segment first = segments.peekFirst();
    while (first != null && first.sealed() && finished(first)) {
      segments.removeFirst();
      first.delete();
      first = segments.peekFirst();
    }
  }

  private boolean finished(Segment segment) {
    return segment.end() == 0
        || (committed.segment() == segment.number() && committed.offset() >= segment.end());
  }

  private static ConcurrentLinkedDeque<Segment> leftOvers(Path directory) throws IOException {
    ConcurrentLinkedDeque<Segment> found = new ConcurrentLinkedDeque<>();
    for (Path path : segmentPaths(directory)) {
      found.addLast(Segment.leftOver(path));
    }
    return found;
  }

  private static List<Path> segmentPaths(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(path -> path.getFileName().toString().matches("[0-9]{1,18}\\.spool"))
          .sorted(Comparator.comparingLong(Segment::number))
          .toList();
    }
  }

  private long count(Segment segment) throws IOException {
    long records = 0;
    long from = 0;
    while (from < segment.end()) {
      int length = segment.read(from, segment.end(), buffer);
      Frames frames =
          Frames.read(buffer, length, from + length == segment.end(), Integer.MAX_VALUE);
      records += frames.payloads().size();
      from += frames.consumed();
    }
    return records;
  }

  private static void lock(Path directory, FileChannel file) throws IOException {
    try {
      if (file.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new IllegalStateException(inUse(directory), e);
    }
    throw new IllegalStateException(inUse(directory));
  }

  private static String inUse(Path directory) {
    return "the spool is in use by another CCO: " + directory + " (set cco.data.dir)";
  }
}
