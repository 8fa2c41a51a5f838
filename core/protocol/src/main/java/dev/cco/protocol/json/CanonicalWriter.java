package dev.cco.protocol.json;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Writes values so that equal ones have equal bytes: members sorted by code points, numbers as
 * exact decimals, strings escaped in one way, no space. Unicode is not normalised: to a model it
 * matters.
 */
public final class CanonicalWriter {
  private static final int SMALLEST_BUFFER = 64;
  private static final int BUFFER = 8192;
  private static final int FEW = 24;

  /** Longer integers could not have been written without an exponent. */
  private static final int MOST_INTEGER_DIGITS = 64;

  private final Tape tape;
  private final byte[] bytes;
  private final OutputStream out;
  private final IntPredicate omitted;
  private final byte[] buffer;
  private int filled;

  /**
   * @param omitted the members to leave out, by node
   */
  public CanonicalWriter(Tape tape, OutputStream out, IntPredicate omitted) {
    this.tape = tape;
    this.bytes = tape.bytes();
    this.out = out;
    this.omitted = omitted;
    this.buffer = new byte[Math.clamp(bytes.length, SMALLEST_BUFFER, BUFFER)];
  }

  /** Writes a value and what is in it. */
  public void write(int node) throws IOException {
    value(node);
    flush();
  }

  private void value(int node) throws IOException {
    switch (bytes[tape.start(node)]) {
      case '{' -> object(node);
      case '[' -> array(node);
      case '"' -> string(tape.start(node) + 1, tape.end(node) - 1, tape.respellable(node));
      case 't', 'f', 'n' -> put(bytes, tape.start(node), tape.end(node));
      default -> number(node);
    }
  }

  private void array(int node) throws IOException {
    put('[');
    boolean first = true;
    for (int child = tape.firstChild(node); child != Tape.NONE; child = tape.next(child)) {
      if (omitted.test(child)) {
        continue;
      }
      if (!first) {
        put(',');
      }
      first = false;
      value(child);
    }
    put(']');
  }

  private void object(int node) throws IOException {
    put('{');
    int[] members = sorted(node);
    for (int i = 0; i < members.length; i++) {
      int member = members[i];
      if (i > 0) {
        put(',');
      }
      int key = tape.keyStart(member);
      string(key, key + tape.keyLength(member), tape.keyEscaped(member));
      put(':');
      value(member);
    }
    put('}');
  }

  private int[] sorted(int object) {
    int[] members = new int[8];
    int count = 0;
    for (int child = tape.firstChild(object); child != Tape.NONE; child = tape.next(child)) {
      if (omitted.test(child)) {
        continue;
      }
      if (count == members.length) {
        members = Arrays.copyOf(members, count * 2);
      }
      members[count++] = child;
    }
    if (count > FEW) {
      return Arrays.stream(members, 0, count)
          .boxed()
          .sorted(this::compareKeys)
          .mapToInt(Integer::intValue)
          .toArray();
    }
    for (int i = 1; i < count; i++) {
      int member = members[i];
      int slot = i;
      while (slot > 0 && compareKeys(members[slot - 1], member) > 0) {
        members[slot] = members[slot - 1];
        slot--;
      }
      members[slot] = member;
    }
    return Arrays.copyOf(members, count);
  }

  /** The order of UTF-8 bytes is the order of code points; that of UTF-16 units is not. */
  private int compareKeys(int a, int b) {
    if (tape.keyEscaped(a) || tape.keyEscaped(b)) {
      byte[] left = tape.key(a).getBytes(StandardCharsets.UTF_8);
      return Arrays.compareUnsigned(left, tape.key(b).getBytes(StandardCharsets.UTF_8));
    }
    int left = tape.keyStart(a);
    int right = tape.keyStart(b);
    return Arrays.compareUnsigned(
        bytes, left, left + tape.keyLength(a), bytes, right, right + tape.keyLength(b));
  }

  private void number(int node) throws IOException {
    int from = tape.start(node);
    if (!tape.isInteger(node)) {
      put(decimal(tape.number(node)));
    } else if (bytes[from] == '-' && bytes[from + 1] == '0') {
      put('0');
    } else {
      put(bytes, from, tape.end(node));
    }
  }

  private static String decimal(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    boolean integer = shortest.scale() <= 0;
    return integer && shortest.precision() - shortest.scale() <= MOST_INTEGER_DIGITS
        ? shortest.toPlainString()
        : shortest.toString();
  }

  private void string(int from, int to, boolean respellable) throws IOException {
    put('"');
    if (respellable) {
      escapes(from, to);
    } else {
      put(bytes, from, to);
    }
    put('"');
  }

  private void escapes(int from, int to) throws IOException {
    int run = from;
    int at = from;
    while (at < to) {
      if (bytes[at] != '\\') {
        at++;
        continue;
      }
      byte kind = bytes[at + 1];
      if (kind != 'u' && kind != '/') {
        at += 2;
        continue;
      }
      put(bytes, run, at);
      char unit = Escapes.unit(bytes, at);
      at += Escapes.length(bytes, at);
      if (Character.isHighSurrogate(unit)) {
        put(Character.toString(Character.toCodePoint(unit, Escapes.unit(bytes, at))));
        at += Escapes.length(bytes, at);
      } else {
        put(escape(unit));
      }
      run = at;
    }
    put(bytes, run, to);
  }

  private static String escape(char unit) {
    return switch (unit) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> unit < ' ' ? String.format("\\u%04x", (int) unit) : Character.toString(unit);
    };
  }

  private void put(String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    put(encoded, 0, encoded.length);
  }

  private void put(char ascii) throws IOException {
    if (filled == buffer.length) {
      flush();
    }
    buffer[filled++] = (byte) ascii;
  }

  private void put(byte[] source, int from, int to) throws IOException {
    int length = to - from;
    if (length > buffer.length - filled) {
      flush();
      if (length >= buffer.length) {
        out.write(source, from, length);
        return;
      }
    }
    System.arraycopy(source, from, buffer, filled, length);
    filled += length;
  }

  private void flush() throws IOException {
    out.write(buffer, 0, filled);
    filled = 0;
  }
}
