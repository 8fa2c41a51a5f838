package dev.cco.protocol.messages;

import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import java.util.List;

/** What the version 2026-10-21 of the API refuses and the one before it took. */
final class VersionRules {
  private static final String STRICTER = "2026-10-21";
  private static final String EXTRA = "Extra inputs are not permitted";

  /** Refused even where they say what is the default. */
  private static final List<String> REMOVED = List.of("temperature", "top_p", "top_k");

  private final Fields fields;
  private final Tape tape;

  VersionRules(Fields fields) {
    this.fields = fields;
    this.tape = fields.tape();
  }

  /** Versions are dates; later ones are held to be as strict. */
  static boolean apply(HeaderFacts headers) {
    return headers
        .version()
        .filter(version -> version.matches("\\d{4}-\\d{2}-\\d{2}"))
        .filter(version -> version.compareTo(STRICTER) >= 0)
        .isPresent();
  }

  void check(int root) {
    for (String name : REMOVED) {
      int node = tape.member(root, name);
      if (node != Tape.NONE) {
        throw fields.fault(node, EXTRA);
      }
    }
    int messages = tape.member(root, "messages");
    if (!isArray(messages)) {
      return;
    }
    for (int turn = tape.firstChild(messages); turn != Tape.NONE; turn = tape.next(turn)) {
      if (tape.kind(turn) == Kind.OBJECT) {
        turn(turn);
      }
    }
  }

  private void turn(int turn) {
    int content = tape.member(turn, "content");
    if (!isArray(content)) {
      return;
    }
    boolean user = has(turn, "role", "user");
    boolean assistant = has(turn, "role", "assistant");
    for (int block = tape.firstChild(content); block != Tape.NONE; block = tape.next(block)) {
      if (tape.kind(block) != Kind.OBJECT) {
        continue;
      }
      if (assistant && has(block, "type", "document")) {
        throw fields.fault(block, "document blocks are not permitted in assistant messages");
      }
      if (user) {
        uncited(block);
      }
    }
  }

  private void uncited(int block) {
    if (has(block, "type", "text")) {
      int citations = tape.member(block, "citations");
      if (isArray(citations) && tape.firstChild(citations) != Tape.NONE) {
        throw fields.fault(citations, "citations are not permitted in user messages");
      }
    }
    int inner = tape.member(block, "content");
    if (has(block, "type", "search_result") && isArray(inner)) {
      for (int part = tape.firstChild(inner); part != Tape.NONE; part = tape.next(part)) {
        if (tape.kind(part) == Kind.OBJECT) {
          uncited(part);
        }
      }
    }
  }

  private boolean isArray(int node) {
    return node != Tape.NONE && tape.kind(node) == Kind.ARRAY;
  }

  private boolean has(int object, String name, String text) {
    int node = tape.member(object, name);
    return node != Tape.NONE && tape.isString(node, text);
  }
}
