package dev.cco.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.IntPredicate;

/** Changes to a document that leave every other byte as it came. Used by one thread, once. */
public final class Edits {
  private final Tape tape;
  private final List<Splice> splices = new ArrayList<>();

  private record Splice(int from, int to, byte[] bytes) {}

  public Edits(Tape tape) {
    this.tape = tape;
  }

  /** JSON in place of a value. */
  public Edits replace(int node, String json) {
    return splice(tape.start(node), tape.end(node), json);
  }

  /** An array with some of its elements only, each as it came. */
  public Edits keep(int array, IntPredicate kept) {
    StringJoiner left = new StringJoiner(",", "[", "]");
    for (int child = tape.firstChild(array); child != Tape.NONE; child = tape.next(child)) {
      if (kept.test(child)) {
        left.add(tape.raw(child));
      }
    }
    return replace(array, left.toString());
  }

  /** A new member at the end of an object that has none of that name. */
  public Edits insert(int object, String key, String json) {
    boolean empty = tape.firstChild(object) == Tape.NONE;
    int end = tape.end(object) - 1;
    return splice(end, end, (empty ? "" : ",") + quote(key) + ":" + json);
  }

  /** The document with all changes made, or the document itself if there are none. */
  public byte[] apply() {
    if (splices.isEmpty()) {
      return tape.bytes();
    }
    byte[] source = tape.bytes();
    int length = source.length;
    for (Splice splice : splices) {
      length += splice.bytes().length - (splice.to() - splice.from());
    }
    byte[] target = new byte[length];
    int read = 0;
    int written = 0;
    for (Splice splice : splices.stream().sorted(Comparator.comparingInt(Splice::from)).toList()) {
      int kept = splice.from() - read;
      if (kept < 0) {
        throw new IllegalStateException("changes overlap at byte " + splice.from());
      }
      System.arraycopy(source, read, target, written, kept);
      written += kept;
      System.arraycopy(splice.bytes(), 0, target, written, splice.bytes().length);
      written += splice.bytes().length;
      read = splice.to();
    }
    System.arraycopy(source, read, target, written, source.length - read);
    return target;
  }

  /** A text as a JSON string. */
  public static String quote(String text) {
    return Json.text(Json.string(text));
  }

  private Edits splice(int from, int to, String json) {
    splices.add(new Splice(from, to, json.getBytes(StandardCharsets.UTF_8)));
    return this;
  }
}
