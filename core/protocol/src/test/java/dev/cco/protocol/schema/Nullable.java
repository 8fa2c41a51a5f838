package dev.cco.protocol.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.util.Map;

/**
 * The vendor's description is of version 3.1 and says {@code nullable} in places, a word of version
 * 3.0 that validators of 3.1 do not know.
 */
final class Nullable {
  private Nullable() {}

  /** The description with each schema that is nullable as a choice between it and null. */
  static String spelledOut(String description) {
    return Json.text(spelledOut(Json.parse(description).orElseThrow()));
  }

  private static JsonNode spelledOut(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = Json.array();
      node.forEach(item -> array.add(spelledOut(item)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode schema = Json.object();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      schema.set(member.getKey(), spelledOut(member.getValue()));
    }
    if (!schema.path("nullable").asBoolean()) {
      return schema;
    }
    schema.remove("nullable");
    ObjectNode choice = Json.object();
    choice.putArray("anyOf").add(schema).addObject().put("type", "null");
    return choice;
  }
}
