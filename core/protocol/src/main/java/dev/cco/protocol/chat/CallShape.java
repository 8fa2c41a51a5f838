package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import java.util.HashSet;
import java.util.Set;

/**
 * How a client reads calls of its tools, which depends on how it offered them.
 *
 * @param functions whether it offered the deprecated {@code functions}
 * @param custom names of tools that take a text instead of arguments
 */
record CallShape(boolean functions, Set<String> custom) {
  /** Calls of functions among the tools. */
  static final CallShape TOOLS = new CallShape(false, Set.of());

  /** The one argument by which a tool that takes a text is told to a model. */
  static final String TEXT_ARGUMENT = "input";

  CallShape {
    custom = Set.copyOf(custom);
  }

  /** What a request offers. */
  static CallShape of(Tape tape) {
    int root = tape.root();
    boolean functions = isArray(tape, tape.member(root, "functions"));
    Set<String> custom = new HashSet<>();
    int tools = tape.member(root, "tools");
    if (isArray(tape, tools)) {
      for (int tool = tape.firstChild(tools); tool != Tape.NONE; tool = tape.next(tool)) {
        JsonNode name = tape.tree(tool).path("custom").path("name");
        if (name.isTextual()) {
          custom.add(name.textValue());
        }
      }
    }
    return functions || !custom.isEmpty() ? new CallShape(functions, custom) : TOOLS;
  }

  private static boolean isArray(Tape tape, int node) {
    return node != Tape.NONE && tape.kind(node) == Kind.ARRAY;
  }

  boolean isCustom(String name) {
    return custom.contains(name);
  }

  /** The word for an answer that ended with calls. */
  String finish() {
    return functions ? "function_call" : "tool_calls";
  }

  /** The first piece of a call. */
  ObjectNode begin(int index, String id, String name) {
    ObjectNode delta = Json.object();
    if (functions) {
      delta.putObject("function_call").put("name", name).put("arguments", "");
      return delta;
    }
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index).put("id", id);
    if (isCustom(name)) {
      call.put("type", "custom").putObject("custom").put("name", name).put("input", "");
    } else {
      call.put("type", "function").putObject("function").put("name", name).put("arguments", "");
    }
    return delta;
  }

  /** A further piece of a call. */
  ObjectNode piece(int index, String name, String text) {
    ObjectNode delta = Json.object();
    if (functions) {
      delta.putObject("function_call").put("arguments", text);
      return delta;
    }
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
    if (isCustom(name)) {
      call.putObject("custom").put("input", text);
    } else {
      call.putObject("function").put("arguments", text);
    }
    return delta;
  }

  /** The text that a call of a custom tool is to carry. */
  static String text(String arguments) {
    return Json.parseObject(arguments)
        .map(given -> given.path(TEXT_ARGUMENT))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .orElse(arguments);
  }
}
