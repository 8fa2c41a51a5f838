package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A Chat Completions request in the one form that all ways to write it share: contents are parts,
 * messages of one speaker are one, instructions are one text, arguments are objects.
 */
final class ChatShape {
  private ChatShape() {}

  static ObjectNode of(JsonNode request) {
    // Written and read, so that equal numbers are equal nodes.
    ObjectNode shape = Json.parseObject(Json.bytes(request)).orElseThrow();
    // A hint for the vendor's cache, which says nothing of the answer.
    shape.remove("prompt_cache_key");
    ArrayNode messages = Json.array();
    shape.path("messages").forEach(message -> add(messages, message.deepCopy()));
    messages.forEach(message -> joinInstruction((ObjectNode) message));
    shape.set("messages", messages);
    for (JsonNode tool : shape.path("tools")) {
      rename((ObjectNode) tool.path("function"));
    }
    if (shape.path("tool_choice").path("function") instanceof ObjectNode function) {
      rename(function);
    }
    Dice.byValue(shape, "temperature");
    Dice.byValue(shape, "top_p");
    if (shape.has("safety_identifier")) {
      shape.set("user", shape.remove("safety_identifier"));
    }
    if (shape.path("user").asText().matches("[0-9a-f]{32}|[0-9a-f]{64}")) {
      shape.put("user", Names.HASH);
    }
    return shape;
  }

  private static void add(ArrayNode messages, ObjectNode message) {
    if (message.path("role").asText().equals("developer")) {
      message.put("role", "system");
    }
    message.remove("name");
    message.set("content", parts(message.path("content")));
    message.path("tool_calls").forEach(call -> call((ObjectNode) call));
    if (message.has("tool_call_id")) {
      message.put("tool_call_id", id(message.path("tool_call_id").asText()));
    }
    String role = message.path("role").asText();
    JsonNode last = messages.path(messages.size() - 1);
    boolean goesOn = !role.equals("tool") && last.path("role").asText().equals(role);
    if (!goesOn) {
      messages.add(message);
      return;
    }
    ((ArrayNode) last.get("content")).addAll((ArrayNode) message.get("content"));
    if (message.has("tool_calls")) {
      ((ObjectNode) last).withArray("tool_calls").addAll((ArrayNode) message.get("tool_calls"));
    }
  }

  private static void joinInstruction(ObjectNode message) {
    if (message.path("role").asText().equals("system")) {
      String text = String.join("\n\n", texts(message.path("content")));
      message.putArray("content").add(text(text));
    }
  }

  /** Parts of a content; text that is empty is none. */
  static ArrayNode parts(JsonNode content) {
    ArrayNode parts = Json.array();
    if (content.isTextual()) {
      parts.add(text(content.textValue()));
    }
    for (JsonNode part : content) {
      ObjectNode copy = part.deepCopy();
      if (copy.path("file") instanceof ObjectNode file) {
        Names.pdf(file, "filename");
      }
      parts.add(copy);
    }
    parts.removeIf(part -> isText(part) && part.path("text").asText().isEmpty());
    return parts;
  }

  private static void call(ObjectNode call) {
    call.put("id", id(call.path("id").asText()));
    ObjectNode function = (ObjectNode) call.get("function");
    rename(function);
    JsonNode arguments = function.path("arguments");
    if (arguments.isTextual()) {
      String text = arguments.textValue();
      function.set(
          "arguments",
          text.isBlank()
              ? Json.object()
              : Json.parseObject(text).orElseGet(() -> Json.object().put("_raw", text)));
    }
  }

  /**
   * Calls of the deprecated kind have no id, and get one. Ids with characters that Anthropic
   * refuses lose these, and get a hash to tell them apart.
   */
  private static String id(String id) {
    return id.startsWith("call_function_")
        ? ""
        : id.replaceAll("[^a-zA-Z0-9_-]", "_").replaceAll("_[0-9a-f]{8}$", "");
  }

  static List<String> texts(JsonNode parts) {
    List<String> texts = new ArrayList<>();
    for (JsonNode part : parts) {
      if (isText(part)) {
        texts.add(part.path("text").asText());
      }
    }
    return texts;
  }

  static boolean isText(JsonNode part) {
    return part.path("type").asText().equals("text");
  }

  static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static void rename(ObjectNode named) {
    named.put("name", Names.shape(named.path("name").asText()));
  }
}
