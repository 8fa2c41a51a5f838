package dev.cco.gateway;

import dev.cco.protocol.Dialect;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseFramer;
import dev.cco.protocol.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stored stream in the form that a client asks for. */
final class StreamForm {
  private StreamForm() {}

  /** The events of a stream. */
  static List<WireEvent> events(byte[] stream) {
    try {
      SseReader reader = new SseReader(new ByteArrayInputStream(stream), stream.length + 1);
      List<WireEvent> events = new ArrayList<>();
      for (Optional<WireEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
        events.add(next.get());
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stream again, without the usage if the client did not ask for it. */
  static byte[] replay(byte[] stream, Dialect dialect, boolean includeUsage) {
    if (includeUsage) {
      return stream;
    }
    StreamTap tap = dialect.tap(true);
    ByteArrayOutputStream out = new ByteArrayOutputStream(stream.length);
    SseFramer framer = new SseFramer(new ByteArrayInputStream(stream), stream.length + 1);
    try {
      while (framer.read()) {
        for (Optional<Slice> event = framer.next(); event.isPresent(); event = framer.next()) {
          Slice seen = tap.pass(event.get()).bytes();
          out.write(seen.array(), seen.from(), seen.length());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
