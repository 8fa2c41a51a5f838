package dev.cco.protocol.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.WireEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final AtomicLong now = new AtomicLong();

  /** One byte per second. */
  private InputStream trickle(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8)) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        now.addAndGet(SECOND.toNanos());
        return super.read(target, offset, Math.min(1, length));
      }
    };
  }

  private SseReader reader(String text, int seconds) {
    return new SseReader(trickle(text), 100, new Patience(Duration.ofSeconds(seconds), now::get));
  }

  @Test
  void waitsForEachEventAsLongAsItMay() throws IOException {
    SseReader reader = reader("data: 1\n\ndata: 2\n\n", 9);

    assertThat(reader.next()).contains(new WireEvent("", "1"));
    assertThat(reader.next()).contains(new WireEvent("", "2"));
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void givesUpOnBytesThatMakeNoEvent() throws IOException {
    SseReader reader = reader("data: 1\n\ndata: 2 and more\n\n", 9);

    assertThat(reader.next()).contains(new WireEvent("", "1"));
    assertThatThrownBy(reader::next).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void takesACommentForLife() throws IOException {
    SseReader reader = reader(": on it\n\n".repeat(5) + "data: 1\n\n", 9);

    assertThat(reader.next()).contains(new WireEvent("", "1"));
  }

  @Test
  void doesNotCountTheTimeThatTheClientTakes() throws IOException {
    SseReader reader = reader("data: 1\n\ndata: 2\n\n", 9);

    reader.next();
    now.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(reader.next()).contains(new WireEvent("", "2"));
  }
}
