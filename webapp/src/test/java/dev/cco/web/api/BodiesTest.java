package dev.cco.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.RefusalException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private static final long LIMIT = 1 << 20;
  private static final long OF_ALL = 3 << 20;

  private final Bodies bodies = new Bodies();

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** What happens at a read. */
  private interface Reading {
    int read() throws IOException;
  }

  private static InputStream read(Reading reading) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return reading.read();
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return reading.read();
      }
    };
  }

  private byte[] read(byte[] sent, int announced) {
    return bodies.read(new ByteArrayInputStream(sent), announced, LIMIT, OF_ALL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_073, 1 << 20})
  void readsBodiesOfAnyLengthAnnouncedOrNot(int length) {
    byte[] sent = random(length);

    assertThat(read(sent, length)).isEqualTo(sent);
    assertThat(read(sent, -1)).isEqualTo(sent);
  }

  @Test
  void refusesWhatIsTooLongAnnouncedOrNot() {
    byte[] sent = random((1 << 20) + 1);

    assertThatThrownBy(() -> read(sent, sent.length)).hasMessageContaining("1048576");
    assertThatThrownBy(() -> read(sent, -1)).hasMessageContaining("1048576");
  }

  @Test
  void refusesWhatEndsBeforeItsLength() {
    assertThatThrownBy(() -> read(random(99), 100)).hasMessageContaining("ended before");
  }

  @Test
  void countsABodyUntilItIsReleased() {
    byte[] sent = random(1 << 20);
    for (int i = 0; i < 3; i++) {
      read(sent, sent.length);
    }
    assertThatThrownBy(() -> read(random(1), 1)).isInstanceOf(RefusalException.class);

    bodies.release(sent.length);

    assertThat(read(random(1), 1)).hasSize(1);
  }

  @Test
  void whatWasRefusedOrBrokeOffTakesNoRoom() {
    InputStream breaking =
        read(
            () -> {
              throw new IOException("reset");
            });
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> bodies.read(breaking, 1 << 20, LIMIT, OF_ALL))
          .isInstanceOf(RefusalException.class);
      assertThatThrownBy(() -> read(random(99), 100)).isInstanceOf(RefusalException.class);
    }

    assertThat(read(random(1 << 20), 1 << 20)).hasSize(1 << 20);
  }

  @Test
  void aLengthThatIsOnlyAnnouncedTakesLittleRoom() {
    InputStream asking =
        read(
            () -> {
              // While this body waits for its first byte, others are read.
              assertThat(read(random(1 << 20), 1 << 20)).hasSize(1 << 20);
              bodies.release(1 << 20);
              return -1;
            });

    assertThatThrownBy(() -> bodies.read(asking, 1 << 20, LIMIT, (1 << 20) + (1 << 17)))
        .hasMessageContaining("ended before");
  }
}
