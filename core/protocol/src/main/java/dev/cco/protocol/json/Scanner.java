package dev.cco.protocol.json;

import dev.cco.spi.CallerFault;
import java.util.Arrays;

/** One pass over a document's bytes. Recursion is bounded by the depth limit. */
final class Scanner {
  private static final int DEEPEST = 100;
  private static final int MOST_NODES = 2_000_000;
  private static final int LONGEST_KEY = 1024;
  private static final int LONGEST_NUMBER = 64;
  private static final int MOST_EXPONENT_DIGITS = 3;

  private final byte[] bytes;
  private final Strings strings;
  private final Duplicates duplicates;

  /** The objects and arrays that are open, for the place of an error. */
  private final int[] open = new int[DEEPEST];

  private int depth;
  private int[] cells;
  private int count;
  private int at;

  Scanner(byte[] bytes) {
    this.bytes = bytes;
    this.strings = new Strings(bytes);
    this.duplicates = new Duplicates(bytes);
    this.cells = new int[Math.max(16, bytes.length >>> 6) * Tape.STRIDE];
  }

  Tape scan() {
    try {
      encoding();
      space();
      if (at == bytes.length) {
        throw new Malformed(at, "the request body is empty; send a JSON object");
      }
      if (bytes[at] != '{') {
        throw new Malformed(at, "the request body must be a JSON object" + hint());
      }
      value(-1, 0);
      space();
      if (at < bytes.length) {
        throw new Malformed(at, "there is more after the end of the JSON object" + hint());
      }
      return new Tape(bytes, cells, count);
    } catch (Malformed malformed) {
      throw fault(malformed);
    }
  }

  private void encoding() throws Malformed {
    int first = bytes.length > 0 ? bytes[0] & 0xff : -1;
    int second = bytes.length > 1 ? bytes[1] & 0xff : -1;
    if (first == 0xef && second == 0xbb) {
      throw new Malformed(0, "the request body begins with a byte order mark; leave it away");
    }
    if (first == 0xfe || first == 0xff || first == 0 || second == 0) {
      throw new Malformed(0, "the request body must be UTF-8, it looks like UTF-16 or UTF-32");
    }
  }

  /** Scans the value at the current position and returns its node. */
  private int value(int key, int keyShape) throws Malformed {
    if (at == bytes.length) {
      throw truncated();
    }
    int node = add(key, keyShape);
    switch (bytes[at]) {
      case '"' -> {
        at = strings.skip(at);
        if (strings.escaped()) {
          cells[node * Tape.STRIDE + Tape.SHAPE] |=
              strings.respellable() ? Tape.ESCAPED | Tape.RESPELLABLE : Tape.ESCAPED;
        }
      }
      case '{' -> object(node);
      case '[' -> array(node);
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw new Malformed(at, "a JSON value is expected" + hint());
    }
    cells[node * Tape.STRIDE + Tape.END] = at;
    return node;
  }

  private int add(int key, int keyShape) throws Malformed {
    if (count == MOST_NODES) {
      throw new Malformed(at, "the JSON has more than " + MOST_NODES + " values");
    }
    int cell = count * Tape.STRIDE;
    if (cell == cells.length) {
      cells = Arrays.copyOf(cells, cells.length * 2);
    }
    cells[cell + Tape.START] = at;
    cells[cell + Tape.END] = Integer.MAX_VALUE;
    cells[cell + Tape.NEXT] = Tape.NONE;
    cells[cell + Tape.KEY] = key;
    cells[cell + Tape.SHAPE] = keyShape;
    return count++;
  }

  private void object(int node) throws Malformed {
    enter(node);
    space();
    if (peek() == '}') {
      leave();
      return;
    }
    int previous = Tape.NONE;
    int members = 0;
    do {
      space();
      link(previous);
      previous = member();
      members++;
      space();
    } while (more('}'));
    if (members > 1) {
      int twice = duplicates.find(cells, node + 1, members);
      if (twice != Tape.NONE) {
        int key = cells[twice * Tape.STRIDE + Tape.KEY];
        throw new Malformed(key, "a member is given twice", twice);
      }
    }
    leave();
  }

  private int member() throws Malformed {
    if (peek() != '"') {
      throw new Malformed(at, "a member's name in double quotes is expected" + hint());
    }
    int key = at;
    at = strings.skip(at);
    int length = at - key - 2;
    if (length > LONGEST_KEY) {
      throw new Malformed(key, "a member's name is longer than " + LONGEST_KEY + " bytes");
    }
    int shape = length << Tape.KEY_LENGTH | (strings.escaped() ? Tape.KEY_ESCAPED : 0);
    space();
    if (peek() != ':') {
      throw new Malformed(at, "a colon is expected after a member's name" + hint());
    }
    at++;
    space();
    return value(key, shape);
  }

  private void array(int node) throws Malformed {
    enter(node);
    space();
    if (peek() == ']') {
      leave();
      return;
    }
    int previous = Tape.NONE;
    do {
      space();
      link(previous);
      previous = value(-1, 0);
      space();
    } while (more(']'));
    leave();
  }

  /** Makes the value that comes next the one after another: before it is read, for its pointer. */
  private void link(int previous) {
    if (previous != Tape.NONE) {
      cells[previous * Tape.STRIDE + Tape.NEXT] = count;
    }
  }

  /** Whether a comma announces another value; stays at the end of the object or array otherwise. */
  private boolean more(char end) throws Malformed {
    byte b = peek();
    if (b == ',') {
      at++;
      return true;
    }
    if (b == end) {
      return false;
    }
    throw new Malformed(at, "a comma or '" + end + "' is expected" + hint());
  }

  private void enter(int node) throws Malformed {
    if (depth == DEEPEST) {
      throw new Malformed(at, "the JSON is nested deeper than " + DEEPEST + " levels");
    }
    open[depth++] = node;
    at++;
  }

  private void leave() {
    depth--;
    at++;
  }

  private byte peek() throws Malformed {
    if (at == bytes.length) {
      throw truncated();
    }
    return bytes[at];
  }

  private void space() {
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b > ' ' || b < 0 || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return;
      }
      at++;
    }
  }

  private void word(String word) throws Malformed {
    for (int i = 0; i < word.length(); i++) {
      if (at + i == bytes.length) {
        at = bytes.length;
        throw truncated();
      }
      if (bytes[at + i] != word.charAt(i)) {
        throw new Malformed(at, "a JSON value is expected" + hint());
      }
    }
    at += word.length();
  }

  private void number() throws Malformed {
    int start = at;
    if (bytes[at] == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < bytes.length && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < bytes.length && (bytes[at] | 0x20) == 'e') {
      at++;
      exponent();
    }
    if (at - start > LONGEST_NUMBER) {
      throw new Malformed(start, "a number is longer than " + LONGEST_NUMBER + " characters");
    }
  }

  private void digits() throws Malformed {
    int first = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == first) {
      peek();
      throw new Malformed(at, "a digit is expected" + hint());
    }
  }

  private void exponent() throws Malformed {
    byte sign = peek();
    if (sign == '+' || sign == '-') {
      at++;
    }
    int first = at;
    digits();
    while (first < at && bytes[first] == '0') {
      first++;
    }
    if (at - first > MOST_EXPONENT_DIGITS) {
      throw new Malformed(first, "a number's exponent is out of range");
    }
  }

  private String hint() {
    if (at >= bytes.length) {
      return "";
    }
    return switch (bytes[at]) {
      case '/', '#' -> "; JSON has no comments";
      case '\'' -> "; JSON has no single quotes";
      case 'N', 'I' -> "; JSON has no NaN and no Infinity";
      case '}', ']' -> ", not a closing bracket";
      case ',' -> ", not a comma";
      default -> "";
    };
  }

  private Malformed truncated() {
    return new Malformed(bytes.length, "the JSON ends too early; was the body cut off?");
  }

  private CallerFault fault(Malformed malformed) {
    Tape soFar = new Tape(bytes, cells, count);
    int node = malformed.node() != Tape.NONE ? malformed.node() : depth == 0 ? 0 : open[depth - 1];
    String pointer = count == 0 ? "" : soFar.pointer(node);
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < malformed.at(); i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    String place = "line " + line + ", byte " + (malformed.at() - lineStart + 1);
    String within = pointer.isEmpty() ? "" : " in " + pointer;
    return new CallerFault(400, malformed.getMessage() + " (" + place + within + ")", pointer);
  }
}
