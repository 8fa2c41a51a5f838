package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects chunks into the plain answer, the way the SDKs' accumulators do: texts are joined, lists
 * of indexed items are merged by index, other lists appended, anything else replaced.
 */
final class ChunkFold {
  /** Texts that name something and come whole, however often they come. */
  private static final Set<String> WHOLE = Set.of("role", "id", "type");

  private final ObjectNode answer = Json.object();
  private final Map<Integer, ObjectNode> choices = new TreeMap<>();

  static byte[] fold(List<WireEvent> events) {
    ChunkFold fold = new ChunkFold();
    for (WireEvent event : events) {
      if (!event.data().isBlank() && !event.data().strip().equals("[DONE]")) {
        fold.add(parse(event.data()));
      }
    }
    return Json.bytes(fold.answer());
  }

  private static JsonNode parse(String data) {
    return Json.parse(data)
        .orElseThrow(
            () ->
                new UpstreamFailure(
                    UpstreamFailure.Kind.INVALID_ANSWER,
                    "The provider sent a chunk that is not JSON."));
  }

  private void add(JsonNode chunk) {
    for (Map.Entry<String, JsonNode> member : chunk.properties()) {
      switch (member.getKey()) {
        case "choices" -> member.getValue().forEach(this::choice);
        case "object" -> answer.put("object", "chat.completion");
        // Padding of one chunk; it says nothing of the answer.
        case "obfuscation" -> {}
        default -> replace(answer, member.getKey(), member.getValue());
      }
    }
  }

  private void choice(JsonNode piece) {
    ObjectNode choice =
        choices.computeIfAbsent(piece.path("index").asInt(0), ChunkFold::emptyChoice);
    for (Map.Entry<String, JsonNode> member : piece.properties()) {
      switch (member.getKey()) {
        case "index" -> {}
        case "delta" -> merge((ObjectNode) choice.get("message"), member.getValue());
        case "logprobs" -> merge(choice, Json.object().set("logprobs", member.getValue()));
        default -> replace(choice, member.getKey(), member.getValue());
      }
    }
  }

  private static ObjectNode emptyChoice(int index) {
    ObjectNode choice = Json.object();
    choice.put("index", index);
    choice.putObject("message").put("role", "assistant").putNull("content").putNull("refusal");
    choice.putNull("logprobs");
    choice.putNull("finish_reason");
    return choice;
  }

  private static void replace(ObjectNode target, String name, JsonNode value) {
    if (!value.isNull() || !target.has(name)) {
      target.set(name, value);
    }
  }

  private static void merge(ObjectNode target, JsonNode piece) {
    for (Map.Entry<String, JsonNode> member : piece.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      JsonNode known = target.path(name);
      if (known.isTextual() && value.isTextual() && !WHOLE.contains(name)) {
        target.set(name, TextNode.valueOf(known.textValue() + value.textValue()));
      } else if (value.isArray()) {
        append(known.isArray() ? (ArrayNode) known : target.putArray(name), value);
      } else if (known.isObject() && value.isObject()) {
        merge((ObjectNode) known, value);
      } else {
        replace(target, name, value);
      }
    }
  }

  private static void append(ArrayNode list, JsonNode pieces) {
    for (JsonNode piece : pieces) {
      if (!piece.path("index").isInt()) {
        list.add(piece);
        continue;
      }
      int index = piece.get("index").intValue();
      ObjectNode known = null;
      for (JsonNode item : list) {
        if (item.path("index").asInt(-1) == index) {
          known = (ObjectNode) item;
        }
      }
      if (known == null) {
        list.add(piece);
      } else {
        merge(known, piece);
      }
    }
  }

  /** A stream that became a refusal has said its text as content already. */
  private static void sayOnce(ObjectNode choice) {
    JsonNode refusal = choice.path("message").path("refusal");
    boolean refused = choice.path("finish_reason").asText().equals("content_filter");
    if (refused && refusal.isTextual() && choice.path("message") instanceof ObjectNode message) {
      if (message.path("content").equals(refusal) || message.path("content").asText().isEmpty()) {
        message.putNull("content");
      }
    }
  }

  private ObjectNode answer() {
    ArrayNode list = answer.putArray("choices");
    for (ObjectNode choice : choices.values()) {
      for (JsonNode call : choice.path("message").path("tool_calls")) {
        if (call instanceof ObjectNode object) {
          // An index says which piece belongs where; a plain answer has the calls in order.
          object.remove("index");
        }
      }
      sayOnce(choice);
      list.add(choice);
    }
    if (answer.path("usage").isNull()) {
      answer.remove("usage");
    }
    return answer;
  }
}
