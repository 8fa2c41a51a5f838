package dev.cco.protocol.chat;

import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.json.CanonicalWriter;
import dev.cco.protocol.json.Edits;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.openai.RequestHead;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/** What the gateway needs of a request that goes through as it came. */
final class RequestScan {
  /** Members that cannot change the answer. */
  private static final Set<String> IGNORED = Set.of("metadata", "stream", "stream_options");

  private RequestScan() {}

  static RequestFacts facts(Tape tape) {
    String model = RequestHead.model(tape);
    int messages = tape.member(tape.root(), "messages");
    if (messages == Tape.NONE) {
      throw RequestHead.missing("messages");
    }
    if (tape.kind(messages) != Kind.ARRAY) {
      throw RequestHead.wrongType(tape, messages, "an array of messages");
    }
    boolean stream = RequestHead.flag(tape, "stream");
    return new RequestFacts(tape, model, stream, asksUsage(tape), serverTools(tape));
  }

  private static boolean asksUsage(Tape tape) {
    int options = tape.member(tape.root(), "stream_options");
    if (options == Tape.NONE || tape.kind(options) != Kind.OBJECT) {
      return false;
    }
    int usage = tape.member(options, "include_usage");
    return usage != Tape.NONE && tape.kind(usage) == Kind.TRUE;
  }

  private static boolean serverTools(Tape tape) {
    int search = tape.member(tape.root(), "web_search_options");
    if (search != Tape.NONE && tape.kind(search) != Kind.NULL) {
      return true;
    }
    int tools = tape.member(tape.root(), "tools");
    if (tools == Tape.NONE || tape.kind(tools) != Kind.ARRAY) {
      return false;
    }
    for (int tool = tape.firstChild(tools); tool != Tape.NONE; tool = tape.next(tool)) {
      int type = tape.member(tool, "type");
      boolean clients =
          type == Tape.NONE || tape.isString(type, "function") || tape.isString(type, "custom");
      if (!clients) {
        return true;
      }
    }
    return false;
  }

  static void writeCanonical(Tape tape, OutputStream out) {
    // Keys below the top are never ignored: a tool's parameter may be called "stream".
    int[] ignored = IGNORED.stream().mapToInt(name -> tape.member(tape.root(), name)).toArray();
    try {
      new CanonicalWriter(
              tape, out, node -> node == ignored[0] || node == ignored[1] || node == ignored[2])
          .write(tape.root());
    } catch (IOException e) {
      throw new UncheckedIOException("the canonical request could not be written", e);
    }
  }

  static byte[] rewrite(RequestFacts facts, String model, boolean askUsage) {
    Tape tape = facts.tape();
    int root = tape.root();
    Edits edits = new Edits(tape);
    if (!model.equals(facts.model())) {
      edits.replace(tape.member(root, "model"), Edits.quote(model));
    }
    if (askUsage && facts.stream() && !facts.includeUsage()) {
      askUsage(tape, edits);
    }
    return edits.apply();
  }

  private static void askUsage(Tape tape, Edits edits) {
    int options = tape.member(tape.root(), "stream_options");
    if (options == Tape.NONE) {
      edits.insert(tape.root(), "stream_options", "{\"include_usage\":true}");
      return;
    }
    if (tape.kind(options) == Kind.NULL) {
      edits.replace(options, "{\"include_usage\":true}");
      return;
    }
    if (tape.kind(options) != Kind.OBJECT) {
      return; // What it is, the provider shall say.
    }
    int usage = tape.member(options, "include_usage");
    if (usage == Tape.NONE) {
      edits.insert(options, "include_usage", "true");
    } else if (tape.kind(usage) == Kind.FALSE || tape.kind(usage) == Kind.NULL) {
      edits.replace(usage, "true");
    }
  }
}
