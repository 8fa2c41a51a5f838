package dev.cco.protocol.sse;

import dev.cco.protocol.WireEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes events as they go over the wire. */
public final class SseWriter {
  private SseWriter() {}

  public static byte[] write(WireEvent event) {
    StringBuilder text = new StringBuilder(event.data().length() + event.name().length() + 32);
    if (!event.name().isEmpty()) {
      text.append("event: ").append(oneLine(event.name())).append('\n');
    }
    int from = 0;
    int end;
    while ((end = event.data().indexOf('\n', from)) >= 0) {
      text.append("data: ").append(event.data(), from, end).append('\n');
      from = end + 1;
    }
    text.append("data: ").append(event.data(), from, event.data().length()).append("\n\n");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Several events, one after the other. */
  public static byte[] write(List<WireEvent> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256 * (1 + events.size()));
    for (WireEvent event : events) {
      out.writeBytes(write(event));
    }
    return out.toByteArray();
  }

  /** A comment, which shows life and which clients ignore. */
  public static byte[] comment(String text) {
    return (": " + oneLine(text) + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String oneLine(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("names and comments are of one line");
    }
    return text;
  }
}
