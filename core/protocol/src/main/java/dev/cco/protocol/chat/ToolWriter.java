package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnthropicOnly;
import dev.cco.protocol.TypedTools;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.SchemaRules;
import dev.cco.spi.Conversation;
import dev.cco.spi.Protocol;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import java.util.Set;

/** Writes tools and what the model may do with them. */
final class ToolWriter {
  /** Claude Code's stand-in for tools it has not sent yet; no model can call it. */
  private static final String PLACEHOLDER = "DeferredToolPlaceholder";

  private final Conversation conversation;
  private final ChatStyle style;
  private final Set<String> dropped;

  ToolWriter(Conversation conversation, ChatStyle style, Set<String> dropped) {
    this.conversation = conversation;
    this.style = style;
    this.dropped = dropped;
  }

  void write(ObjectNode body) {
    ArrayNode tools = Json.array();
    int index = 0;
    for (Tool tool : TypedTools.told(conversation.tools())) {
      switch (tool) {
        case Tool.Function function -> {
          if (!function.name().equals(PLACEHOLDER)) {
            tools.add(function(function));
          }
        }
        case Tool.Opaque opaque -> tools.add(opaque(opaque, index));
      }
      index++;
    }
    if (tools.isEmpty()) {
      return;
    }
    body.set("tools", tools);
    conversation.toolChoice().ifPresent(choice -> choice(body, choice));
  }

  private ObjectNode function(Tool.Function tool) {
    ObjectNode node = Json.object().put("type", "function");
    ObjectNode function = node.putObject("function");
    function.put("name", ToolNames.toProvider(tool.name()));
    tool.description().ifPresent(text -> function.put("description", text));
    ObjectNode parameters = SchemaRules.parameters(tool.inputSchema());
    function.set("parameters", parameters);
    if (tool.strict().orElse(false)) {
      // The vendor refuses the mark where the schema leaves anything open.
      if (SchemaRules.isStrict(parameters)) {
        function.put("strict", true);
      } else {
        dropped.add("tools.strict");
      }
    }
    return node;
  }

  private static ObjectNode opaque(Tool.Opaque tool, int index) {
    if (tool.protocol() == Protocol.CHAT) {
      return tool.json();
    }
    throw AnthropicOnly.refused(tool, index);
  }

  private void choice(ObjectNode body, ToolChoice choice) {
    switch (choice.mode()) {
      case AUTO -> body.put("tool_choice", "auto");
      case ANY -> body.put("tool_choice", "required");
      case NONE -> body.put("tool_choice", "none");
      case NAMED -> named(body, choice.name().orElseThrow());
    }
    if (choice.parallel().isPresent()) {
      boolean parallel = choice.parallel().get();
      if (style.has(Feature.PARALLEL_TOOL_CALLS)) {
        body.put("parallel_tool_calls", parallel);
      } else if (!parallel) {
        dropped.add(
            conversation.origin() == Protocol.MESSAGES
                ? "tool_choice.disable_parallel_tool_use"
                : "parallel_tool_calls");
      }
    }
  }

  private static void named(ObjectNode body, String name) {
    body.putObject("tool_choice")
        .put("type", "function")
        .putObject("function")
        .put("name", ToolNames.toProvider(name));
  }
}
