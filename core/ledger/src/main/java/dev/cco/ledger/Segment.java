package dev.cco.ledger;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One file of the spool. One thread at a time appends, one reads. The end moves only after the
 * bytes before it are written.
 *
 * <p>The file is a {@link RandomAccessFile} because a {@code FileChannel} is closed for everyone
 * when one thread is interrupted while it writes, and exchanges are interrupted.
 */
final class Segment implements AutoCloseable {
  static final String SUFFIX = ".spool";

  private final long number;
  private final Path path;
  private final Optional<RandomAccessFile> writer;
  private final RandomAccessFile reader;
  private volatile long end;
  private volatile boolean sealed;
  private boolean displaced;

  private Segment(long number, Path path, Optional<RandomAccessFile> writer) throws IOException {
    this.number = number;
    this.path = path;
    this.writer = writer;
    this.reader = new RandomAccessFile(path.toFile(), "r");
    this.end = reader.length();
    this.sealed = writer.isEmpty();
  }

  static Segment create(Path directory, long number) throws IOException {
    Path path = directory.resolve(String.format(Locale.ROOT, "%016d%s", number, SUFFIX));
    RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw");
    try {
      PrivateFiles.restrictFile(path);
      return new Segment(number, path, Optional.of(writer));
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /** Opens what an earlier process left. */
  static Segment leftOver(Path path) throws IOException {
    return new Segment(number(path), path, Optional.empty());
  }

  static long number(Path path) {
    String name = path.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  /** Writes at the end. After a failure the end is where it was. */
  void append(byte[] frame) throws IOException {
    RandomAccessFile file = writer.orElseThrow();
    long start = end;
    if (displaced) {
      file.seek(start);
    }
    displaced = true;
    file.write(frame);
    displaced = false;
    end = start + frame.length;
  }

  /** Reads at most as far as an end into the beginning of the buffer, and says how much. */
  int read(long from, long to, byte[] buffer) throws IOException {
    int length = (int) Math.min(buffer.length, to - from);
    reader.seek(from);
    reader.readFully(buffer, 0, length);
    return length;
  }

  long number() {
    return number;
  }

  long end() {
    return end;
  }

  /** Whether the end will not move any more. */
  boolean sealed() {
    return sealed;
  }

  boolean leftOver() {
    return writer.isEmpty();
  }

  void seal() throws IOException {
    sealed = true;
    if (writer.isPresent()) {
      writer.get().close();
    }
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    seal();
    reader.close();
  }
}
