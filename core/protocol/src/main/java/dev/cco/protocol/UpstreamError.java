package dev.cco.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.ProviderReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a provider's error body says, in whichever vendor's shape.
 *
 * @param message its words, empty if it has none that are fit for people
 * @param code its machine-readable code, empty if it has none
 * @param type its class of error, empty if it has none
 */
record UpstreamError(
    String message, String code, String type, OptionalLong tokens, OptionalLong limit) {
  private static final int LONGEST_MESSAGE = 2000;

  /** No body, or none that can be read. */
  static final UpstreamError NONE =
      new UpstreamError("", "", "", OptionalLong.empty(), OptionalLong.empty());

  static UpstreamError read(ProviderReply reply) {
    String text = new String(reply.body(), StandardCharsets.UTF_8).strip();
    Optional<JsonNode> json = Json.parse(reply.body());
    if (json.isEmpty()) {
      boolean markup = text.startsWith("<");
      return markup ? NONE : words(text);
    }
    JsonNode body = json.get();
    // Gemini wraps its error in an array of one.
    return read(body.isArray() ? body.path(0) : body);
  }

  private static UpstreamError read(JsonNode body) {
    if (body.isTextual()) {
      return words(body.textValue());
    }
    JsonNode error = body.path("error");
    JsonNode from = error.isObject() ? error : body;
    String message = first(from.path("message"), error, body.path("detail"), body.path("errors"));
    String type = first(from.path("type"), body.path("error_type"), from.path("status"));
    String detail = error.path("details").path("error_code").asText("");
    return new UpstreamError(
        cut(message),
        detail.isEmpty() ? code(from) : detail,
        type,
        count(from.path("n_prompt_tokens")),
        count(from.path("n_ctx")));
  }

  private static UpstreamError words(String text) {
    return new UpstreamError(cut(text), "", "", OptionalLong.empty(), OptionalLong.empty());
  }

  /** A code that is the status again says nothing. */
  private static String code(JsonNode error) {
    return error.path("code").isTextual() ? error.get("code").textValue() : "";
  }

  private static String first(JsonNode... candidates) {
    for (JsonNode candidate : candidates) {
      String text = text(candidate);
      if (!text.isBlank()) {
        return text;
      }
    }
    return "";
  }

  /** A text, or FastAPI's list of what was wrong and where. */
  private static String text(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    List<String> lines = new ArrayList<>();
    if (node.isArray()) {
      for (JsonNode item : node) {
        List<String> place = new ArrayList<>();
        item.path("loc").forEach(step -> place.add(step.asText()));
        String what = item.path("msg").asText(item.asText(""));
        lines.add(place.isEmpty() ? what : String.join(".", place) + ": " + what);
      }
    }
    return String.join("; ", lines);
  }

  private static OptionalLong count(JsonNode node) {
    return node.canConvertToLong() && node.isIntegralNumber()
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }

  private static String cut(String text) {
    return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) : text;
  }
}
