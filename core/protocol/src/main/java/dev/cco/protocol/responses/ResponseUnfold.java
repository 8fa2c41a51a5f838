package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.responses.EventWriter.Place;
import java.util.List;

/** The events that a response amounts to. Members that nobody knows travel with what has them. */
final class ResponseUnfold {
  private final ObjectNode response;
  private final EventWriter events = new EventWriter();

  private ResponseUnfold(ObjectNode response) {
    this.response = response;
  }

  static List<WireEvent> unfold(byte[] plain) {
    return new ResponseUnfold(PlainResponse.read(plain)).events();
  }

  private List<WireEvent> events() {
    events.response("response.created", begun());
    events.response("response.in_progress", begun());
    int index = 0;
    for (JsonNode item : response.path("output")) {
      if (item instanceof ObjectNode object) {
        item(index, object);
      }
      index++;
    }
    events.response(end(), response);
    return events.take();
  }

  private ObjectNode begun() {
    ObjectNode begun = response.deepCopy();
    begun.put("status", "in_progress");
    begun.putNull("error");
    begun.putNull("incomplete_details");
    begun.putArray("output");
    begun.remove(List.of("usage", "completed_at", "output_text"));
    return begun;
  }

  private String end() {
    return switch (response.path("status").asText()) {
      case "incomplete" -> "response.incomplete";
      case "failed", "cancelled" -> "response.failed";
      case "queued" -> "response.queued";
      case "in_progress" -> "response.in_progress";
      default -> "response.completed";
    };
  }

  private void item(int index, ObjectNode item) {
    String id = item.path("id").asText("item_" + index);
    ObjectNode begun = item.deepCopy();
    if (begun.has("status")) {
      begun.put("status", "in_progress");
    }
    switch (item.path("type").asText()) {
      case "message" -> {
        begun.putArray("content");
        events.item("response.output_item.added", index, begun);
        contents(id, index, item);
      }
      case "reasoning" -> {
        begun.putArray("summary");
        begun.remove(List.of("content", "encrypted_content"));
        events.item("response.output_item.added", index, begun);
        summary(id, index, item);
        contents(id, index, item);
      }
      case "function_call" -> {
        events.item("response.output_item.added", index, begun.put("arguments", ""));
        String arguments = item.path("arguments").asText();
        delta("response.function_call_arguments.delta", Place.call(id, index), arguments);
        events.arguments(
            Place.call(id, index), TextNode.valueOf(item.path("name").asText()), arguments);
      }
      case "custom_tool_call" -> {
        events.item("response.output_item.added", index, begun.put("input", ""));
        String input = item.path("input").asText();
        delta("response.custom_tool_call_input.delta", Place.call(id, index), input);
        events.text("response.custom_tool_call_input.done", Place.call(id, index), "input", input);
      }
      default -> events.item("response.output_item.added", index, begun);
    }
    events.item("response.output_item.done", index, item);
  }

  private void delta(String type, Place place, String text) {
    if (!text.isEmpty()) {
      events.text(type, place, "delta", text);
    }
  }

  private void summary(String id, int index, JsonNode item) {
    int number = 0;
    for (JsonNode part : item.path("summary")) {
      Place place = Place.summary(id, index, number++);
      String text = part.path("text").asText();
      events.part("response.reasoning_summary_part.added", place, without(part, "text"));
      delta("response.reasoning_summary_text.delta", place, text);
      events.text("response.reasoning_summary_text.done", place, "text", text);
      events.part("response.reasoning_summary_part.done", place, (ObjectNode) part);
    }
  }

  private void contents(String id, int index, JsonNode item) {
    int number = 0;
    for (JsonNode part : item.path("content")) {
      content(Place.content(id, index, number++), part);
    }
  }

  private void content(Place place, JsonNode part) {
    String type = part.path("type").asText();
    String member = type.equals("refusal") ? "refusal" : "text";
    String text = part.path(member).asText();
    ObjectNode begun = without(part, member);
    if (part.has("annotations")) {
      begun.putArray("annotations");
    }
    events.part("response.content_part.added", place, begun);
    String event =
        switch (type) {
          case "refusal" -> "response.refusal";
          case "reasoning_text" -> "response.reasoning_text";
          default -> "response.output_text";
        };
    delta(event + ".delta", place, text);
    int number = 0;
    for (JsonNode annotation : part.path("annotations")) {
      events.annotation(place, number++, annotation);
    }
    events.text(event + ".done", place, member, text);
    events.part("response.content_part.done", place, (ObjectNode) part);
  }

  private static ObjectNode without(JsonNode part, String member) {
    ObjectNode begun = part instanceof ObjectNode object ? object.deepCopy() : Json.object();
    return begun.put(member, "");
  }
}
