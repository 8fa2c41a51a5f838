package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import java.util.ArrayList;
import java.util.List;

/** Writes canonical events as chunks, all in choice 0. */
final class ChunkEncoder implements StreamEncoder {
  static final WireEvent DONE = new WireEvent("", "[DONE]");

  private final AnswerFrame frame;
  private boolean begun;
  private boolean argumentsSeen;
  private Block open = new Block.Text("");

  /** The index of a call counts calls only, not the blocks between them. */
  private int calls;

  ChunkEncoder(AnswerFrame frame) {
    this.frame = frame;
  }

  @Override
  public List<WireEvent> encode(Event event) {
    return switch (event) {
      // The first chunk says whether there is text, so it waits for the first block.
      case Event.Started started -> List.of();
      case Event.BlockStarted started -> start(started.block());
      case Event.TextDelta delta -> List.of(text(delta.text()));
      case Event.ThinkingDelta delta -> List.of(piece("reasoning_content", delta.text()));
      case Event.ArgumentsDelta delta -> arguments(delta.json());
      case Event.BlockStopped stopped -> stop();
      case Event.Finished finished -> finish(finished);
      case Event.SignatureDelta delta -> List.of();
      case Event.CitationDelta delta -> List.of();
      case Event.Ping ping -> List.of();
    };
  }

  private List<WireEvent> start(Block block) {
    open = block;
    argumentsSeen = false;
    List<WireEvent> events = new ArrayList<>();
    switch (block) {
      case Block.Text text -> {
        begin(events, true);
        if (!text.text().isEmpty()) {
          events.add(text(text.text()));
        }
      }
      case Block.Refusal refusal -> {
        begin(events, false);
        if (!refusal.text().isEmpty()) {
          events.add(text(refusal.text()));
        }
      }
      case Block.Thinking thinking -> {
        begin(events, false);
        if (!thinking.text().isEmpty()) {
          events.add(piece("reasoning_content", thinking.text()));
        }
      }
      case Block.ToolUse call -> {
        begin(events, false);
        events.add(call(call));
      }
      case Block.Image image -> {}
      case Block.Document document -> {}
      case Block.ToolResult result -> {}
      case Block.RedactedThinking redacted -> {}
      case Block.Opaque opaque -> {}
    }
    return events;
  }

  private void begin(List<WireEvent> events, boolean withText) {
    if (begun) {
      return;
    }
    begun = true;
    ObjectNode delta = Json.object();
    delta.put("role", "assistant");
    delta.set("content", withText ? TextNode.valueOf("") : NullNode.instance);
    delta.putNull("refusal");
    events.add(chunk(delta, NullNode.instance));
  }

  private WireEvent text(String text) {
    return piece(open instanceof Block.Refusal ? "refusal" : "content", text);
  }

  private WireEvent piece(String member, String text) {
    ObjectNode delta = Json.object();
    delta.put(member, text);
    return chunk(delta, NullNode.instance);
  }

  private WireEvent call(Block.ToolUse use) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", calls++);
    call.put("id", use.id());
    call.put("type", "function");
    call.putObject("function").put("name", use.name()).put("arguments", "");
    return chunk(delta, NullNode.instance);
  }

  private List<WireEvent> arguments(String json) {
    if (json.isEmpty()) {
      return List.of();
    }
    argumentsSeen = true;
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", calls - 1);
    call.putObject("function").put("arguments", json);
    return List.of(chunk(delta, NullNode.instance));
  }

  private List<WireEvent> stop() {
    if (open instanceof Block.ToolUse use && !argumentsSeen) {
      return arguments(use.input().isObject() ? use.input().toString() : "{}");
    }
    return List.of();
  }

  private List<WireEvent> finish(Event.Finished finished) {
    List<WireEvent> events = new ArrayList<>();
    begin(events, true);
    events.add(chunk(Json.object(), TextNode.valueOf(word(finished.reason()))));
    if (frame.includeUsage() && finished.usage().known()) {
      ObjectNode last = envelope();
      last.putArray("choices");
      last.set("usage", ChatUsage.write(finished.usage()));
      events.add(new WireEvent("", last.toString()));
    }
    events.add(DONE);
    return events;
  }

  private String word(StopReason reason) {
    return switch (reason) {
      case END_TURN, STOP_SEQUENCE, PAUSE_TURN -> calls > 0 ? "tool_calls" : "stop";
      case MAX_TOKENS, CONTEXT_WINDOW_EXCEEDED -> "length";
      case TOOL_USE -> "tool_calls";
      case REFUSAL -> "content_filter";
    };
  }

  private WireEvent chunk(ObjectNode delta, JsonNode finish) {
    ObjectNode chunk = envelope();
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.set("finish_reason", finish);
    if (frame.includeUsage()) {
      chunk.putNull("usage");
    }
    return new WireEvent("", chunk.toString());
  }

  private ObjectNode envelope() {
    ObjectNode chunk = Json.object();
    chunk.put("id", "chatcmpl-" + frame.id());
    chunk.put("object", "chat.completion.chunk");
    chunk.put("created", frame.created().getEpochSecond());
    chunk.put("model", frame.model());
    return chunk;
  }
}
