package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What becomes of schemas that arguments or answers must match. */
final class Schemas {
  private Schemas() {}

  /** A schema of which every object is closed, as Anthropic wants it. */
  static JsonNode closed(JsonNode schema) {
    ObjectNode closed = schema.deepCopy();
    if (closed.path("properties") instanceof ObjectNode properties) {
      closed.put("additionalProperties", false);
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        property.setValue(closed(property.getValue()));
      }
    }
    return closed;
  }

  /** Whether every property of every object is required, without which OpenAI is not strict. */
  static boolean isComplete(JsonNode schema) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (!required.contains(property.getKey()) || !isComplete(property.getValue())) {
        return false;
      }
    }
    return true;
  }
}
