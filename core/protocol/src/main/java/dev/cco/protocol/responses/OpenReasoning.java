package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.responses.EventWriter.Place;
import dev.cco.spi.Block;
import java.util.Optional;

/** Reasoning under construction: what is shown of it is its summary. */
final class OpenReasoning implements OpenItem {
  private final EventWriter events;
  private final String id;
  private final int index;
  private final ReasoningSeal seal;
  private final String model;
  private final StringBuilder text = new StringBuilder();
  private Optional<String> sealed = Optional.empty();
  private boolean partOpen;

  /**
   * @param model the model that a signature is given back to
   */
  OpenReasoning(EventWriter events, String id, int index, ReasoningSeal seal, String model) {
    this.events = events;
    this.id = id;
    this.index = index;
    this.seal = seal;
    this.model = model;
    events.item("response.output_item.added", index, item());
  }

  /** Reasoning that only its provider can read. */
  static OpenReasoning sealed(
      EventWriter events,
      String id,
      int index,
      ReasoningSeal seal,
      String model,
      Block.RedactedThinking redacted) {
    OpenReasoning item = new OpenReasoning(events, id, index, seal, model);
    item.sealed = Optional.of(seal.of(model, redacted));
    return item;
  }

  private ObjectNode item() {
    ObjectNode item = Json.object().put("id", id).put("type", "reasoning");
    ArrayNode summary = item.putArray("summary");
    if (!text.isEmpty()) {
      summary.add(part());
    }
    sealed.ifPresent(content -> item.put("encrypted_content", content));
    return item;
  }

  private ObjectNode part() {
    return Json.object().put("type", "summary_text").put("text", text.toString());
  }

  private Place place() {
    return Place.summary(id, index, 0);
  }

  @Override
  public void append(String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (!partOpen) {
      partOpen = true;
      events.part("response.reasoning_summary_part.added", place(), part());
    }
    text.append(piece);
    events.text("response.reasoning_summary_text.delta", place(), "delta", piece);
  }

  @Override
  public void sign(String signature) {
    if (!signature.isEmpty()) {
      sealed = Optional.of(seal.of(model, new Block.Thinking(text.toString(), signature)));
    }
  }

  @Override
  public void endBlock() {
    if (partOpen) {
      partOpen = false;
      events.text("response.reasoning_summary_text.done", place(), "text", text.toString());
      events.part("response.reasoning_summary_part.done", place(), part());
    }
  }

  @Override
  public ObjectNode close(String status) {
    endBlock();
    ObjectNode item = item();
    events.item("response.output_item.done", index, item);
    return item;
  }
}
