package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.math.BigDecimal;

/** What is left of the rest of a Chat Completions request, by the tables of the mapping. */
final class KeptOfChatOptions {
  private static final int MOST_TOKENS = 64_000;
  private static final int LONGEST_USER = 128;

  private final JsonNode before;
  private final ObjectNode after = Json.object();

  private KeptOfChatOptions(JsonNode before) {
    this.before = before;
  }

  static ObjectNode of(JsonNode request) {
    KeptOfChatOptions options = new KeptOfChatOptions(request);
    options.keep();
    return options.after;
  }

  private void keep() {
    after.set("model", before.get("model"));
    int most = before.path("max_tokens").asInt(MOST_TOKENS);
    most = before.path("max_completion_tokens").asInt(most);
    after.put("max_completion_tokens", Math.min(MOST_TOKENS, most));
    tools();
    String effort = before.path("reasoning_effort").asText();
    if (!effort.isEmpty()) {
      after.put("reasoning_effort", effort.equals("minimal") ? "low" : effort);
    }
    if (effort.isEmpty() || effort.equals("none")) {
      sampling();
    }
    stop();
    format();
    String user = before.path("safety_identifier").asText(before.path("user").asText());
    if (!user.isEmpty()) {
      after.put("user", user.length() > LONGEST_USER ? Names.HASH : user);
    }
    if (before.path("service_tier").asText().matches("auto|default")) {
      after.set("service_tier", before.get("service_tier"));
    }
    if (before.path("stream").asBoolean()) {
      after.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
  }

  private void sampling() {
    if (before.has("temperature")) {
      after.put("temperature", before.get("temperature").decimalValue().min(BigDecimal.ONE));
    } else if (before.has("top_p")) {
      after.set("top_p", before.get("top_p"));
    }
  }

  private void stop() {
    ArrayNode stops = Json.array();
    JsonNode given = before.path("stop");
    (given.isTextual() ? Json.array().add(given) : given)
        .forEach(
            stop -> {
              if (!stop.asText().isBlank()) {
                stops.add(stop);
              }
            });
    if (!stops.isEmpty()) {
      after.set("stop", stops);
    }
  }

  private void format() {
    JsonNode given = before.path("response_format").path("json_schema");
    if (given.isObject()) {
      JsonNode schema = Schemas.closed(given.path("schema"));
      ObjectNode format = after.putObject("response_format").put("type", "json_schema");
      ObjectNode left = format.putObject("json_schema").put("name", "output");
      left.set("schema", schema);
      if (Schemas.isComplete(schema)) {
        left.put("strict", true);
      }
    }
  }

  private void tools() {
    JsonNode choice = before.path("tool_choice");
    JsonNode allowed = choice.path("allowed_tools");
    String only = allowed.path("tools").path(0).path("function").path("name").asText();
    ArrayNode tools = Json.array();
    for (JsonNode tool : before.has("tools") ? before.path("tools") : before.path("functions")) {
      JsonNode function = tool.has("function") ? tool.path("function") : tool;
      if (only.isEmpty() || only.equals(function.path("name").asText())) {
        tools.addObject().put("type", "function").set("function", function(function));
      }
    }
    if (tools.isEmpty()) {
      return;
    }
    after.set("tools", tools);
    if (choice.isTextual()) {
      after.set("tool_choice", choice);
    } else if (allowed.isObject()) {
      after.set("tool_choice", allowed.get("mode"));
    } else if (choice.isObject()) {
      after.set("tool_choice", choice);
    } else if (before.has("function_call")) {
      ObjectNode named = after.putObject("tool_choice").put("type", "function");
      named.set("function", before.get("function_call"));
    }
    boolean said = before.has("parallel_tool_calls") && !choice.asText().equals("none");
    if (said) {
      after.set("parallel_tool_calls", before.get("parallel_tool_calls"));
      if (!after.has("tool_choice")) {
        after.put("tool_choice", "auto");
      }
    }
  }

  private static ObjectNode function(JsonNode given) {
    ObjectNode left = Json.object();
    left.set("name", given.get("name"));
    if (given.has("description")) {
      left.set("description", given.get("description"));
    }
    boolean strict = given.path("strict").asBoolean();
    JsonNode schema =
        given.has("parameters")
            ? given.get("parameters").deepCopy()
            : Json.object().put("type", "object").set("properties", Json.object());
    JsonNode parameters = strict ? Schemas.closed(schema) : schema;
    left.set("parameters", parameters);
    if (strict && Schemas.isComplete(parameters)) {
      left.put("strict", true);
    }
    return left;
  }
}
