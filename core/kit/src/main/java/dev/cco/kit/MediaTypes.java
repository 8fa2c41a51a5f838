package dev.cco.kit;

import java.util.Locale;

/** The kinds of answers that model servers give. */
final class MediaTypes {
  static final String EVENT_STREAM = "text/event-stream";

  private MediaTypes() {}

  /** The type without parameters, in lower case. */
  static String of(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  static boolean isStream(String type) {
    return type.equals(EVENT_STREAM) || isLines(type);
  }

  static boolean isJson(String type) {
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  private static boolean isLines(String type) {
    return type.equals("application/x-ndjson")
        || type.equals("application/ndjson")
        || type.equals("application/jsonl")
        // Anthropic's name for the results of a batch, which are JSON by lines.
        || type.equals("application/binary")
        || type.equals("application/x-jsonl");
  }
}
