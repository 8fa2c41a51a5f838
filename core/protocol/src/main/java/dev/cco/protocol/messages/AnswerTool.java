package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Tool;
import java.util.Optional;

/**
 * The tool by whose arguments a model answers that cannot be held to a schema otherwise.
 *
 * @param schema of the answer, an object's
 */
record AnswerTool(ObjectNode schema) {
  static final String NAME = "json_output";

  /** The tool for a conversation, if its answer has to match a schema that arguments can have. */
  static Optional<AnswerTool> of(Conversation conversation) {
    boolean taken =
        conversation.tools().stream()
            .anyMatch(
                tool -> tool instanceof Tool.Function function && function.name().equals(NAME));
    if (taken
        || !(conversation.format().orElse(null) instanceof OutputFormat.JsonSchema format)
        || !(format.schema() instanceof ObjectNode schema)
        || !schema.path("type").asText("").equals("object")) {
      return Optional.empty();
    }
    return Optional.of(new AnswerTool(schema));
  }

  /** The same, if this model needs it. */
  static Optional<AnswerTool> of(Conversation conversation, Model model) {
    return model.traits().structuredOutput() ? Optional.empty() : of(conversation);
  }

  ObjectNode definition() {
    ObjectNode tool = Json.object().put("name", NAME);
    tool.put("description", "Gives the answer to the user. Its input is the whole answer.");
    tool.set("input_schema", schema);
    return tool;
  }
}
