package dev.cco.web.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceSecretTest {
  @TempDir Path data;

  @Test
  void isWhatIsConfiguredAndThenKeptNowhere() {
    byte[] secret = InstanceSecret.of(Optional.of(Secret.of("0123456789abcdef")), data);

    assertThat(secret).asString().isEqualTo("0123456789abcdef");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void isMadeOnceAndStaysTheSame() {
    byte[] first = InstanceSecret.of(Optional.empty(), data.resolve("new"));

    assertThat(first).hasSize(64);
    assertThat(InstanceSecret.of(Optional.empty(), data.resolve("new"))).isEqualTo(first);
    assertThat(InstanceSecret.of(Optional.empty(), data.resolve("other"))).isNotEqualTo(first);
    assertThat(data.resolve("new")).isDirectoryContaining("glob:**/secret");
    assertThat(data.resolve("new").toFile().list()).hasSize(1);
  }

  @Test
  void isReadableForItsOwnerOnly() throws IOException {
    assumeThat(Files.getFileStore(data).supportsFileAttributeView("posix")).isTrue();

    InstanceSecret.of(Optional.empty(), data);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret"))))
        .isEqualTo("rw-------");
  }

  @Test
  void isNotTakenFromAFileThatWasEmptied() throws IOException {
    Files.writeString(data.resolve("secret"), "\n");

    assertThatThrownBy(() -> InstanceSecret.of(Optional.empty(), data))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("secret");
  }
}
