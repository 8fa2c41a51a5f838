package dev.cco.protocol.chat;

import dev.cco.protocol.Slice;
import java.nio.charset.StandardCharsets;

/**
 * A look at a chunk's bytes without parsing. A member's name stands between two quotes; inside a
 * text those would be escaped, so a name that is found is one, or a string that is equal to it.
 */
final class ChunkGlance {
  private static final byte[] USAGE = ascii("\"usage\"");
  private static final byte[] FINISH = ascii("\"finish_reason\"");
  private static final byte[] CALLS = ascii("\"tool_calls\"");
  private static final byte[] CALL = ascii("\"function_call\"");
  private static final byte[] ERROR = ascii("\"error\"");
  private static final byte[] EVENT = ascii("event");
  private static final byte[] DONE = ascii("[DONE]");
  private static final byte[] NULL = ascii("null");

  private final Slice event;
  private boolean tells;

  /** Where a name begins whose value is null, or -1. */
  private int emptyUsage = -1;

  private ChunkGlance(Slice event) {
    this.event = event;
  }

  static ChunkGlance at(Slice event) {
    ChunkGlance glance = new ChunkGlance(event);
    glance.scan();
    return glance;
  }

  /** Whether it may hold a finish reason, a usage, a tool call, an error or the end. */
  boolean tells() {
    return tells;
  }

  private void scan() {
    byte[] bytes = event.array();
    int from = event.from();
    tells = matches(EVENT, from) || endsAnswer();
    for (int at = from; at < event.to(); at++) {
      if (bytes[at] == '\n' || bytes[at] == '\r') {
        tells |= matches(EVENT, at + 1);
      }
      if (bytes[at] != '"') {
        continue;
      }
      if (matches(USAGE, at)) {
        boolean empty = isNull(at + USAGE.length);
        tells |= !empty;
        emptyUsage = empty ? at : emptyUsage;
      } else if (matches(FINISH, at)) {
        tells |= !isNull(at + FINISH.length);
      } else if (matches(CALLS, at) || matches(CALL, at) || matches(ERROR, at)) {
        tells = true;
      }
    }
  }

  /** Whether the data are the end mark, which is the only one that begins with a bracket. */
  private boolean endsAnswer() {
    byte[] bytes = event.array();
    int at = event.from();
    while (at < event.to() && bytes[at] != '[' && bytes[at] != '{') {
      at++;
    }
    return matches(DONE, at);
  }

  /**
   * The event without a {@code "usage":null} at the top of its object, which servers put into every
   * chunk when they are asked for the usage.
   */
  Slice withoutEmptyUsage() {
    if (emptyUsage < 0 || depth(emptyUsage) != 1) {
      return event;
    }
    byte[] bytes = event.array();
    int from = emptyUsage;
    int to = skipSpace(skipSpace(emptyUsage + USAGE.length) + 1) + NULL.length;
    int before = from;
    while (isSpace(bytes[before - 1])) {
      before--;
    }
    if (bytes[before - 1] == ',') {
      from = before - 1;
    } else {
      int after = skipSpace(to);
      to = bytes[after] == ',' ? after + 1 : to;
    }
    int length = event.length() - (to - from);
    byte[] rest = new byte[length];
    System.arraycopy(bytes, event.from(), rest, 0, from - event.from());
    System.arraycopy(bytes, to, rest, from - event.from(), event.to() - to);
    return Slice.of(rest);
  }

  /** How many objects and arrays are open at a place outside of strings. */
  private int depth(int place) {
    byte[] bytes = event.array();
    int depth = 0;
    boolean inString = false;
    for (int at = event.from(); at < place; at++) {
      byte b = bytes[at];
      if (inString && b == '\\') {
        at++;
      } else if (b == '"') {
        inString = !inString;
      } else if (!inString && (b == '{' || b == '[')) {
        depth++;
      } else if (!inString && (b == '}' || b == ']')) {
        depth--;
      }
    }
    return depth;
  }

  private boolean isNull(int afterName) {
    int colon = skipSpace(afterName);
    return colon < event.to() && event.array()[colon] == ':' && matches(NULL, skipSpace(colon + 1));
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < event.to() && isSpace(event.array()[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private boolean matches(byte[] text, int at) {
    if (event.to() - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (event.array()[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
