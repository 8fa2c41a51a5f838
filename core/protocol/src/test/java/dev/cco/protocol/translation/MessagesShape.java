package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Messages request in the one form that all ways to write it share: contents are blocks, turns of
 * one role are one, the instructions at the top are one text.
 */
final class MessagesShape {
  private MessagesShape() {}

  static ObjectNode of(JsonNode request) {
    // Written and read, so that equal numbers are equal nodes.
    ObjectNode shape = Json.parseObject(Json.bytes(request)).orElseThrow();
    String system =
        blocks(shape.path("system")).stream()
            .map(block -> block.path("text").asText())
            .collect(Collectors.joining("\n\n"));
    shape.put("system", system);
    ArrayNode turns = Json.array();
    for (JsonNode message : shape.path("messages")) {
      turn(turns, message.path("role").asText(), blocks(message.path("content")));
    }
    shape.set("messages", turns);
    shape.path("tools").forEach(tool -> rename((ObjectNode) tool));
    if (shape.path("tool_choice").has("name")) {
      rename((ObjectNode) shape.get("tool_choice"));
    }
    Dice.byValue(shape, "temperature");
    Dice.byValue(shape, "top_p");
    if (shape.path("metadata").path("user_id").asText().matches("[0-9a-f]{32,64}")) {
      shape.putObject("metadata").put("user_id", Names.HASH);
    }
    return shape;
  }

  /** Adds what somebody says to a list of turns. */
  static void turn(ArrayNode turns, String role, List<ObjectNode> blocks) {
    boolean goesOn =
        !turns.isEmpty() && turns.get(turns.size() - 1).path("role").asText().equals(role);
    ObjectNode turn =
        goesOn ? (ObjectNode) turns.get(turns.size() - 1) : turns.addObject().put("role", role);
    ArrayNode content = turn.withArray("content");
    for (ObjectNode block : blocks) {
      boolean instruction = role.equals("system") && !content.isEmpty();
      if (instruction) {
        ObjectNode last = (ObjectNode) content.get(0);
        last.put("text", last.path("text").asText() + "\n\n" + block.path("text").asText());
      } else {
        content.add(block);
      }
    }
  }

  static List<ObjectNode> blocks(JsonNode content) {
    List<ObjectNode> blocks = new ArrayList<>();
    if (content.isTextual() && !content.textValue().isEmpty()) {
      blocks.add(text(content.textValue()));
    }
    for (JsonNode given : content) {
      ObjectNode block = given.deepCopy();
      block.remove("cache_control");
      switch (block.path("type").asText()) {
        case "document" -> Names.pdf(block, "title");
        case "tool_use" -> rename(block);
        case "tool_result" -> {
          ArrayNode parts = Json.array();
          blocks(block.path("content")).stream()
              .filter(part -> !isEmptyText(part))
              .forEach(parts::add);
          block.set("content", parts);
        }
        default -> {}
      }
      blocks.add(block);
    }
    return blocks;
  }

  static boolean isText(JsonNode block) {
    return block.path("type").asText().equals("text");
  }

  static boolean isEmptyText(JsonNode block) {
    return isText(block) && block.path("text").asText().isEmpty();
  }

  static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static void rename(ObjectNode named) {
    named.put("name", Names.shape(named.path("name").asText()));
  }
}
