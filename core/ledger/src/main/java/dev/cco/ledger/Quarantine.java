package dev.cco.ledger;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps aside what could not be read or stored, for a person to look at. A file of rows has the
 * form of a segment: put back into the spool's directory it is replayed.
 */
final class Quarantine {
  private static final Logger LOG = System.getLogger(Quarantine.class.getName());
  private static final long LIMIT = 64L << 20;

  private final Path directory;
  private final AtomicLong count = new AtomicLong();

  Quarantine(Path directory) {
    this.directory = directory;
  }

  /** Bytes that are no record. */
  void damaged(long segment, byte[] bytes) {
    keep(directory.resolve(segment + ".damaged"), bytes, "not a record");
  }

  /** A record, framed, that the database would not take. */
  void row(long segment, byte[] frame, String reason) {
    keep(directory.resolve(segment + Segment.SUFFIX), frame, reason);
  }

  long count() {
    return count.get();
  }

  private void keep(Path file, byte[] bytes, String reason) {
    count.incrementAndGet();
    LOG.log(Level.ERROR, "part of the ledger is put aside: file={0} reason={1}", file, reason);
    try {
      PrivateFiles.createClosedDirectory(directory);
      if (Files.exists(file) && Files.size(file) + bytes.length > LIMIT) {
        LOG.log(Level.ERROR, "the file of things put aside is full: file={0}", file);
        return;
      }
      Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      PrivateFiles.restrictFile(file);
    } catch (IOException e) {
      // The ledger goes on: one damaged record must not keep the good ones from the database.
      LOG.log(Level.ERROR, "could not put aside: file=" + file, e);
    }
  }
}
