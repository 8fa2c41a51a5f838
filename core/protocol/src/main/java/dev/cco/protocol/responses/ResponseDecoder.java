package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ToolNames;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.responses.ItemSlot.Kind;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the events of a response; what its items say comes out item by item, in their order. */
final class ResponseDecoder implements StreamDecoder {
  private final ToolNames names;
  private final TreeMap<Integer, ItemSlot> slots = new TreeMap<>();
  private boolean started;
  private boolean done;

  ResponseDecoder(ToolNames names) {
    this.names = names;
  }

  @Override
  public List<Event> decode(WireEvent event) {
    String data = event.data().strip();
    if (done || data.isEmpty() || data.equals("[DONE]")) {
      return List.of();
    }
    ObjectNode said =
        Json.parseObject(data)
            .orElseThrow(
                () ->
                    new UpstreamFailure(
                        UpstreamFailure.Kind.INVALID_ANSWER,
                        "The provider sent an event that is not a JSON object."));
    List<Event> events = new ArrayList<>();
    String type = said.path("type").asText(event.name());
    switch (type) {
      case "response.created" -> start(said.path("response"), events);
      case "response.completed", "response.incomplete" -> finish(said.path("response"), events);
      case "response.failed", "error" -> throw Failures.failure(said);
      default -> {
        if (said.path("error").isObject()) {
          throw Failures.failure(said);
        }
        read(type, said, events);
      }
    }
    return events;
  }

  @Override
  public List<Event> end() {
    if (!done) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.BROKEN, "The provider's answer ended before it was complete.");
    }
    return List.of();
  }

  private void start(JsonNode response, List<Event> events) {
    if (!started) {
      started = true;
      events.add(
          new Event.Started(
              response.path("id").asText(""),
              response.path("model").asText(""),
              ResponseUsage.of(response)));
    }
  }

  private void read(String type, JsonNode said, List<Event> events) {
    if (!said.path("output_index").isInt()) {
      return;
    }
    start(Json.object(), events);
    ItemSlot slot = slot(said.path("output_index").intValue());
    String content = "content/" + said.path("content_index").asInt();
    String summary = "summary/" + said.path("summary_index").asInt();
    String delta = said.path("delta").asText();
    switch (type) {
      case "response.output_item.added" -> slot.begin(said.path("item"));
      case "response.output_item.done" -> slot.end(said.path("item"));
      case "response.output_text.delta" -> slot.piece(Kind.TEXT, content, delta);
      case "response.output_text.done" -> slot.whole(Kind.TEXT, content, text(said, "text"));
      case "response.refusal.delta" -> slot.piece(Kind.REFUSAL, content, delta);
      case "response.refusal.done" -> slot.whole(Kind.REFUSAL, content, text(said, "refusal"));
      case "response.reasoning_text.delta" -> slot.piece(Kind.THINKING, content, delta);
      case "response.reasoning_text.done" -> slot.whole(Kind.THINKING, content, text(said, "text"));
      case "response.reasoning_summary_text.delta" -> slot.piece(Kind.THINKING, summary, delta);
      case "response.reasoning_summary_text.done" ->
          slot.whole(Kind.THINKING, summary, text(said, "text"));
      case "response.function_call_arguments.delta" -> slot.piece(Kind.CALL, "arguments", delta);
      case "response.function_call_arguments.done" ->
          slot.whole(Kind.CALL, "arguments", text(said, "arguments"));
      // Parts begin with their first piece; what tools of the vendor's own do is in their items.
      default -> {}
    }
    advance(events);
  }

  private static String text(JsonNode said, String member) {
    return said.path(member).asText();
  }

  private ItemSlot slot(int index) {
    return slots.computeIfAbsent(index, any -> new ItemSlot(names));
  }

  private void advance(List<Event> events) {
    for (ItemSlot slot : slots.values()) {
      events.addAll(slot.take());
      if (!slot.done()) {
        return;
      }
    }
  }

  private void finish(JsonNode response, List<Event> events) {
    start(response, events);
    int index = 0;
    for (JsonNode item : response.path("output")) {
      slot(index++).end(item);
    }
    slots.values().forEach(ItemSlot::end);
    advance(events);
    done = true;
    boolean intact = slots.values().stream().allMatch(ItemSlot::valid);
    StopReason reason = reason(response);
    if (!intact && reason != StopReason.MAX_TOKENS) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.INVALID_ANSWER,
          "The provider called a tool with arguments that are not a JSON object.");
    }
    Usage usage = ResponseUsage.of(response);
    events.add(new Event.Finished(reason, Optional.empty(), usage));
  }

  private StopReason reason(JsonNode response) {
    String cut = response.path("incomplete_details").path("reason").asText("");
    if (cut.equals("content_filter")) {
      return StopReason.REFUSAL;
    }
    if (!cut.isEmpty() || response.path("status").asText().equals("incomplete")) {
      return StopReason.MAX_TOKENS;
    }
    boolean called = slots.values().stream().anyMatch(ItemSlot::called);
    return called ? StopReason.TOOL_USE : StopReason.END_TURN;
  }
}
