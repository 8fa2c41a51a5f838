package dev.cco.protocol.responses;

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

  /** Tools that the client runs. */
  private static final Set<String> CLIENT_TOOLS =
      Set.of(
          "function",
          "custom",
          "namespace",
          "local_shell",
          "apply_patch",
          "computer",
          "computer_use_preview");

  private RequestScan() {}

  static RequestFacts facts(Tape tape) {
    String model = RequestHead.model(tape);
    int input = tape.member(tape.root(), "input");
    if (input != Tape.NONE) {
      switch (tape.kind(input)) {
        case STRING, ARRAY, NULL -> {}
        case OBJECT, NUMBER, TRUE, FALSE ->
            throw RequestHead.wrongType(tape, input, "a string or an array of input items");
      }
    }
    boolean stream = RequestHead.flag(tape, "stream");
    // The usage always comes, with the response that ends the stream.
    return new RequestFacts(tape, model, stream, true, serverTools(tape) || hasState(tape));
  }

  private static boolean serverTools(Tape tape) {
    int tools = tape.member(tape.root(), "tools");
    if (tools == Tape.NONE || tape.kind(tools) != Kind.ARRAY) {
      return false;
    }
    for (int tool = tape.firstChild(tools); tool != Tape.NONE; tool = tape.next(tool)) {
      int type = tape.member(tool, "type");
      boolean clients =
          type != Tape.NONE && tape.isString(type) && CLIENT_TOOLS.contains(tape.string(type));
      if (!clients) {
        return true;
      }
    }
    return false;
  }

  /** The same bytes ask for another answer once the provider's conversation has grown. */
  private static boolean hasState(Tape tape) {
    int conversation = tape.member(tape.root(), "conversation");
    return (conversation != Tape.NONE && tape.kind(conversation) != Kind.NULL)
        || RequestHead.flag(tape, "background");
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

  static byte[] rewrite(RequestFacts facts, String model) {
    Tape tape = facts.tape();
    Edits edits = new Edits(tape);
    if (!model.equals(facts.model())) {
      edits.replace(tape.member(tape.root(), "model"), Edits.quote(model));
    }
    removeEnvelopes(tape, edits);
    return edits.apply();
  }

  /** Reasoning of another vendor, which a client brought from there: OpenAI would refuse it. */
  private static void removeEnvelopes(Tape tape, Edits edits) {
    int input = tape.member(tape.root(), "input");
    if (input == Tape.NONE || tape.kind(input) != Kind.ARRAY) {
      return;
    }
    for (int item = tape.firstChild(input); item != Tape.NONE; item = tape.next(item)) {
      if (isEnvelope(tape, item)) {
        edits.keep(input, kept -> !isEnvelope(tape, kept));
        return;
      }
    }
  }

  private static boolean isEnvelope(Tape tape, int item) {
    int content = tape.member(item, "encrypted_content");
    return content != Tape.NONE && tape.begins(content, ReasoningSeal.MARK);
  }
}
