package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Conversation;
import dev.cco.spi.Protocol;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import java.util.Optional;
import java.util.Set;

/** Writes tools and how free the model is to call them. */
final class ToolWriter {
  private final Conversation conversation;
  private final Optional<AnswerTool> answerTool;
  private final Set<String> dropped;

  ToolWriter(Conversation conversation, Optional<AnswerTool> answerTool, Set<String> dropped) {
    this.conversation = conversation;
    this.answerTool = answerTool;
    this.dropped = dropped;
  }

  void write(ObjectNode body, boolean neverForced) {
    ArrayNode tools = Json.array();
    for (Tool tool : conversation.tools()) {
      switch (tool) {
        case Tool.Function function -> tools.add(function(function));
        case Tool.Opaque opaque -> {
          if (opaque.protocol() == Protocol.MESSAGES) {
            tools.add(opaque.json());
          } else {
            dropped.add("tools." + opaque.json().path("type").asText("unknown"));
          }
        }
      }
    }
    answerTool.map(AnswerTool::definition).ifPresent(tools::add);
    if (tools.isEmpty()) {
      return;
    }
    body.set("tools", tools);
    choice().ifPresent(choice -> body.set("tool_choice", choice(choice, neverForced)));
  }

  /** Where the answer is to be a call itself, the model must call something. */
  private Optional<ToolChoice> choice() {
    Optional<ToolChoice> asked = conversation.toolChoice();
    if (answerTool.isEmpty() || asked.filter(ToolWriter::isForced).isPresent()) {
      return asked;
    }
    Optional<Boolean> parallel = asked.flatMap(ToolChoice::parallel);
    boolean noneButOurs =
        conversation.tools().isEmpty()
            || asked.filter(choice -> choice.mode() == ToolChoice.Mode.NONE).isPresent();
    return Optional.of(
        noneButOurs
            ? new ToolChoice(ToolChoice.Mode.NAMED, Optional.of(AnswerTool.NAME), parallel)
            : new ToolChoice(ToolChoice.Mode.ANY, Optional.empty(), parallel));
  }

  private static boolean isForced(ToolChoice choice) {
    return choice.mode() == ToolChoice.Mode.ANY || choice.mode() == ToolChoice.Mode.NAMED;
  }

  private ObjectNode function(Tool.Function function) {
    ObjectNode json = Json.object().put("name", function.name());
    function.description().ifPresent(text -> json.put("description", text));
    boolean strict = function.strict().orElse(false);
    ObjectNode schema = function.inputSchema().deepCopy();
    if (!schema.has("type")) {
      schema.put("type", "object");
    }
    if (schema.size() == 1) {
      schema.putObject("properties");
    }
    // A client of the provider's own language has written it for the provider.
    boolean asWritten = !strict || conversation.origin() == Protocol.MESSAGES;
    json.set("input_schema", asWritten ? schema : StrictSchema.of(schema));
    if (strict) {
      json.put("strict", true);
    }
    return json;
  }

  private ObjectNode choice(ToolChoice choice, boolean neverForced) {
    boolean forced = isForced(choice);
    if (forced
        && neverForced
        && conversation.toolChoice().filter(ToolWriter::isForced).isPresent()) {
      dropped.add("tool_choice");
    }
    ToolChoice.Mode mode = forced && neverForced ? ToolChoice.Mode.AUTO : choice.mode();
    ObjectNode json = Json.object();
    switch (mode) {
      case AUTO -> json.put("type", "auto");
      case ANY -> json.put("type", "any");
      case NONE -> json.put("type", "none");
      case NAMED -> json.put("type", "tool").put("name", choice.name().orElseThrow());
    }
    if (mode != ToolChoice.Mode.NONE && choice.parallel().isPresent()) {
      json.put("disable_parallel_tool_use", !choice.parallel().get());
    }
    return json;
  }
}
