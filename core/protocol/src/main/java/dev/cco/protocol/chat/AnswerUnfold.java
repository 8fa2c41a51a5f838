package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The chunks that a plain answer amounts to. Members that nobody knows travel once, whole. */
final class AnswerUnfold {
  private static final Set<String> ON_EVERY_CHUNK =
      Set.of("id", "created", "model", "service_tier", "system_fingerprint");
  private static final List<String> TEXTS =
      List.of("reasoning_content", "reasoning", "content", "refusal");

  private final JsonNode answer;
  private final boolean includeUsage;
  private final List<WireEvent> events = new ArrayList<>();

  private AnswerUnfold(JsonNode answer, boolean includeUsage) {
    this.answer = answer;
    this.includeUsage = includeUsage;
  }

  static List<WireEvent> unfold(byte[] plain, boolean includeUsage) {
    AnswerUnfold unfold = new AnswerUnfold(PlainAnswer.read(plain), includeUsage);
    return unfold.events();
  }

  private List<WireEvent> events() {
    for (JsonNode choice : answer.path("choices")) {
      choice(choice);
    }
    if (includeUsage && answer.path("usage").isObject()) {
      ObjectNode last = envelope();
      last.putArray("choices");
      last.set("usage", answer.get("usage"));
      events.add(new WireEvent("", last.toString()));
    }
    events.add(ChunkEncoder.DONE);
    return List.copyOf(events);
  }

  private void choice(JsonNode choice) {
    JsonNode message = choice.path("message");
    int index = choice.path("index").asInt(0);
    chunk(index, first(message));
    for (String name : TEXTS) {
      String text = message.path(name).asText("");
      if (message.path(name).isTextual() && !text.isEmpty()) {
        chunk(index, Json.object().put(name, text));
      }
    }
    int calls = 0;
    for (JsonNode call : message.path("tool_calls")) {
      call(index, calls++, call);
    }
    ObjectNode last = pieceOf(index, Json.object());
    for (Map.Entry<String, JsonNode> member : choice.properties()) {
      if (!Set.of("index", "message").contains(member.getKey())) {
        last.set(member.getKey(), member.getValue());
      }
    }
    add(last);
  }

  /** The role, what of the message is no text that grows, and which texts there are at all. */
  private static ObjectNode first(JsonNode message) {
    ObjectNode delta = Json.object();
    delta.put("role", "assistant");
    for (Map.Entry<String, JsonNode> member : message.properties()) {
      JsonNode value = member.getValue();
      boolean calls = member.getKey().equals("tool_calls") && !value.isEmpty();
      if (TEXTS.contains(member.getKey()) && value.isTextual()) {
        delta.put(member.getKey(), "");
      } else if (!calls) {
        delta.set(member.getKey(), value);
      }
    }
    return delta;
  }

  private void call(int choice, int index, JsonNode call) {
    JsonNode arguments = call.path("function").path("arguments");
    ObjectNode begin = call.deepCopy();
    begin.put("index", index);
    if (begin.path("function") instanceof ObjectNode function) {
      function.put("arguments", "");
    }
    chunk(choice, calling(begin));
    // TGI gives an object where everyone else gives its text.
    String text = arguments.isContainerNode() ? arguments.toString() : arguments.asText("");
    if (!text.isEmpty()) {
      ObjectNode rest = Json.object().put("index", index);
      rest.putObject("function").put("arguments", text);
      chunk(choice, calling(rest));
    }
  }

  private static ObjectNode calling(ObjectNode call) {
    ObjectNode delta = Json.object();
    delta.putArray("tool_calls").add(call);
    return delta;
  }

  private void chunk(int index, ObjectNode delta) {
    add(pieceOf(index, delta));
  }

  private static ObjectNode pieceOf(int index, ObjectNode delta) {
    ObjectNode choice = Json.object();
    choice.put("index", index);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.putNull("finish_reason");
    return choice;
  }

  private void add(ObjectNode choice) {
    ObjectNode chunk = envelope();
    chunk.putArray("choices").add(choice);
    if (includeUsage) {
      chunk.set("usage", NullNode.instance);
    }
    events.add(new WireEvent("", chunk.toString()));
  }

  private ObjectNode envelope() {
    ObjectNode chunk = Json.object();
    for (Map.Entry<String, JsonNode> member : answer.properties()) {
      if (member.getKey().equals("object")) {
        chunk.put("object", "chat.completion.chunk");
      } else if (ON_EVERY_CHUNK.contains(member.getKey()) || isFirstAndUnknown(member.getKey())) {
        chunk.set(member.getKey(), member.getValue());
      }
    }
    return chunk;
  }

  private boolean isFirstAndUnknown(String name) {
    return events.isEmpty() && !Set.of("choices", "usage").contains(name);
  }
}
