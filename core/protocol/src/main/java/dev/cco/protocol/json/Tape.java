package dev.cco.protocol.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.spi.CallerFault;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * The values of one JSON document over its bytes, as numbered nodes in the order of their
 * beginnings. Immutable.
 *
 * <p>Positions are byte offsets. A node's number is meaningless on another tape.
 */
public final class Tape {
  /** No such node. */
  public static final int NONE = -1;

  static final int STRIDE = 5;
  static final int START = 0;
  static final int END = 1;
  static final int NEXT = 2;
  static final int KEY = 3;

  /** Flags, and from {@link #KEY_LENGTH} on the key's length. */
  static final int SHAPE = 4;

  static final int ESCAPED = 1;

  /** Some of the string's escapes could be left away or written otherwise. */
  static final int RESPELLABLE = 2;

  static final int KEY_ESCAPED = 4;
  static final int KEY_LENGTH = 3;

  private final byte[] bytes;
  private final int[] cells;
  private final int count;

  Tape(byte[] bytes, int[] cells, int count) {
    this.bytes = bytes;
    this.cells = cells;
    this.count = count;
  }

  /**
   * Reads a document strictly, in one pass.
   *
   * @param bytes the document, an object; not to be changed afterwards
   * @throws CallerFault if it is not JSON in UTF-8, exceeds a limit, or says a member twice
   */
  public static Tape scan(byte[] bytes) {
    return new Scanner(bytes).scan();
  }

  /** The document; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public int root() {
    return 0;
  }

  /** How many values the document holds. */
  public int count() {
    return count;
  }

  public Kind kind(int node) {
    return switch (bytes[start(node)]) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** Where the value begins, quotes and brackets included. */
  public int start(int node) {
    return cells[node * STRIDE + START];
  }

  /** Where the value ends, exclusive. */
  public int end(int node) {
    return cells[node * STRIDE + END];
  }

  /** The next value in the same object or array, {@link #NONE} after the last. */
  public int next(int node) {
    return cells[node * STRIDE + NEXT];
  }

  /** The first value in an object or array, {@link #NONE} if it is empty or neither. */
  public int firstChild(int node) {
    int child = node + 1;
    return child < count && start(child) < end(node) ? child : NONE;
  }

  /** How many values an object or array holds directly. */
  public int size(int node) {
    int size = 0;
    for (int child = firstChild(node); child != NONE; child = next(child)) {
      size++;
    }
    return size;
  }

  /** An object's member, {@link #NONE} if it has none of that name, or is no object. */
  public int member(int object, String name) {
    if (bytes[start(object)] != '{') {
      return NONE;
    }
    for (int child = firstChild(object); child != NONE; child = next(child)) {
      if (isKey(child, name)) {
        return child;
      }
    }
    return NONE;
  }

  /** The name of an object's member; empty for other values. */
  public String key(int child) {
    int key = cells[child * STRIDE + KEY];
    if (key < 0) {
      return "";
    }
    return text(key + 1, key + 1 + keyLength(child), keyEscaped(child));
  }

  /** Whether the value is a member of that name. */
  public boolean isKey(int child, String name) {
    int key = cells[child * STRIDE + KEY];
    if (key < 0) {
      return false;
    }
    if (keyEscaped(child)) {
      return key(child).equals(name);
    }
    return keyLength(child) == name.length() ? sameAscii(key + 1, name) : slowIsKey(child, name);
  }

  private boolean slowIsKey(int child, String name) {
    // A name beyond ASCII is longer in bytes than in characters.
    return keyLength(child) > name.length() && key(child).equals(name);
  }

  public boolean isString(int node) {
    return bytes[start(node)] == '"';
  }

  /** Whether the value is a string of exactly this text. */
  public boolean isString(int node, String text) {
    if (!isString(node)) {
      return false;
    }
    if (!escaped(node) && end(node) - start(node) - 2 == text.length()) {
      return sameAscii(start(node) + 1, text);
    }
    return string(node).equals(text);
  }

  /** Whether the value is a string that begins with this text, written without escapes. */
  public boolean begins(int node, String text) {
    return isString(node)
        && end(node) - start(node) - 2 >= text.length()
        && sameAscii(start(node) + 1, text);
  }

  /** The text of a string, unescaped. */
  public String string(int node) {
    if (!isString(node)) {
      throw new IllegalArgumentException("not a string: " + pointer(node));
    }
    return text(start(node) + 1, end(node) - 1, escaped(node));
  }

  /** Whether the value is a number that is written without fraction and exponent. */
  public boolean isInteger(int node) {
    if (kind(node) != Kind.NUMBER) {
      return false;
    }
    for (int i = start(node) + 1; i < end(node); i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  /** The value of a number, exact as written. */
  public BigDecimal number(int node) {
    if (kind(node) != Kind.NUMBER) {
      throw new IllegalArgumentException("not a number: " + pointer(node));
    }
    return new BigDecimal(raw(node));
  }

  /** The value as it is written. */
  public String raw(int node) {
    return new String(bytes, start(node), end(node) - start(node), StandardCharsets.UTF_8);
  }

  /** The value as a tree. */
  public JsonNode tree(int node) {
    return Json.read(bytes, start(node), end(node));
  }

  /** Where the value is, as a JSON pointer; empty for the document. */
  public String pointer(int node) {
    StringBuilder pointer = new StringBuilder();
    int at = 0;
    while (at != node) {
      boolean members = bytes[start(at)] == '{';
      int index = 0;
      int child = firstChild(at);
      while (next(child) != NONE && next(child) <= node) {
        child = next(child);
        index++;
      }
      pointer.append('/').append(members ? escapePointer(key(child)) : index);
      at = child;
    }
    return pointer.toString();
  }

  /** A name as a step of a JSON pointer, cut to a length that is fit to be repeated to a caller. */
  static String escapePointer(String name) {
    String cut = name.length() > 64 ? name.substring(0, 64) : name;
    return cut.replace("~", "~0").replace("/", "~1");
  }

  boolean escaped(int node) {
    return (cells[node * STRIDE + SHAPE] & ESCAPED) != 0;
  }

  boolean respellable(int node) {
    return (cells[node * STRIDE + SHAPE] & RESPELLABLE) != 0;
  }

  boolean keyEscaped(int node) {
    return (cells[node * STRIDE + SHAPE] & KEY_ESCAPED) != 0;
  }

  int keyLength(int node) {
    return cells[node * STRIDE + SHAPE] >>> KEY_LENGTH;
  }

  /** Where the name's first byte is, behind the quote. */
  int keyStart(int node) {
    return cells[node * STRIDE + KEY] + 1;
  }

  private boolean sameAscii(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      // A byte beyond ASCII is negative and equals no character.
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int from, int to, boolean escaped) {
    if (!escaped) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    return Escapes.unescape(bytes, from, to);
  }
}
