package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.PiecedObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the tool calls of an answer that passes. A model may well write arguments that are no
 * JSON, and clients of the provider know how to live with that; but nobody should get them again.
 */
final class CallsPassing {
  private final Map<Integer, Call> byIndex = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  private record Call(String id, PiecedObject arguments) {}

  /** Takes what a message, or a piece of one, says of calls. */
  void take(JsonNode message) {
    int place = 0;
    for (JsonNode call : message.path("tool_calls")) {
      take(call.path("index").asInt(place++), call.path("id").asText(""), call.path("function"));
    }
    if (message.path("function_call").isObject()) {
      take(0, "", message.path("function_call"));
    }
  }

  private void take(int index, String id, JsonNode function) {
    Call known = byIndex.get(index);
    // Some servers give every call the index 0.
    if (known == null || (!id.isEmpty() && !id.equals(known.id()))) {
      known = new Call(id, new PiecedObject());
      byIndex.put(index, known);
      calls.add(known);
    }
    JsonNode arguments = function.path("arguments");
    known.arguments().append(arguments.isObject() ? arguments.toString() : arguments.asText(""));
  }

  /** Whether every call could be made. */
  boolean sound() {
    return calls.stream().allMatch(call -> call.arguments().isSound());
  }
}
