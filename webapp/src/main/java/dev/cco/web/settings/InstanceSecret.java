package dev.cco.web.settings;

import dev.cco.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What this installation signs with: {@code cco.secret}, or else a secret made at the first start
 * and kept in the data folder, where only its owner can read it.
 */
public final class InstanceSecret {
  static final int LEAST_CHARACTERS = 16;
  private static final String FILE = "secret";
  private static final int BYTES = 32;

  private InstanceSecret() {}

  /**
   * The secret to use.
   *
   * @param data a folder that no other process starts in meanwhile
   */
  public static byte[] of(Optional<Secret> configured, Path data) {
    if (configured.isPresent()) {
      return configured.get().reveal().getBytes(StandardCharsets.UTF_8);
    }
    Path file = data.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        write(data, file);
      }
      String text = Files.readString(file).strip();
      if (text.length() < LEAST_CHARACTERS) {
        throw Values.refuse(
            "cco.data.dir",
            file
                + " holds no secret of %d characters".formatted(LEAST_CHARACTERS)
                + "; delete it to have another one made");
      }
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the secret cannot be kept in " + file, e);
    }
  }

  /** Moved into place whole, so that a start that breaks off leaves none behind. */
  private static void write(Path data, Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Files.createDirectories(data);
    Path made = Files.createTempFile(data, FILE, ".new", owner(data));
    Files.writeString(made, HexFormat.of().formatHex(secret));
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] owner(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
