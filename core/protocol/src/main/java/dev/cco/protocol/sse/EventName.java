package dev.cco.protocol.sse;

import dev.cco.protocol.Slice;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import java.nio.charset.StandardCharsets;

/** The name of an event in a part of a stream, where it can be found without parsing. */
public final class EventName {
  private static final byte[] FIELD = "event:".getBytes(StandardCharsets.US_ASCII);

  private EventName() {}

  /** The event's name; its data's {@code type} where a provider leaves the line out. */
  public static String of(Slice event) {
    byte[] bytes = event.array();
    int at = event.from();
    while (at < event.to() && (bytes[at] == '\n' || bytes[at] == '\r')) {
      at++;
    }
    if (!begins(bytes, at, event.to())) {
      WireEvent parsed = SseReader.parse(event).orElse(new WireEvent("", ""));
      return parsed.name().isEmpty()
          ? Json.parseObject(parsed.data()).orElseGet(Json::object).path("type").asText("")
          : parsed.name();
    }
    int from = at + FIELD.length;
    if (from < event.to() && bytes[from] == ' ') {
      from++;
    }
    int to = from;
    while (to < event.to() && bytes[to] != '\n' && bytes[to] != '\r') {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean begins(byte[] bytes, int from, int to) {
    for (int i = 0; i < FIELD.length; i++) {
      if (from + i >= to || bytes[from + i] != FIELD[i]) {
        return false;
      }
    }
    return true;
  }
}
