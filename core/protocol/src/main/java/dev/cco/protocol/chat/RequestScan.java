package dev.cco.protocol.chat;

import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.json.CanonicalWriter;
import dev.cco.protocol.json.Edits;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.openai.Members;
import dev.cco.spi.CallerFault;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** What the gateway needs of a request that goes through as it came. */
final class RequestScan {
  private static final int LONGEST_MODEL = 256;

  /** Ways of other gateways to choose a host or a key by a request; here nothing may. */
  private static final List<String> REFUSED =
      List.of("api_base", "base_url", "api_key", "extra_headers", "custom_llm_provider");

  /** Members that cannot change the answer. */
  private static final Set<String> IGNORED = Set.of("metadata", "stream", "stream_options");

  private RequestScan() {}

  static RequestFacts facts(Tape tape) {
    int root = tape.root();
    for (String name : REFUSED) {
      if (tape.member(root, name) != Tape.NONE) {
        throw Members.fault("/" + name, "Unknown parameter: '%s'.".formatted(name));
      }
    }
    String model = model(tape);
    int messages = tape.member(root, "messages");
    if (messages == Tape.NONE) {
      throw Members.fault("/messages", "Missing required parameter: 'messages'.");
    }
    if (tape.kind(messages) != Kind.ARRAY) {
      throw wrongType(tape, messages, "an array of messages");
    }
    boolean stream = flag(tape, tape.member(root, "stream"));
    return new RequestFacts(tape, model, stream, asksUsage(tape), serverTools(tape));
  }

  private static String model(Tape tape) {
    int node = tape.member(tape.root(), "model");
    if (node == Tape.NONE) {
      throw Members.fault("/model", "You must provide a model parameter.");
    }
    if (!tape.isString(node)) {
      throw wrongType(tape, node, "a string");
    }
    String model = tape.string(node);
    if (model.isEmpty()) {
      throw Members.fault("/model", "You must provide a model parameter.");
    }
    if (model.length() > LONGEST_MODEL) {
      throw Members.fault(
          "/model", "Invalid 'model': longer than %d characters.".formatted(LONGEST_MODEL));
    }
    if (model.chars().anyMatch(Character::isISOControl)) {
      throw Members.fault("/model", "Invalid 'model': control characters are not allowed.");
    }
    return model;
  }

  private static boolean flag(Tape tape, int node) {
    if (node == Tape.NONE) {
      return false;
    }
    return switch (tape.kind(node)) {
      case TRUE -> true;
      case FALSE, NULL -> false;
      case OBJECT, ARRAY, STRING, NUMBER -> throw wrongType(tape, node, "a boolean");
    };
  }

  private static CallerFault wrongType(Tape tape, int node, String expected) {
    return Members.wrongType(tape.tree(node), tape.pointer(node), expected);
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
