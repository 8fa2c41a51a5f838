package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The response object that we compose: all members the vendor requires, as the request has them.
 */
final class ResponseFrame {
  /** Members of a request that the response repeats as they are. */
  private static final List<String> REPEATED =
      List.of(
          "max_output_tokens",
          "max_tool_calls",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "user");

  /** The longest of these that the vendor lets a response have. */
  private static final int LONGEST_IDENTIFIER = 64;

  private final AnswerFrame frame;
  private final JsonNode request;

  ResponseFrame(AnswerFrame frame) {
    this.frame = frame;
    this.request =
        frame.request().map((Tape tape) -> tape.tree(tape.root())).orElseGet(Json::object);
  }

  /** A fresh id of an item; items have none of their own in other protocols. */
  String itemId(String prefix, int index) {
    return prefix + "_" + frame.id() + "_" + index;
  }

  /** The names of tools whose input is plain text. */
  Set<String> customTools() {
    Set<String> names = new HashSet<>();
    for (JsonNode tool : request.path("tools")) {
      if (tool.path("type").asText().equals("custom")) {
        names.add(tool.path("name").asText());
      }
    }
    return names;
  }

  /** The response in some state, without usage. */
  ObjectNode response(String status, ArrayNode output) {
    ObjectNode response = Json.object();
    response.put("id", "resp_" + frame.id());
    response.put("object", "response");
    response.put("created_at", frame.created().getEpochSecond());
    response.put("status", status);
    response.put("background", false);
    response.putNull("error");
    response.putNull("incomplete_details");
    response.set("instructions", orNull("instructions"));
    response.put("model", frame.model());
    response.set("output", output);
    response.put("parallel_tool_calls", request.path("parallel_tool_calls").asBoolean(true));
    response.putNull("previous_response_id");
    response.set("reasoning", reasoning());
    response.put("service_tier", "default");
    // Whatever was asked for: we keep no responses.
    response.put("store", false);
    response.put("temperature", number("temperature"));
    response.set("text", text());
    response.set("tool_choice", toolChoice());
    response.set("tools", tools());
    response.put("top_logprobs", 0);
    response.put("top_p", number("top_p"));
    response.put("truncation", "disabled");
    response.set(
        "metadata", request.path("metadata").isObject() ? request.get("metadata") : Json.object());
    for (String name : REPEATED) {
      if (request.hasNonNull(name) && !isTooLong(name)) {
        response.set(name, request.get(name));
      }
    }
    return response;
  }

  private boolean isTooLong(String name) {
    return name.equals("safety_identifier")
        && request.get(name).asText().length() > LONGEST_IDENTIFIER;
  }

  private JsonNode orNull(String name) {
    return request.hasNonNull(name) ? request.get(name) : Json.object().nullNode();
  }

  private BigDecimal number(String name) {
    return request.path(name).isNumber() ? request.get(name).decimalValue() : new BigDecimal("1.0");
  }

  private ObjectNode reasoning() {
    ObjectNode reasoning = Json.object().putNull("effort").putNull("summary");
    if (request.path("reasoning") instanceof ObjectNode given) {
      reasoning.setAll(given);
    }
    return reasoning;
  }

  private ObjectNode text() {
    ObjectNode text = Json.object();
    text.putObject("format").put("type", "text");
    text.put("verbosity", "medium");
    if (request.path("text") instanceof ObjectNode given) {
      given
          .properties()
          .forEach(
              member -> {
                if (!member.getValue().isNull()) {
                  text.set(member.getKey(), member.getValue());
                }
              });
    }
    return text;
  }

  private JsonNode toolChoice() {
    return request.hasNonNull("tool_choice") ? request.get("tool_choice") : Json.string("auto");
  }

  private ArrayNode tools() {
    ArrayNode tools = Json.array();
    for (JsonNode tool : request.path("tools")) {
      ObjectNode repeated = tool.deepCopy();
      if (repeated.path("type").asText().equals("function")) {
        if (!repeated.has("parameters")) {
          repeated.putNull("parameters");
        }
        if (!repeated.hasNonNull("strict")) {
          repeated.put("strict", false);
        }
      }
      tools.add(repeated);
    }
    return tools;
  }
}
