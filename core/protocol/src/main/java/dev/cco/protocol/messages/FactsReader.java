package dev.cco.protocol.messages;

import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Operation;
import java.util.List;

/** Finds what decides on a request's way, and refuses what must not go on it. */
final class FactsReader {
  private static final int LONGEST_MODEL = 256;

  /** Names by which other gateways let a caller choose where a request and its key go. */
  private static final List<String> REFUSED =
      List.of("api_base", "base_url", "api_key", "extra_headers", "custom_llm_provider");

  private static final List<String> SERVER_TOOLS =
      List.of("web_search", "web_fetch", "code_execution", "mcp", "advisor");

  private final Tape tape;
  private final Fields fields;

  FactsReader(Tape tape) {
    this.tape = tape;
    this.fields = new Fields(tape);
  }

  RequestFacts read(Operation operation) {
    int root = tape.root();
    for (String name : REFUSED) {
      int node = tape.member(root, name);
      if (node != Tape.NONE) {
        throw fields.fault(node, "Extra inputs are not permitted");
      }
    }
    String model = model(fields.required(root, "model"));
    fields.array(fields.required(root, "messages"), Integer.MAX_VALUE);
    boolean stream = fields.optionalBoolean(root, "stream").orElse(false);
    if (operation == Operation.MESSAGES) {
      wholeNumber(fields.required(root, "max_tokens"));
    }
    return new RequestFacts(tape, model, stream, true, serverTools(root));
  }

  /** Only how it is written: how large it may be is the provider's to say. */
  private void wholeNumber(int node) {
    if (!tape.isInteger(node)) {
      throw fields.fault(node, "Input should be a valid integer");
    }
  }

  private String model(int node) {
    String model = fields.string(node);
    if (model.isEmpty()) {
      throw fields.fault(node, "String should have at least 1 character");
    }
    if (model.length() > LONGEST_MODEL) {
      throw fields.fault(node, "String should have at most " + LONGEST_MODEL + " characters");
    }
    if (model.chars().anyMatch(Character::isISOControl)) {
      throw fields.fault(node, "String should have no control characters");
    }
    return model;
  }

  private boolean serverTools(int root) {
    if (fields.present(root, "mcp_servers").filter(this::notEmpty).isPresent()
        || fields.present(root, "container").isPresent()) {
      return true;
    }
    int tools = tape.member(root, "tools");
    if (tools == Tape.NONE || tape.kind(tools) != Kind.ARRAY) {
      return false;
    }
    for (int tool = tape.firstChild(tools); tool != Tape.NONE; tool = tape.next(tool)) {
      int type = tape.member(tool, "type");
      if (type != Tape.NONE && tape.isString(type) && isServerTool(tape.string(type))) {
        return true;
      }
    }
    return false;
  }

  private boolean notEmpty(int node) {
    return tape.kind(node) != Kind.ARRAY || tape.firstChild(node) != Tape.NONE;
  }

  private static boolean isServerTool(String type) {
    return SERVER_TOOLS.stream().anyMatch(type::startsWith);
  }
}
