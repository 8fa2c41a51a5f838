package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Tells a plain answer as a stream. Of one answer, used by one thread. */
final class AnswerUnfolder {
  /** What a stream says at its end. */
  private static final List<String> LATE =
      List.of("stop_reason", "stop_sequence", "stop_details", "container");

  private final List<WireEvent> events = new ArrayList<>();
  private int index;

  static List<WireEvent> unfold(byte[] plain) {
    return new AnswerUnfolder().unfold(AnswerReader.message(plain));
  }

  private List<WireEvent> unfold(ObjectNode message) {
    JsonNode content = message.path("content");
    start(message);
    for (JsonNode block : content) {
      if (block instanceof ObjectNode object) {
        block(object);
        index++;
      }
    }
    finish(message);
    return List.copyOf(events);
  }

  private void start(ObjectNode message) {
    ObjectNode early = message.deepCopy();
    early.putArray("content");
    for (String name : LATE) {
      if (early.has(name)) {
        early.putNull(name);
      }
    }
    if (early.path("usage") instanceof ObjectNode usage && usage.has("output_tokens")) {
      usage.put("output_tokens", Math.min(1, usage.path("output_tokens").asLong()));
    }
    ObjectNode data = Json.object().put("type", "message_start");
    data.set("message", early);
    add(data);
  }

  private void block(ObjectNode block) {
    switch (block.path("type").asText("")) {
      case "text" -> text(block);
      case "thinking" -> thinking(block);
      case "tool_use", "server_tool_use", "mcp_tool_use" -> tool(block);
      default -> open(block);
    }
    add(indexed("content_block_stop"));
  }

  private void text(ObjectNode block) {
    ObjectNode empty = block.deepCopy().put("text", "");
    if (block.path("citations").isArray()) {
      empty.putArray("citations");
    }
    open(empty);
    for (JsonNode citation : block.path("citations")) {
      ObjectNode delta = typed("citations_delta");
      delta.set("citation", citation);
      delta(delta);
    }
    piece("text_delta", "text", block.path("text").asText(""));
  }

  private void thinking(ObjectNode block) {
    ObjectNode empty = block.deepCopy().put("thinking", "");
    if (block.has("signature")) {
      empty.put("signature", "");
    }
    open(empty);
    piece("thinking_delta", "thinking", block.path("thinking").asText(""));
    piece("signature_delta", "signature", block.path("signature").asText(""));
  }

  private void tool(ObjectNode block) {
    if (!block.path("input").isObject()) {
      open(block);
      return;
    }
    ObjectNode empty = block.deepCopy();
    empty.putObject("input");
    open(empty);
    piece("input_json_delta", "partial_json", Json.text(block.path("input")));
  }

  private void finish(ObjectNode message) {
    ObjectNode data = typed("message_delta");
    ObjectNode delta = data.putObject("delta");
    for (String name : LATE) {
      if (message.has(name)) {
        delta.set(name, message.path(name));
      }
    }
    if (message.path("usage").isObject()) {
      data.set("usage", message.path("usage"));
    }
    add(data);
    add(typed("message_stop"));
  }

  private void open(ObjectNode block) {
    ObjectNode data = indexed("content_block_start");
    data.set("content_block", block);
    add(data);
  }

  private void piece(String type, String member, String text) {
    if (!text.isEmpty()) {
      delta(typed(type).put(member, text));
    }
  }

  private void delta(ObjectNode delta) {
    ObjectNode data = indexed("content_block_delta");
    data.set("delta", delta);
    add(data);
  }

  private ObjectNode indexed(String type) {
    return typed(type).put("index", index);
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }

  private void add(ObjectNode data) {
    events.add(MessagesEncoder.event(data));
  }
}
