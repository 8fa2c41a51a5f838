package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Protocol;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads tools and how free the model is to call them. */
final class ToolReader {
  private static final int MOST_TOOLS = 10_000;
  private static final int MOST_EXAMPLES = 100;

  /** Claude Code's stand-in for tools it would name later; without them it is a trap. */
  private static final String PLACEHOLDER = "DeferredToolPlaceholder";

  private final Fields fields;
  private final Tape tape;
  private final Set<String> names = new HashSet<>();
  private boolean callersLimited;

  ToolReader(Fields fields) {
    this.fields = fields;
    this.tape = fields.tape();
  }

  static void checkName(Fields fields, int node) {
    if (!fields.string(node).matches("[a-zA-Z0-9_-]{1,128}")) {
      throw fields.fault(node, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    }
  }

  List<Tool> tools(int root) {
    Optional<Integer> array = fields.present(root, "tools");
    if (array.isEmpty()) {
      return List.of();
    }
    fields.array(array.get(), MOST_TOOLS);
    List<Tool> tools = new ArrayList<>();
    for (int node = tape.firstChild(array.get()); node != Tape.NONE; node = tape.next(node)) {
      Tool tool = tool(fields.object(node));
      if (!(tool instanceof Tool.Function function && function.name().equals(PLACEHOLDER))) {
        tools.add(tool);
      }
    }
    return tools;
  }

  private Tool tool(int node) {
    Optional<Integer> type = fields.present(node, "type");
    fields.present(node, "name").ifPresent(this::unique);
    if (type.isPresent() && !fields.string(type.get()).equals("custom")) {
      return new Tool.Opaque(Protocol.MESSAGES, (ObjectNode) tape.tree(node));
    }
    int name = fields.required(node, "name");
    checkName(fields, name);
    int schema = fields.object(fields.required(node, "input_schema"));
    new SchemaReferences(fields, schema).check();
    callersLimited |= fields.present(node, "allowed_callers").isPresent();
    return new Tool.Function(
        tape.string(name),
        description(node),
        (ObjectNode) tape.tree(schema),
        fields.optionalBoolean(node, "strict"));
  }

  /** With the examples, which no other language has a place for. */
  private Optional<String> description(int node) {
    Optional<String> description = fields.optionalString(node, "description");
    Optional<Integer> examples = fields.present(node, "input_examples");
    if (examples.isEmpty() || tape.size(fields.array(examples.get(), MOST_EXAMPLES)) == 0) {
      return description;
    }
    StringBuilder text = new StringBuilder(description.map(words -> words + "\n\n").orElse(""));
    text.append("Examples of input:");
    int first = tape.firstChild(examples.get());
    for (int example = first; example != Tape.NONE; example = tape.next(example)) {
      text.append('\n').append(tape.raw(example));
    }
    return Optional.of(text.toString());
  }

  /** Whether a tool says who may call it, which no other protocol does. */
  boolean callersLimited() {
    return callersLimited;
  }

  private void unique(int name) {
    if (!names.add(fields.string(name))) {
      throw fields.fault(name, "Tool names must be unique");
    }
  }

  Optional<ToolChoice> choice(int root, List<Tool> tools) {
    Optional<Integer> present = fields.present(root, "tool_choice");
    if (present.isEmpty()) {
      return Optional.empty();
    }
    int node = fields.object(present.get());
    int type = fields.required(node, "type");
    ToolChoice.Mode mode =
        switch (fields.string(type)) {
          case "auto" -> ToolChoice.Mode.AUTO;
          case "any" -> ToolChoice.Mode.ANY;
          case "none" -> ToolChoice.Mode.NONE;
          case "tool" -> ToolChoice.Mode.NAMED;
          default -> throw fields.fault(type, "Input should be 'auto', 'any', 'tool' or 'none'");
        };
    if (tools.isEmpty() && (mode == ToolChoice.Mode.ANY || mode == ToolChoice.Mode.NAMED)) {
      throw fields.fault(node, "tool_choice may only be specified while providing tools");
    }
    Optional<String> name = Optional.empty();
    if (mode == ToolChoice.Mode.NAMED) {
      int named = fields.required(node, "name");
      name = Optional.of(fields.string(named));
      if (!names.contains(name.get())) {
        throw fields.fault(named, "the tool is not among the tools of the request");
      }
    }
    Optional<Boolean> parallel =
        fields.optionalBoolean(node, "disable_parallel_tool_use").map(disabled -> !disabled);
    return Optional.of(new ToolChoice(mode, name, parallel));
  }
}
