package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What becomes of schemas that an answer must match. */
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
}
