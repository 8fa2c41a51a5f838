package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes the events of one stream, named and numbered, until they are taken. */
final class EventWriter {
  private final List<WireEvent> events = new ArrayList<>();
  private int number;

  /** What was written since this was asked last. */
  List<WireEvent> take() {
    List<WireEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /** An event about the whole response. */
  void response(String type, ObjectNode response) {
    ObjectNode event = event(type);
    event.set("response", response);
    write(event);
  }

  void item(String type, int output, ObjectNode item) {
    ObjectNode event = event(type).put("output_index", output);
    event.set("item", item);
    write(event);
  }

  /** An event about a part of an item's content or of a summary. */
  void part(String type, Place place, ObjectNode part) {
    ObjectNode event = event(type);
    place.write(event);
    event.set("part", part);
    write(event);
  }

  /** A piece of a text, or the whole of it, in the member that the event has for it. */
  void text(String type, Place place, String member, String text) {
    ObjectNode event = event(type);
    place.write(event);
    event.put(member, text);
    if (type.startsWith("response.output_text.")) {
      event.putArray("logprobs");
    }
    write(event);
  }

  /** The whole of a call's arguments. */
  void arguments(Place place, JsonNode name, String arguments) {
    ObjectNode event = event("response.function_call_arguments.done");
    place.write(event);
    event.set("name", name);
    event.put("arguments", arguments);
    write(event);
  }

  void annotation(Place place, int index, JsonNode annotation) {
    ObjectNode event = event("response.output_text.annotation.added");
    place.write(event);
    event.put("annotation_index", index);
    event.set("annotation", annotation);
    write(event);
  }

  private static ObjectNode event(String type) {
    return Json.object().put("type", type);
  }

  private void write(ObjectNode event) {
    event.put("sequence_number", number++);
    events.add(new WireEvent(event.path("type").asText(), event.toString()));
  }

  /**
   * Where in a response something is.
   *
   * @param member the name of the index within the item, empty for calls, which have none
   */
  record Place(String itemId, int output, String member, int index) {
    static Place content(String itemId, int output, int index) {
      return new Place(itemId, output, "content_index", index);
    }

    static Place summary(String itemId, int output, int index) {
      return new Place(itemId, output, "summary_index", index);
    }

    static Place call(String itemId, int output) {
      return new Place(itemId, output, "", 0);
    }

    private void write(ObjectNode event) {
      event.put("item_id", itemId).put("output_index", output);
      if (!member.isEmpty()) {
        event.put(member, index);
      }
    }
  }
}
