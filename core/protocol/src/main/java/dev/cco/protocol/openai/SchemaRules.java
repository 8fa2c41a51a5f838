package dev.cco.protocol.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a JSON schema of a caller must not do, and what it must be for the provider. */
public final class SchemaRules {
  private static final int DEEPEST = 64;

  /** Their members are schemas by names that are the caller's own, and may look like keywords. */
  private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  private SchemaRules() {}

  /** A caller's schema, if it is not too deep and refers only within itself, not in a circle. */
  public static ObjectNode checked(JsonNode schema, String pointer) {
    check(schema, schema, pointer, 0);
    return (ObjectNode) schema;
  }

  private static void check(JsonNode root, JsonNode node, String pointer, int depth) {
    if (depth > DEEPEST) {
      throw Members.fault(
          pointer, "Invalid schema: nested deeper than %d levels.".formatted(DEEPEST));
    }
    if (node.path("$ref").isTextual()) {
      follow(root, node, pointer);
    }
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        check(root, child, pointer, depth + 1);
      }
    }
  }

  private static void follow(JsonNode root, JsonNode start, String pointer) {
    Set<String> seen = new HashSet<>();
    JsonNode node = start;
    while (node.path("$ref").isTextual()) {
      String reference = node.get("$ref").textValue();
      if (!reference.startsWith("#")) {
        throw Members.fault(pointer, "Invalid schema: '$ref' must refer within the schema itself.");
      }
      if (!seen.add(reference)) {
        throw Members.fault(pointer, "Invalid schema: '$ref' leads back to itself.");
      }
      String path = reference.substring(1);
      node = path.isEmpty() || path.startsWith("/") ? root.at(path) : root.path("$defs").path(path);
    }
  }

  /** A tool's parameters as every server of this protocol takes them. */
  public static ObjectNode parameters(ObjectNode schema) {
    ObjectNode cleaned = schema.deepCopy();
    cleaned.remove("$schema");
    if (!cleaned.has("type")) {
      cleaned.put("type", "object");
    }
    if (!cleaned.has("properties") && cleaned.path("type").asText().equals("object")) {
      cleaned.putObject("properties");
    }
    return cleaned;
  }

  /** Whether a schema may be called strict: each object closed, and each property required. */
  public static boolean isStrict(JsonNode schema) {
    if (schema.path("properties").isObject() || schema.path("type").asText().equals("object")) {
      if (!schema.path("additionalProperties").isBoolean()
          || schema.path("additionalProperties").booleanValue()) {
        return false;
      }
      Set<String> required = new HashSet<>();
      schema.path("required").forEach(name -> required.add(name.asText()));
      for (String name : (Iterable<String>) () -> schema.path("properties").fieldNames()) {
        if (!required.contains(name)) {
          return false;
        }
      }
    }
    for (Map.Entry<String, JsonNode> member : schema.properties()) {
      if (!VALUES.contains(member.getKey()) && !areStrict(member.getKey(), member.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Whether what a keyword holds is strict: a schema, or several by place or by name. */
  private static boolean areStrict(String keyword, JsonNode held) {
    if (!held.isArray() && !NAMED.contains(keyword)) {
      return isStrict(held);
    }
    for (JsonNode schema : held) {
      if (!isStrict(schema)) {
        return false;
      }
    }
    return true;
  }
}
