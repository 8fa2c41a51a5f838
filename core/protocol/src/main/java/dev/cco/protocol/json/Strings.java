package dev.cco.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Skips strings eight bytes at a time, and looks closely only at what is special. */
final class Strings {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = ONES * ' ';
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private final byte[] bytes;
  private boolean escaped;
  private boolean respellable;

  Strings(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether the last string skipped has escapes. */
  boolean escaped() {
    return escaped;
  }

  /** Whether the last string skipped has escapes that could be left away or written otherwise. */
  boolean respellable() {
    return respellable;
  }

  /** The position behind the string that begins at a quote. */
  int skip(int quote) throws Malformed {
    escaped = false;
    respellable = false;
    int at = plain(quote + 1);
    while (true) {
      if (at >= bytes.length) {
        throw new Malformed(bytes.length, "the JSON ends in the middle of a string");
      }
      byte b = bytes[at];
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\') {
        escaped = true;
        at = plain(escape(at));
      } else if (b < 0) {
        at = plain(wide(at));
      } else {
        throw new Malformed(at, "a string has an unescaped control character");
      }
    }
  }

  /** The next position that holds a quote, a backslash, a control character or no ASCII. */
  private int plain(int from) {
    byte[] array = bytes;
    int at = from;
    int lastWord = array.length - Long.BYTES;
    while (at <= lastWord) {
      long word = (long) LONGS.get(array, at);
      // Borrows reach only the bytes above the first hit, and only the first is used.
      long hits =
          ((word - SPACES) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | word)
              & HIGHS;
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < array.length && array[at] >= ' ' && array[at] != '"' && array[at] != '\\') {
      at++;
    }
    return at;
  }

  private int escape(int backslash) throws Malformed {
    if (backslash + 1 >= bytes.length) {
      return bytes.length;
    }
    return switch (bytes[backslash + 1]) {
      case '"', '\\', 'b', 'f', 'n', 'r', 't' -> backslash + 2;
      case '/' -> {
        respellable = true;
        yield backslash + 2;
      }
      case 'u' -> {
        respellable = true;
        yield unicode(backslash);
      }
      default -> throw new Malformed(backslash, "a string has an unknown escape");
    };
  }

  private int unicode(int backslash) throws Malformed {
    int unit = hex(backslash + 2);
    int next = backslash + 6;
    if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
      return next;
    }
    boolean paired =
        unit <= Character.MAX_HIGH_SURROGATE
            && next + 1 < bytes.length
            && bytes[next] == '\\'
            && bytes[next + 1] == 'u';
    if (!paired || !Character.isLowSurrogate((char) hex(next + 2))) {
      throw new Malformed(backslash, "a string has half of a surrogate pair");
    }
    return next + 6;
  }

  private int hex(int from) throws Malformed {
    if (from + 4 > bytes.length) {
      throw new Malformed(bytes.length, "the JSON ends in the middle of a string");
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(bytes[from + i], 16);
      if (digit < 0) {
        throw new Malformed(from + i, "a \\u escape needs four hexadecimal digits");
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /** The position behind one character of two to four bytes. */
  private int wide(int at) throws Malformed {
    int first = bytes[at] & 0xff;
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    int lowest = 0x80;
    int highest = 0xbf;
    switch (first) {
      case 0xe0 -> lowest = 0xa0;
      case 0xed -> highest = 0x9f;
      case 0xf0 -> lowest = 0x90;
      case 0xf4 -> highest = 0x8f;
      default -> {}
    }
    boolean good = first >= 0xc2 && first <= 0xf4 && at + length <= bytes.length;
    if (good) {
      int second = bytes[at + 1] & 0xff;
      good = second >= lowest && second <= highest;
    }
    for (int i = 2; good && i < length; i++) {
      good = (bytes[at + i] & 0xc0) == 0x80;
    }
    if (!good) {
      throw new Malformed(at, "a string is not valid UTF-8");
    }
    return at + length;
  }
}
