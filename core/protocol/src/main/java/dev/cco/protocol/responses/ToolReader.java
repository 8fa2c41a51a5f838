package dev.cco.protocol.responses;

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

/** Reads the tools that the client runs, and what the model may do with them. */
final class ToolReader {
  private static final int MOST_TOOLS = 10_000;
  private static final int LONGEST_NAME = 128;

  private final Members request;
  private final List<Tool.Function> tools = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Optional<ToolChoice> choice;
  private Optional<JsonNode> grammar = Optional.empty();

  ToolReader(Members request) {
    this.request = request;
    JsonNode list = request.array("tools").orElseGet(Json::array);
    if (list.size() > MOST_TOOLS) {
      throw request.faultAt(
          "tools", "Invalid 'tools': expected at most %d items.".formatted(MOST_TOOLS));
    }
    int index = 0;
    for (JsonNode item : list) {
      tools.add(tool(Members.of(item, request.at("tools") + "/" + index++)));
    }
    this.choice = choice(request.flag("parallel_tool_calls"));
  }

  List<Tool> tools() {
    return List.copyOf(tools);
  }

  Optional<ToolChoice> choice() {
    return choice;
  }

  /** A grammar for a tool's input, which can be told to another provider's model but not held. */
  Optional<JsonNode> grammar() {
    return grammar;
  }

  private Tool.Function tool(Members tool) {
    String type = tool.requiredText("type");
    return switch (type) {
      case "function" -> function(tool);
      case "custom" -> custom(tool);
      default ->
          throw tool.faultAt(
              "type",
              ("The tool '%s' is one of the vendor's own and is not supported for this model. Tools"
                      + " that can be offered are of the types 'function' and 'custom'.")
                  .formatted(type.length() > LONGEST_NAME ? "…" : type));
    };
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

  private Tool.Function custom(Members tool) {
    String name = register(tool);
    Optional<Members> format =
        tool.object("format").filter(found -> found.requiredText("type").equals("grammar"));
    format.ifPresent(found -> grammar = Optional.of(found.node()));
    return CustomTools.asFunction(name, tool.text("description"), format);
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

  private Optional<ToolChoice> choice(Optional<Boolean> parallel) {
    Optional<JsonNode> given = request.find("tool_choice");
    if (given.isEmpty()) {
      return parallel
          .filter(yes -> !tools.isEmpty())
          .map(yes -> new ToolChoice(ToolChoice.Mode.AUTO, Optional.empty(), parallel));
    }
    String pointer = request.at("tool_choice");
    if (given.get().isTextual()) {
      return Optional.of(
          new ToolChoice(mode(given.get().textValue(), pointer), Optional.empty(), parallel));
    }
    Members choice = Members.of(given.get(), pointer);
    String type = choice.requiredText("type");
    return switch (type) {
      case "function", "custom" ->
          Optional.of(
              new ToolChoice(ToolChoice.Mode.NAMED, Optional.of(offered(choice)), parallel));
      case "allowed_tools" -> Optional.of(allowed(choice, parallel));
      default ->
          throw choice.faultAt(
              "type",
              "The tool '%s' is one of the vendor's own and is not supported for this model."
                  .formatted(type.length() > LONGEST_NAME ? "…" : type));
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

  private String offered(Members tool) {
    String name = tool.requiredText("name");
    if (!names.contains(name)) {
      throw tool.faultAt("name", "The chosen tool is not among 'tools'.");
    }
    return name;
  }

  /** The tools that are not allowed are not told to the model at all. */
  private ToolChoice allowed(Members choice, Optional<Boolean> parallel) {
    Set<String> kept = new HashSet<>();
    int index = 0;
    for (JsonNode item : choice.array("tools").orElseGet(Json::array)) {
      kept.add(offered(Members.of(item, choice.at("tools") + "/" + index++)));
    }
    tools.removeIf(tool -> !kept.contains(tool.name()));
    return new ToolChoice(
        mode(choice.requiredText("mode"), choice.at("mode")), Optional.empty(), parallel);
  }
}
