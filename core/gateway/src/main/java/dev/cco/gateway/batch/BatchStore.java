package dev.cco.gateway.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All batches, a folder each. What is being taken in has a folder whose name begins with a dot and
 * gets its proper name once it is complete, so that a crash leaves no half batch.
 */
final class BatchStore {
  private static final Logger LOGGER = System.getLogger(BatchStore.class.getName());
  private static final String INCOMING = ".incoming-";

  private final Path root;
  private final Map<String, BatchFolder> folders = new ConcurrentHashMap<>();

  /** Opens the store and reads how far its batches were. */
  BatchStore(Path root) {
    this.root = root;
    try {
      DurableFiles.createPrivateFolder(root);
      try (DirectoryStream<Path> found = Files.newDirectoryStream(root, Files::isDirectory)) {
        for (Path folder : found) {
          load(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the batches' folder cannot be used: " + root, e);
    }
  }

  private void load(Path folder) throws IOException {
    String name = String.valueOf(folder.getFileName());
    if (name.startsWith(INCOMING)) {
      DurableFiles.remove(folder);
      return;
    }
    Path state = BatchFolder.state(folder);
    Optional<Batch> batch =
        Files.exists(state) ? BatchState.read(Files.readAllBytes(state)) : Optional.empty();
    if (batch.isEmpty() || !batch.get().id().equals(name)) {
      LOGGER.log(Level.WARNING, "A batch cannot be read and is left aside: folder={0}", folder);
      return;
    }
    folders.put(name, new BatchFolder(folder, batch.get()));
  }

  /** A folder for a batch that is being taken in. */
  Path newFolder() {
    try {
      return Files.createTempDirectory(root, INCOMING);
    } catch (IOException e) {
      throw new UncheckedIOException("no batch can be taken in", e);
    }
  }

  /** Forgets a batch that was not taken. */
  void discard(Path incoming) {
    if (!Files.exists(incoming)) {
      return;
    }
    try {
      DurableFiles.remove(incoming);
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "A refused batch could not be removed: folder=" + incoming, e);
    }
  }

  /** Takes a batch; it is on the disk when this returns. */
  BatchFolder take(Path incoming, Batch batch) {
    Path folder = root.resolve(batch.id());
    try {
      DurableFiles.force(incoming.resolve(BatchFolder.REQUESTS));
      DurableFiles.replace(BatchFolder.state(incoming), BatchState.write(batch));
      Files.move(incoming, folder, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceFolder(root);
    } catch (IOException e) {
      throw new UncheckedIOException("a batch could not be stored", e);
    }
    BatchFolder taken = new BatchFolder(folder, batch);
    folders.put(batch.id(), taken);
    return taken;
  }

  Optional<BatchFolder> find(String id) {
    return Optional.ofNullable(folders.get(id));
  }

  Collection<BatchFolder> all() {
    return List.copyOf(folders.values());
  }

  /** Forgets a batch. Renamed first, so that a crash in between leaves no half batch. */
  void remove(BatchFolder folder) {
    folders.remove(folder.batch().id());
    Path gone = root.resolve(INCOMING + folder.batch().id());
    try {
      Files.move(folder.folder(), gone, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceFolder(root);
      DurableFiles.remove(gone);
    } catch (IOException e) {
      throw new UncheckedIOException("a batch could not be removed", e);
    }
  }
}
