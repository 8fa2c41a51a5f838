package dev.cco.provider.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.math.BigDecimal;
import java.util.Map;

/** The smallest value that a JSON schema allows; the same for the same schema. */
final class SchemaSample {
  private static final int DEEPEST = 20;
  private final JsonNode root;

  private SchemaSample(JsonNode root) {
    this.root = root;
  }

  static JsonNode of(JsonNode schema) {
    return new SchemaSample(schema).value(schema, "value", 0);
  }

  /** {@code name} is what a text says. */
  private JsonNode value(JsonNode schema, String name, int depth) {
    if (depth > DEEPEST) {
      return NullNode.instance;
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (!schema.path("enum").isEmpty()) {
      return schema.get("enum").get(0);
    }
    if (schema.path("$ref").isTextual()) {
      return value(referred(schema.get("$ref").textValue()), name, depth + 1);
    }
    for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (!schema.path(choice).isEmpty()) {
        return value(schema.get(choice).get(0), name, depth + 1);
      }
    }
    return typed(schema, type(schema), name, depth);
  }

  private JsonNode referred(String reference) {
    return reference.startsWith("#") ? root.at(reference.substring(1)) : Json.object();
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      return type.get(0).asText();
    }
    return type.isTextual() ? type.textValue() : schema.has("properties") ? "object" : "string";
  }

  private JsonNode typed(JsonNode schema, String type, String name, int depth) {
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, name, depth);
      case "integer" -> IntNode.valueOf(least(schema, BigDecimal.ONE).intValue());
      case "number" -> DecimalNode.valueOf(least(schema, new BigDecimal("1.5")));
      case "boolean" -> BooleanNode.TRUE;
      case "null" -> NullNode.instance;
      default -> Json.string(text(schema, name));
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = Json.object();
    for (JsonNode required : schema.path("required")) {
      String name = required.asText();
      object.set(name, value(schema.path("properties").path(name), name, depth + 1));
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, String name, int depth) {
    ArrayNode array = Json.array();
    for (int i = 0; i < Math.min(DEEPEST, schema.path("minItems").asInt()); i++) {
      array.add(value(schema.path("items"), name, depth + 1));
    }
    return array;
  }

  private static BigDecimal least(JsonNode schema, BigDecimal otherwise) {
    if (schema.path("minimum").isNumber()) {
      return schema.get("minimum").decimalValue();
    }
    if (schema.path("exclusiveMinimum").isNumber()) {
      return schema.get("exclusiveMinimum").decimalValue().add(BigDecimal.ONE);
    }
    JsonNode maximum = schema.path("maximum");
    return maximum.isNumber() ? maximum.decimalValue().min(otherwise) : otherwise;
  }

  private static final Map<String, String> FORMATS =
      Map.of(
          "date", "2026-01-01",
          "date-time", "2026-01-01T00:00:00Z",
          "time", "00:00:00Z",
          "email", "someone@example.com",
          "uri", "https://example.com/",
          "uuid", "00000000-0000-4000-8000-000000000000");

  private static String text(JsonNode schema, String name) {
    String text = FORMATS.getOrDefault(schema.path("format").asText(), name);
    int least = schema.path("minLength").asInt();
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    String padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
    return padded.length() > most ? padded.substring(0, most) : padded;
  }
}
