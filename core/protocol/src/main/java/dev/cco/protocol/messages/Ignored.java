package dev.cco.protocol.messages;

import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The nodes of a request that cannot change its answer. Markers are known by their place: below a
 * tool's schema or input the same names are data.
 */
final class Ignored {
  private static final String MARKER = "cache_control";

  /** Begins a system text that Claude Code writes for Anthropic alone. */
  static final String BILLING_HEADER = "x-anthropic-billing-header:";

  private static final List<String> TOP_LEVEL =
      List.of("metadata", "stream", "stream_options", MARKER);

  private final Tape tape;
  private final BitSet nodes = new BitSet();

  private Ignored(Tape tape) {
    this.tape = tape;
  }

  static IntPredicate of(Tape tape) {
    Ignored ignored = new Ignored(tape);
    ignored.collect();
    return ignored.nodes::get;
  }

  private void collect() {
    int root = tape.root();
    TOP_LEVEL.forEach(name -> ignore(root, name));
    system(tape.member(root, "system"));
    blocks(tape.member(root, "tools"));
    int messages = tape.member(root, "messages");
    if (messages == Tape.NONE) {
      return;
    }
    for (int turn = tape.firstChild(messages); turn != Tape.NONE; turn = tape.next(turn)) {
      blocks(tape.member(turn, "content"));
    }
  }

  private void system(int system) {
    blocks(system);
    if (system == Tape.NONE || tape.kind(system) != Kind.ARRAY) {
      return;
    }
    for (int block = tape.firstChild(system); block != Tape.NONE; block = tape.next(block)) {
      int text = tape.member(block, "text");
      if (text != Tape.NONE && tape.begins(text, BILLING_HEADER)) {
        nodes.set(block);
      }
    }
  }

  private void blocks(int array) {
    if (array == Tape.NONE || tape.kind(array) != Kind.ARRAY) {
      return;
    }
    for (int block = tape.firstChild(array); block != Tape.NONE; block = tape.next(block)) {
      ignore(block, MARKER);
      int type = tape.member(block, "type");
      if (type == Tape.NONE) {
        continue;
      }
      if (tape.isString(type, "tool_result") || tape.isString(type, "search_result")) {
        blocks(tape.member(block, "content"));
      } else if (tape.isString(type, "document")) {
        int source = tape.member(block, "source");
        blocks(source == Tape.NONE ? Tape.NONE : tape.member(source, "content"));
      }
    }
  }

  private void ignore(int object, String name) {
    int node = tape.member(object, name);
    if (node != Tape.NONE) {
      nodes.set(node);
    }
  }
}
