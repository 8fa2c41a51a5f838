package dev.cco.protocol.messages;

import dev.cco.protocol.json.Edits;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;

/**
 * Takes thinking that another provider gave out of a request that else goes through as it came: the
 * vendor answers 400 to a signature that is not its own, and with it to every further turn of a
 * session that changed its model once.
 */
final class ForeignThinking {
  private final Tape tape;

  /** Whether the assistant's last turn so far called tools and had its thinking taken. */
  private boolean cutInToolLoop;

  private ForeignThinking(Tape tape) {
    this.tape = tape;
  }

  static void remove(Tape tape, Edits edits) {
    new ForeignThinking(tape).remove(edits);
  }

  private void remove(Edits edits) {
    int messages = tape.member(tape.root(), "messages");
    if (messages == Tape.NONE || tape.kind(messages) != Kind.ARRAY) {
      return;
    }
    for (int turn = tape.firstChild(messages); turn != Tape.NONE; turn = tape.next(turn)) {
      int role = tape.member(turn, "role");
      int content = tape.member(turn, "content");
      if (role != Tape.NONE && content != Tape.NONE && tape.isString(role, "assistant")) {
        clean(content, edits);
      }
    }
    // Such a turn must begin with its thinking, unless there is none to be had.
    int thinking = tape.member(tape.root(), "thinking");
    if (cutInToolLoop && thinking != Tape.NONE && is(thinking, "enabled")) {
      edits.replace(thinking, "{\"type\":\"disabled\"}");
    }
  }

  private void clean(int content, Edits edits) {
    boolean foreign = false;
    boolean own = false;
    boolean called = false;
    for (int block = tape.firstChild(content); block != Tape.NONE; block = tape.next(block)) {
      if (is(block, "thinking") || is(block, "redacted_thinking")) {
        boolean given = isForeign(block);
        foreign |= given;
        own |= !given;
      } else {
        called |= is(block, "tool_use");
      }
    }
    if (foreign) {
      edits.keep(content, block -> !isForeign(block));
    }
    cutInToolLoop = foreign && called && !own;
  }

  private boolean isForeign(int block) {
    if (is(block, "thinking")) {
      int signature = tape.member(block, "signature");
      return signature != Tape.NONE
          && (tape.isString(signature, "") || tape.begins(signature, OwnThinking.ENVELOPE));
    }
    int data = tape.member(block, "data");
    return is(block, "redacted_thinking")
        && data != Tape.NONE
        && tape.begins(data, OwnThinking.ENVELOPE);
  }

  private boolean is(int object, String type) {
    int node = tape.member(object, "type");
    return node != Tape.NONE && tape.isString(node, type);
  }
}
