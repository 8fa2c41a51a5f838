package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Members;
import dev.cco.spi.Tool;
import java.util.Optional;

/**
 * Tools whose input is plain text, which other vendors do not know: to them such a tool is a
 * function with that text as its one argument.
 */
final class CustomTools {
  private static final String INPUT = "input";

  private CustomTools() {}

  static Tool.Function asFunction(
      String name, Optional<String> description, Optional<Members> grammar) {
    ObjectNode schema = Json.object().put("type", "object");
    schema
        .putObject("properties")
        .putObject(INPUT)
        .put("type", "string")
        .put("description", "The whole input of the tool, as plain text.");
    schema.putArray("required").add(INPUT);
    schema.put("additionalProperties", false);
    String told =
        description.orElse("")
            + grammar
                .map(
                    found ->
                        "\n\nThe input must match this grammar (%s):\n%s"
                            .formatted(
                                found.requiredText("syntax"), found.requiredText("definition")))
                .orElse("");
    return new Tool.Function(
        name, Optional.of(told.strip()).filter(text -> !text.isEmpty()), schema, Optional.empty());
  }

  static ObjectNode arguments(String input) {
    return Json.object().put(INPUT, input);
  }

  /** The text in a function's arguments; the arguments themselves where a model left the form. */
  static String input(String arguments) {
    return Json.parseObject(arguments)
        .map(found -> found.path(INPUT))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .orElse(arguments);
  }
}
