package dev.cco.provider.simulator;

import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Event;
import dev.cco.spi.WireAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A composed answer in bytes. */
record SimulatedAnswer(Map<String, String> headers, InputStream body, Pace pace)
    implements WireAnswer {

  /** A stream that is written while it is read. */
  static SimulatedAnswer streamed(
      Map<String, String> headers, List<Event> events, StreamEncoder encoder, Pace pace) {
    return new SimulatedAnswer(headers, new Stream(events.iterator(), encoder, pace), pace);
  }

  /** A plain answer. */
  static SimulatedAnswer plain(Map<String, String> headers, byte[] body, Pace pace) {
    return new SimulatedAnswer(headers, new ByteArrayInputStream(body), pace);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public void close() {
    pace.close();
  }

  /** Encodes an event when it is its time. */
  private static final class Stream extends InputStream {
    private final Iterator<Event> events;
    private final StreamEncoder encoder;
    private final Pace pace;
    private ByteArrayInputStream ready = new ByteArrayInputStream(new byte[0]);

    Stream(Iterator<Event> events, StreamEncoder encoder, Pace pace) {
      this.events = events;
      this.encoder = encoder;
      this.pace = pace;
    }

    @Override
    public int read() throws IOException {
      return fill() ? ready.read() : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      return fill() ? ready.read(target, offset, length) : -1;
    }

    @Override
    public int available() {
      return ready.available();
    }

    @Override
    public void close() {
      pace.close();
    }

    private boolean fill() throws IOException {
      while (ready.available() == 0) {
        if (!events.hasNext()) {
          return false;
        }
        Event event = events.next();
        pace.await(event);
        ready = new ByteArrayInputStream(bytes(encoder.encode(event)));
      }
      return true;
    }

    private static byte[] bytes(List<WireEvent> wire) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      wire.forEach(event -> out.writeBytes(SseWriter.write(event)));
      return out.toByteArray();
    }
  }
}
