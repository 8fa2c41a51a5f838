package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Citations;
import dev.cco.protocol.responses.EventWriter.Place;
import java.util.ArrayList;
import java.util.List;

/** A message under construction, part by part. */
final class OpenMessage implements OpenItem {
  private final EventWriter events;
  private final String id;
  private final int index;
  private final ArrayNode parts = Json.array();
  private final StringBuilder text = new StringBuilder();
  private final List<JsonNode> citations = new ArrayList<>();
  private boolean refusal;
  private boolean partOpen;

  OpenMessage(EventWriter events, String id, int index) {
    this.events = events;
    this.id = id;
    this.index = index;
    events.item("response.output_item.added", index, item("in_progress"));
  }

  private ObjectNode item(String status) {
    ObjectNode item =
        Json.object()
            .put("id", id)
            .put("type", "message")
            .put("status", status)
            .put("role", "assistant");
    item.set("content", parts.deepCopy());
    return item;
  }

  void begin(boolean isRefusal, String beginning) {
    endBlock();
    refusal = isRefusal;
    partOpen = true;
    events.part("response.content_part.added", place(), part());
    append(beginning);
  }

  private Place place() {
    return Place.content(id, index, parts.size());
  }

  private ObjectNode part() {
    if (refusal) {
      return Json.object().put("type", "refusal").put("refusal", text.toString());
    }
    ObjectNode part = Json.object().put("type", "output_text").put("text", text.toString());
    ArrayNode annotations = part.putArray("annotations");
    citations.forEach(citation -> annotations.add(annotation(citation)));
    part.putArray("logprobs");
    return part;
  }

  /** The part as a whole is what is cited for: vendors tell a text of its own for each source. */
  private JsonNode annotation(JsonNode citation) {
    return Json.object()
        .put("type", "url_citation")
        .put("start_index", 0)
        .put("end_index", text.length())
        .put("url", Citations.address(citation).orElse(""))
        .put("title", citation.path("title").asText(""));
  }

  /** Only what has an address has words here. */
  @Override
  public void cite(JsonNode citation) {
    if (partOpen && !refusal && Citations.address(citation).isPresent()) {
      citations.add(citation);
    }
  }

  @Override
  public void append(String piece) {
    if (!piece.isEmpty()) {
      text.append(piece);
      events.text(
          refusal ? "response.refusal.delta" : "response.output_text.delta",
          place(),
          "delta",
          piece);
    }
  }

  @Override
  public void endBlock() {
    if (!partOpen) {
      return;
    }
    partOpen = false;
    if (refusal) {
      events.text("response.refusal.done", place(), "refusal", text.toString());
    } else {
      int number = 0;
      for (JsonNode citation : citations) {
        events.annotation(place(), number++, annotation(citation));
      }
      events.text("response.output_text.done", place(), "text", text.toString());
    }
    events.part("response.content_part.done", place(), part());
    parts.add(part());
    text.setLength(0);
    citations.clear();
  }

  @Override
  public ObjectNode close(String status) {
    endBlock();
    ObjectNode item = item(status);
    events.item("response.output_item.done", index, item);
    return item;
  }
}
