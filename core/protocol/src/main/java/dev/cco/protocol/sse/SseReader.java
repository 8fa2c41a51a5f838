package dev.cco.protocol.sse;

import dev.cco.protocol.Slice;
import dev.cco.protocol.WireEvent;
import dev.cco.spi.UpstreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a stream event by event. Used by one thread. */
public final class SseReader {
  private final SseFramer framer;
  private boolean ended;

  /** A reader of what is in memory already. */
  public SseReader(InputStream in, int maxEventBytes) {
    this(in, maxEventBytes, Patience.endless());
  }

  /** A reader of what arrives, and of which each event must be complete in time. */
  public SseReader(InputStream in, int maxEventBytes, Patience patience) {
    this.framer = new SseFramer(in, maxEventBytes, patience);
  }

  /**
   * The next event with data; blocks until it is there. An event that the stream's end cuts off
   * before its empty line is delivered, too: some providers leave that line out.
   *
   * @return empty at the end of the stream
   * @throws UpstreamFailure if an event is too long
   */
  public Optional<WireEvent> next() throws IOException {
    while (!ended) {
      Optional<Slice> event = framer.next();
      if (event.isPresent()) {
        Optional<WireEvent> parsed = parse(event.get());
        if (parsed.isPresent()) {
          return parsed;
        }
      } else {
        ended = !framer.read();
        if (ended) {
          return parse(framer.rest());
        }
      }
    }
    return Optional.empty();
  }

  /** The event in a part of a stream; absent if there is no data in it, only comments perhaps. */
  public static Optional<WireEvent> parse(Slice event) {
    return new Lines(event).parse();
  }

  /** One event's lines. */
  private static final class Lines {
    private final byte[] bytes;
    private final int to;
    private int at;
    private String name = "";
    private final StringBuilder data = new StringBuilder();
    private boolean dataSeen;

    Lines(Slice event) {
      bytes = event.array();
      to = event.to();
      at = event.from();
      if (to - at >= 3
          && bytes[at] == (byte) 0xef
          && bytes[at + 1] == (byte) 0xbb
          && bytes[at + 2] == (byte) 0xbf) {
        at += 3;
      }
    }

    Optional<WireEvent> parse() {
      while (at < to) {
        int end = at;
        while (end < to && bytes[end] != '\n' && bytes[end] != '\r') {
          end++;
        }
        line(at, end);
        at = end + 1;
      }
      return data.isEmpty() ? Optional.empty() : Optional.of(new WireEvent(name, data.toString()));
    }

    private void line(int from, int end) {
      int colon = from;
      while (colon < end && bytes[colon] != ':') {
        colon++;
      }
      int value = Math.min(end, colon + 1);
      if (value < end && bytes[value] == ' ') {
        value++;
      }
      if (isField("data", from, colon)) {
        if (dataSeen) {
          data.append('\n');
        }
        dataSeen = true;
        data.append(text(value, end));
      } else if (isField("event", from, colon)) {
        name = text(value, end);
      }
    }

    private boolean isField(String field, int from, int colon) {
      if (colon - from != field.length()) {
        return false;
      }
      for (int i = 0; i < field.length(); i++) {
        if (bytes[from + i] != field.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private String text(int from, int end) {
      return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
  }
}
