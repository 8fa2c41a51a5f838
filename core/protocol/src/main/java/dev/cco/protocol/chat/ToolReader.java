package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Members;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.protocol.openai.SchemaRules;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads tools, their predecessors the functions, and what the model may do with them. */
final class ToolReader {
  private static final int MOST_TOOLS = 10_000;
  private static final int LONGEST_NAME = 128;

  private static final Optional<Boolean> ONE = Optional.of(false);

  private final Members request;
  private final List<Tool> tools = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Optional<ToolChoice> choice;

  ToolReader(Members request) {
    this.request = request;
    if (request.has("functions") && request.has("tools")) {
      throw request.faultAt("functions", "Send 'tools' or 'functions', not both.");
    }
    readTools();
    readFunctions();
    this.choice =
        request.has("functions") || request.has("function_call") ? functionCall() : toolChoice();
  }

  List<Tool> tools() {
    return tools;
  }

  Optional<ToolChoice> choice() {
    return choice;
  }

  private JsonNode list(String name) {
    JsonNode list = request.array(name).orElseGet(Json::array);
    if (list.size() > MOST_TOOLS) {
      throw request.faultAt(
          name, "Invalid '%s': expected at most %d items.".formatted(name, MOST_TOOLS));
    }
    return list;
  }

  private void readTools() {
    int index = 0;
    for (JsonNode item : list("tools")) {
      Members tool = Members.of(item, request.at("tools") + "/" + index++);
      switch (tool.requiredText("type")) {
        case "function" ->
            tools.add(function(Members.of(tool.required("function"), tool.at("function"))));
        case "custom" -> tools.add(custom(Members.of(tool.required("custom"), tool.at("custom"))));
        default ->
            throw tool.faultAt(
                "type",
                "Invalid value for '%s'. Supported values are: 'function' and 'custom'."
                    .formatted(OpenAiErrors.parameter(tool.at("type"))));
      }
    }
  }

  private void readFunctions() {
    int index = 0;
    for (JsonNode item : list("functions")) {
      tools.add(function(Members.of(item, request.at("functions") + "/" + index++)));
    }
  }

  private Tool.Function function(Members function) {
    String name = register(function);
    ObjectNode parameters =
        function
            .object("parameters")
            .map(found -> SchemaRules.checked(found.node(), found.pointer()))
            .orElseGet(Json::object);
    return new Tool.Function(
        name, function.text("description"), parameters, function.flag("strict"));
  }

  /** A tool that takes a text, told as one that takes one argument. */
  private Tool.Function custom(Members tool) {
    String name = register(tool);
    JsonNode grammar = tool.node().path("format").path("grammar").path("definition");
    Optional<String> rule =
        grammar.isTextual()
            ? Optional.of("The input must match this grammar:\n" + grammar.textValue())
            : Optional.empty();
    Optional<String> description =
        tool.text("description")
            .map(text -> rule.map(more -> text + "\n" + more).orElse(text))
            .or(() -> rule);
    ObjectNode schema = Json.object().put("type", "object");
    schema.putObject("properties").putObject(CallShape.TEXT_ARGUMENT).put("type", "string");
    schema.putArray("required").add(CallShape.TEXT_ARGUMENT);
    return new Tool.Function(name, description, schema, Optional.empty());
  }

  private String register(Members tool) {
    tool.text("name", LONGEST_NAME);
    String name = tool.requiredText("name");
    if (name.isEmpty()) {
      throw tool.faultAt("name", "A tool's name must not be empty.");
    }
    if (!names.add(name)) {
      throw tool.faultAt("name", "Two tools have the same name; names must be unique.");
    }
    return name;
  }

  private Optional<ToolChoice> toolChoice() {
    Optional<Boolean> parallel = request.flag("parallel_tool_calls");
    Optional<JsonNode> given = request.find("tool_choice");
    if (given.isEmpty()) {
      return parallel
          .filter(yes -> !tools.isEmpty())
          .map(yes -> new ToolChoice(ToolChoice.Mode.AUTO, Optional.empty(), parallel));
    }
    if (given.get().isTextual()) {
      return Optional.of(
          new ToolChoice(
              mode(given.get().textValue(), request.at("tool_choice")),
              Optional.empty(),
              parallel));
    }
    Members choice = Members.of(given.get(), request.at("tool_choice"));
    return switch (choice.requiredText("type")) {
      case "function" -> Optional.of(named(choice, "function", parallel));
      case "custom" -> Optional.of(named(choice, "custom", parallel));
      case "allowed_tools" -> Optional.of(allowed(choice, parallel));
      default -> throw choice.faultAt("type", "Invalid value for 'tool_choice.type'.");
    };
  }

  private ToolChoice.Mode mode(String word, String pointer) {
    ToolChoice.Mode mode =
        switch (word) {
          case "none" -> ToolChoice.Mode.NONE;
          case "auto" -> ToolChoice.Mode.AUTO;
          case "required" -> ToolChoice.Mode.ANY;
          default ->
              throw Members.fault(
                  pointer,
                  "Invalid value for '%s'. Supported values are: 'none', 'auto', and 'required'."
                      .formatted(OpenAiErrors.parameter(pointer)));
        };
    if (mode == ToolChoice.Mode.ANY && tools.isEmpty()) {
      throw Members.fault(pointer, "'tool_choice' is only allowed when 'tools' are specified.");
    }
    return mode;
  }

  private ToolChoice named(Members choice, String kind, Optional<Boolean> parallel) {
    Members tool = Members.of(choice.required(kind), choice.at(kind));
    return named(tool, parallel);
  }

  private ToolChoice named(Members tool, Optional<Boolean> parallel) {
    String name = tool.requiredText("name");
    if (!names.contains(name)) {
      throw tool.faultAt("name", "The chosen tool is not among 'tools'.");
    }
    return new ToolChoice(ToolChoice.Mode.NAMED, Optional.of(name), parallel);
  }

  /** The tools that are not allowed are not told to the model at all. */
  private ToolChoice allowed(Members choice, Optional<Boolean> parallel) {
    Members allowed = Members.of(choice.required("allowed_tools"), choice.at("allowed_tools"));
    Set<String> kept = new HashSet<>();
    int index = 0;
    for (JsonNode item : allowed.array("tools").orElseGet(Json::array)) {
      Members tool = Members.of(item, allowed.at("tools") + "/" + index++);
      String kind = tool.requiredText("type");
      ToolChoice one = named(tool, kind, parallel);
      one.name().ifPresent(kept::add);
    }
    tools.removeIf(
        tool -> tool instanceof Tool.Function function && !kept.contains(function.name()));
    return new ToolChoice(
        mode(allowed.requiredText("mode"), allowed.at("mode")), Optional.empty(), parallel);
  }

  /** An answer in the deprecated form has room for one call. */
  private Optional<ToolChoice> functionCall() {
    Optional<JsonNode> given = request.find("function_call");
    if (given.isEmpty()) {
      return tools.isEmpty()
          ? Optional.empty()
          : Optional.of(new ToolChoice(ToolChoice.Mode.AUTO, Optional.empty(), ONE));
    }
    if (given.get().isTextual()) {
      return Optional.of(
          new ToolChoice(
              mode(given.get().textValue(), request.at("function_call")), Optional.empty(), ONE));
    }
    return Optional.of(named(Members.of(given.get(), request.at("function_call")), ONE));
  }
}
