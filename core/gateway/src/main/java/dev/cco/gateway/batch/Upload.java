package dev.cco.gateway.batch;

import java.nio.file.Path;

/** A batch's body on the disk, not looked at yet; closing it forgets it unless it was taken. */
public final class Upload implements AutoCloseable {
  private final BatchStore store;
  private final Path folder;

  Upload(BatchStore store, Path folder) {
    this.store = store;
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  Path body() {
    return folder.resolve(BatchFolder.REQUESTS);
  }

  @Override
  public void close() {
    store.discard(folder);
  }
}
