package dev.cco.protocol.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the vendor's API was seen to send. */
final class Recorded {
  private Recorded() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream("/messages/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  static List<WireEvent> stream(String name) throws IOException {
    SseReader reader = new SseReader(new ByteArrayInputStream(bytes(name)), 1 << 20);
    List<WireEvent> events = new ArrayList<>();
    for (Optional<WireEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
      events.add(e.get());
    }
    return events;
  }

  static Tape tape(String json) {
    return Tape.scan(json.getBytes(UTF_8));
  }
}
