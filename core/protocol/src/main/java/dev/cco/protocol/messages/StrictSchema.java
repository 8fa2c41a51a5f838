package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A schema as the provider takes it for strict output: objects closed, and what it does not check
 * said in the description instead.
 */
final class StrictSchema {
  private static final List<String> UNCHECKED =
      List.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "maxItems",
          "uniqueItems",
          "minProperties",
          "maxProperties");

  /** Their members are schemas by names that are the caller's own. */
  private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  private StrictSchema() {}

  static JsonNode of(JsonNode schema) {
    if (schema.isArray()) {
      var array = Json.array();
      schema.forEach(element -> array.add(of(element)));
      return array;
    }
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode strict = Json.object();
    StringBuilder said = new StringBuilder();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (isUnchecked(member.getKey(), member.getValue())) {
        said.append(said.isEmpty() ? "" : ", ").append(member.getKey()).append(": ");
        said.append(member.getValue().asText());
      } else {
        strict.set(member.getKey(), value(member.getKey(), member.getValue()));
      }
    }
    if (!said.isEmpty()) {
      String description = object.path("description").asText("");
      strict.put(
          "description", description.isEmpty() ? said.toString() : description + " (" + said + ")");
    }
    if (strict.path("type").asText("").equals("object") || strict.has("properties")) {
      strict.put("additionalProperties", false);
    }
    return strict;
  }

  private static JsonNode value(String name, JsonNode value) {
    if (VALUES.contains(name)) {
      return value;
    }
    if (NAMED.contains(name) && value instanceof ObjectNode schemas) {
      ObjectNode strict = Json.object();
      schemas.properties().forEach(schema -> strict.set(schema.getKey(), of(schema.getValue())));
      return strict;
    }
    return of(value);
  }

  private static boolean isUnchecked(String name, JsonNode value) {
    return UNCHECKED.contains(name) || (name.equals("minItems") && value.asInt() > 1);
  }
}
