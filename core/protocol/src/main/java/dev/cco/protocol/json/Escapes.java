package dev.cco.protocol.json;

import java.nio.charset.StandardCharsets;

/** The escapes of strings that have been scanned, and are thus well-formed. */
final class Escapes {
  private Escapes() {}

  static String unescape(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int run = from;
    int at = from;
    while (at < to) {
      if (bytes[at] != '\\') {
        at++;
        continue;
      }
      text.append(new String(bytes, run, at - run, StandardCharsets.UTF_8));
      text.append(unit(bytes, at));
      at += length(bytes, at);
      run = at;
    }
    return text.append(new String(bytes, run, to - run, StandardCharsets.UTF_8)).toString();
  }

  /** The bytes of the escape at a backslash: 2, or 6 for the numeric ones. */
  static int length(byte[] bytes, int backslash) {
    return bytes[backslash + 1] == 'u' ? 6 : 2;
  }

  /** The UTF-16 unit that an escape means. */
  static char unit(byte[] bytes, int backslash) {
    return switch (bytes[backslash + 1]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex(bytes, backslash + 2);
      default -> (char) bytes[backslash + 1];
    };
  }

  private static char hex(byte[] bytes, int from) {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      unit = unit << 4 | Character.digit(bytes[from + i], 16);
    }
    return (char) unit;
  }
}
