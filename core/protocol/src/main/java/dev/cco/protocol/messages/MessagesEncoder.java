package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import dev.cco.spi.StopReason;
import java.util.ArrayList;
import java.util.List;

/** Canonical events as {@code message_start} to {@code message_stop}. */
final class MessagesEncoder implements StreamEncoder {

  /** What the open block is, as far as its end depends on it. */
  private enum Open {
    /** Nothing, or a block that the protocol has no word for. */
    NOTHING,
    TEXT,
    THINKING,
    SIGNED_THINKING,
    TOOL,
    TOOL_WITH_ARGUMENTS,
    WHOLE
  }

  private final AnswerFrame frame;
  private int index = -1;
  private Open open = Open.NOTHING;

  MessagesEncoder(AnswerFrame frame) {
    this.frame = frame;
  }

  @Override
  public List<WireEvent> encode(Event event) {
    return switch (event) {
      case Event.Started started -> List.of(start(started));
      case Event.BlockStarted started -> start(started.block());
      case Event.TextDelta delta -> delta(Open.TEXT, "text_delta", "text", delta.text());
      case Event.ThinkingDelta delta ->
          delta(Open.THINKING, "thinking_delta", "thinking", delta.text());
      case Event.SignatureDelta delta -> sign(delta.signature());
      case Event.ArgumentsDelta delta -> arguments(delta.json());
      case Event.CitationDelta delta -> cite(delta.citation());
      case Event.BlockStopped stopped -> stop();
      case Event.Ping ping -> List.of(ping());
      case Event.Finished finished -> finish(finished);
    };
  }

  static WireEvent ping() {
    return new WireEvent("ping", "{\"type\":\"ping\"}");
  }

  static WireEvent event(ObjectNode data) {
    return new WireEvent(data.path("type").asText(), Json.text(data));
  }

  private WireEvent start(Event.Started started) {
    ObjectNode data = Json.object().put("type", "message_start");
    ObjectNode message = data.putObject("message");
    message.put("id", "msg_" + frame.id()).put("type", "message").put("role", "assistant");
    message.put("model", frame.model()).putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
    message.putNull("container").putNull("diagnostics");
    message.set("usage", UsageFigures.write(started.usage()));
    return event(data);
  }

  private List<WireEvent> start(Block block) {
    return switch (block) {
      case Block.Text text -> startText(text.text());
      case Block.Refusal refusal -> startText(refusal.text());
      case Block.Thinking thinking -> startThinking(thinking);
      case Block.ToolUse use -> startTool(use);
      case Block.RedactedThinking redacted ->
          open(Open.WHOLE, typed("redacted_thinking").put("data", redacted.data()));
      case Block.Opaque opaque ->
          opaque.protocol() == Protocol.MESSAGES ? open(Open.WHOLE, opaque.json()) : List.of();
      case Block.Image image -> List.of();
      case Block.Document document -> List.of();
      case Block.ToolResult result -> List.of();
    };
  }

  private List<WireEvent> startText(String text) {
    List<WireEvent> events = new ArrayList<>(open(Open.TEXT, typed("text").put("text", "")));
    if (!text.isEmpty()) {
      events.addAll(delta(Open.TEXT, "text_delta", "text", text));
    }
    return events;
  }

  private List<WireEvent> startThinking(Block.Thinking thinking) {
    List<WireEvent> events =
        new ArrayList<>(
            open(Open.THINKING, typed("thinking").put("thinking", "").put("signature", "")));
    if (!thinking.text().isEmpty()) {
      events.addAll(delta(Open.THINKING, "thinking_delta", "thinking", thinking.text()));
    }
    if (!thinking.signature().isEmpty()) {
      events.addAll(sign(thinking.signature()));
    }
    return events;
  }

  private List<WireEvent> startTool(Block.ToolUse use) {
    ObjectNode start = typed("tool_use").put("id", use.id()).put("name", use.name());
    start.putObject("input");
    start.putObject("caller").put("type", "direct");
    List<WireEvent> events = new ArrayList<>(open(Open.TOOL, start));
    // Clients read arguments from deltas only.
    if (!use.input().isEmpty()) {
      events.addAll(arguments(Json.text(use.input())));
    }
    return events;
  }

  private List<WireEvent> open(Open kind, ObjectNode block) {
    open = kind;
    index++;
    ObjectNode data = indexed("content_block_start");
    data.set("content_block", block);
    return List.of(event(data));
  }

  private List<WireEvent> delta(Open kind, String type, String member, String text) {
    return open == kind ? List.of(delta(typed(type).put(member, text))) : List.of();
  }

  private List<WireEvent> sign(String signature) {
    if (open != Open.THINKING) {
      return List.of();
    }
    open = Open.SIGNED_THINKING;
    return List.of(delta(typed("signature_delta").put("signature", signature)));
  }

  private List<WireEvent> arguments(String json) {
    if (open != Open.TOOL && open != Open.TOOL_WITH_ARGUMENTS) {
      return List.of();
    }
    if (!json.isEmpty()) {
      open = Open.TOOL_WITH_ARGUMENTS;
    }
    return List.of(delta(typed("input_json_delta").put("partial_json", json)));
  }

  private List<WireEvent> cite(JsonNode citation) {
    if (open != Open.TEXT) {
      return List.of();
    }
    ObjectNode delta = typed("citations_delta");
    delta.set("citation", citation);
    return List.of(delta(delta));
  }

  private List<WireEvent> stop() {
    List<WireEvent> events = new ArrayList<>();
    switch (open) {
      case NOTHING -> {
        return List.of();
      }
      // Without one, clients that collect the stream lack the member.
      case THINKING -> events.addAll(sign(""));
      case TOOL -> events.addAll(arguments("{}"));
      case TEXT, SIGNED_THINKING, TOOL_WITH_ARGUMENTS, WHOLE -> {}
    }
    open = Open.NOTHING;
    events.add(event(indexed("content_block_stop")));
    return events;
  }

  private List<WireEvent> finish(Event.Finished finished) {
    ObjectNode data = Json.object().put("type", "message_delta");
    ObjectNode delta = data.putObject("delta");
    delta.put("stop_reason", StopReasons.word(finished.reason()));
    finished
        .stopSequence()
        .ifPresentOrElse(
            sequence -> delta.put("stop_sequence", sequence), () -> delta.putNull("stop_sequence"));
    if (finished.reason() == StopReason.REFUSAL) {
      delta
          .putObject("stop_details")
          .put("type", "refusal")
          .putNull("category")
          .putNull("explanation");
    } else {
      delta.putNull("stop_details");
    }
    delta.putNull("container");
    data.set("usage", UsageFigures.writeDelta(finished.usage()));
    return List.of(event(data), event(Json.object().put("type", "message_stop")));
  }

  private WireEvent delta(ObjectNode delta) {
    ObjectNode data = indexed("content_block_delta");
    data.set("delta", delta);
    return event(data);
  }

  private ObjectNode indexed(String type) {
    return typed(type).put("index", index);
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }
}
