package dev.cco.gateway.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** One batch on disk: how far it is, its requests while they are needed, its results. */
final class BatchFolder {
  private static final String STATE = "batch.json";
  static final String REQUESTS = "requests.json";

  private final Path folder;

  /** Held while the state changes, so that memory and disk change alike. */
  private final ReentrantLock changing = new ReentrantLock();

  /** Replaced as a whole once the new one is on the disk. */
  private volatile Batch batch;

  BatchFolder(Path folder, Batch batch) {
    this.folder = folder;
    this.batch = batch;
  }

  static Path state(Path folder) {
    return folder.resolve(STATE);
  }

  Path folder() {
    return folder;
  }

  Batch batch() {
    return batch;
  }

  /** What the clients asked, as it came. */
  Path requests() {
    return folder.resolve(REQUESTS);
  }

  Path results() {
    return folder.resolve("results.jsonl");
  }

  /** Takes the batch a step further, durably. */
  Batch update(UnaryOperator<Batch> step) {
    changing.lock();
    try {
      Batch next = step.apply(batch);
      if (!next.equals(batch)) {
        DurableFiles.replace(state(folder), BatchState.write(next));
        batch = next;
      }
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException("a batch's state could not be written", e);
    } finally {
      changing.unlock();
    }
  }

  /** Forgets the clients' text, which nobody needs once there are results. */
  void deleteRequests() {
    delete(requests());
  }

  void deleteResults() {
    delete(results());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("a batch's file could not be deleted", e);
    }
  }
}
