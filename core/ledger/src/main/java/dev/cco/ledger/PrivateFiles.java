package dev.cco.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories that only their owner can read, where the file system knows owners. */
final class PrivateFiles {

  private PrivateFiles() {}

  static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Files.createDirectories(directory);
    restrict(directory, "rwx------");
  }

  /** Creates a directory if needed and closes it to others even if it was there before. */
  static void createClosedDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    restrict(directory, "rwx------");
  }

  static void restrictFile(Path file) throws IOException {
    restrict(file, "rw-------");
  }

  private static void restrict(Path path, String mode) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
  }
}
