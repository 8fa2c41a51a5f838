package dev.cco.protocol.responses;

import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A stream and an answer as the vendor documents them, with members of later years. */
final class Recorded {
  private Recorded() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream("/responses/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  static List<WireEvent> events(byte[] stream) throws IOException {
    SseReader reader = new SseReader(new ByteArrayInputStream(stream), 1 << 20);
    List<WireEvent> events = new ArrayList<>();
    for (Optional<WireEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
      events.add(e.get());
    }
    return events;
  }

  static List<WireEvent> stream() throws IOException {
    return events(bytes("stream.sse"));
  }
}
