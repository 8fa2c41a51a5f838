package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.responses.EventWriter.Place;
import dev.cco.spi.Block;

/**
 * A call of one of the client's tools under construction. A function's arguments go out as they
 * come; the text for a custom tool is known once the arguments around it are complete.
 */
final class OpenCall implements OpenItem {
  private final EventWriter events;
  private final String id;
  private final int index;
  private final Block.ToolUse use;
  private final boolean custom;
  private final StringBuilder arguments = new StringBuilder();
  private boolean ended;

  OpenCall(EventWriter events, String id, int index, Block.ToolUse use, boolean custom) {
    this.events = events;
    this.id = id;
    this.index = index;
    this.use = use;
    this.custom = custom;
    events.item("response.output_item.added", index, item("in_progress"));
  }

  private ObjectNode item(String status) {
    ObjectNode item =
        Json.object()
            .put("id", id)
            .put("type", custom ? "custom_tool_call" : "function_call")
            .put("status", status)
            .put("call_id", use.id())
            .put("name", use.name());
    return custom ? item.put("input", input()) : item.put("arguments", arguments.toString());
  }

  private String input() {
    return arguments.isEmpty() ? "" : CustomTools.input(arguments.toString());
  }

  private Place place() {
    return Place.call(id, index);
  }

  @Override
  public void append(String json) {
    arguments.append(json);
    if (!custom && !json.isEmpty()) {
      events.text("response.function_call_arguments.delta", place(), "delta", json);
    }
  }

  @Override
  public void endBlock() {
    if (ended) {
      return;
    }
    ended = true;
    if (arguments.isEmpty()) {
      append(use.input().isObject() ? use.input().toString() : "{}");
    }
    if (custom) {
      events.text("response.custom_tool_call_input.delta", place(), "delta", input());
      events.text("response.custom_tool_call_input.done", place(), "input", input());
    } else {
      events.arguments(place(), TextNode.valueOf(use.name()), arguments.toString());
    }
  }

  @Override
  public ObjectNode close(String status) {
    endBlock();
    ObjectNode item = item(status);
    events.item("response.output_item.done", index, item);
    return item;
  }
}
