package dev.cco.kit;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;

/** Chooses what of an upstream's headers a client may see. */
final class VisibleHeaders {
  private VisibleHeaders() {}

  static Map<String, String> of(HttpMessage message) {
    Map<String, String> visible = new HashMap<>();
    for (Iterator<Header> headers = message.headerIterator(); headers.hasNext(); ) {
      Header header = headers.next();
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (isVisible(name)) {
        visible.putIfAbsent(name, header.getValue() == null ? "" : header.getValue());
      }
    }
    return Map.copyOf(visible);
  }

  private static boolean isVisible(String name) {
    return switch (name) {
      case "content-type",
          "retry-after",
          "retry-after-ms",
          "x-should-retry",
          "request-id",
          "x-request-id" ->
          true;
      default ->
          name.startsWith("anthropic-")
              || name.startsWith("openai-")
              || name.startsWith("x-ratelimit-");
    };
  }
}
