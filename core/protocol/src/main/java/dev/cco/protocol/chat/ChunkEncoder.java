package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.Optional;

/** Writes canonical events as chunks, all in choice 0. */
final class ChunkEncoder implements StreamEncoder {
  static final WireEvent DONE = new WireEvent("", "[DONE]");

  /** For clients that look at {@code refusal} where the provider said nothing of its own. */
  private static final String REFUSED = "The model declined to answer.";

  private final AnswerFrame frame;
  private final CallShape shape;
  private final StringBuilder content = new StringBuilder();
  private boolean begun;
  private boolean refused;
  private Annotations annotations = new Annotations(0);

  /** The open call's arguments, or the open thinking. */
  private final StringBuilder text = new StringBuilder();

  private String signature = "";
  private int details;
  private Block open = new Block.Text("");

  /** The index of a call counts calls only, not the blocks between them. */
  private int calls;

  ChunkEncoder(AnswerFrame frame, CallShape shape) {
    this.frame = frame;
    this.shape = shape;
  }

  @Override
  public List<WireEvent> encode(Event event) {
    return switch (event) {
      // The first chunk says whether there is text, so it waits for the first block.
      case Event.Started started -> List.of();
      case Event.BlockStarted started -> start(started.block());
      case Event.TextDelta delta -> List.of(text(delta.text()));
      case Event.ThinkingDelta delta -> List.of(thinking(delta.text()));
      case Event.ArgumentsDelta delta -> arguments(delta.json());
      case Event.BlockStopped stopped -> stop();
      case Event.Finished finished -> finish(finished);
      case Event.SignatureDelta delta -> {
        signature = signature + delta.signature();
        yield List.of();
      }
      case Event.CitationDelta delta -> {
        annotations.add(delta.citation());
        yield List.of();
      }
      case Event.Ping ping -> List.of();
    };
  }

  private List<WireEvent> start(Block block) {
    open = block;
    text.setLength(0);
    signature = "";
    annotations = new Annotations(content.length());
    List<WireEvent> events = new ArrayList<>();
    switch (block) {
      case Block.Text begun -> {
        begin(events, true);
        if (!begun.text().isEmpty()) {
          events.add(text(begun.text()));
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
          events.add(thinking(thinking.text()));
        }
        signature = thinking.signature();
      }
      case Block.ToolUse call -> {
        begin(events, false);
        events.add(chunk(shape.begin(calls++, call.id(), call.name()), NullNode.instance));
      }
      case Block.Image image -> {}
      case Block.Document document -> {}
      case Block.ToolResult result -> {}
      case Block.RedactedThinking redacted -> {
        begin(events, false);
        ObjectNode detail = ReasoningDetails.encrypted(details++, redacted.data());
        events.add(chunk(detail, NullNode.instance));
      }
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

  private WireEvent text(String piece) {
    if (open instanceof Block.Refusal) {
      refused = true;
      return piece("refusal", piece);
    }
    content.append(piece);
    return piece("content", piece);
  }

  private WireEvent thinking(String piece) {
    text.append(piece);
    return piece("reasoning_content", piece);
  }

  private WireEvent piece(String member, String text) {
    return chunk(Json.object().put(member, text), NullNode.instance);
  }

  private List<WireEvent> arguments(String json) {
    if (json.isEmpty()) {
      return List.of();
    }
    text.append(json);
    // A text wrapped in JSON can be taken out only when it is complete.
    return shape.isCustom(openName())
        ? List.of()
        : List.of(chunk(shape.piece(calls - 1, openName(), json), NullNode.instance));
  }

  private String openName() {
    return open instanceof Block.ToolUse use ? use.name() : "";
  }

  private List<WireEvent> stop() {
    Optional<ObjectNode> last =
        switch (open) {
          case Block.ToolUse use -> restOf(use);
          case Block.Thinking thinking -> signed();
          case Block.Text cited -> cited();
          case Block.Refusal refusal -> Optional.empty();
          case Block.Image image -> Optional.empty();
          case Block.Document document -> Optional.empty();
          case Block.ToolResult result -> Optional.empty();
          case Block.RedactedThinking redacted -> Optional.empty();
          case Block.Opaque opaque -> Optional.empty();
        };
    return last.map(delta -> List.of(chunk(delta, NullNode.instance))).orElse(List.of());
  }

  private Optional<ObjectNode> restOf(Block.ToolUse use) {
    String whole = use.input().isObject() ? use.input().toString() : "{}";
    if (shape.isCustom(use.name())) {
      String given = CallShape.text(text.isEmpty() ? whole : text.toString());
      return Optional.of(shape.piece(calls - 1, use.name(), given));
    }
    return text.isEmpty()
        ? Optional.of(shape.piece(calls - 1, use.name(), whole))
        : Optional.empty();
  }

  private Optional<ObjectNode> signed() {
    return signature.isEmpty()
        ? Optional.empty()
        : Optional.of(ReasoningDetails.signed(details++, text.toString(), signature));
  }

  private Optional<ObjectNode> cited() {
    ArrayNode found = annotations.upTo(content.length());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode delta = Json.object();
    delta.set("annotations", found);
    return Optional.of(delta);
  }

  private List<WireEvent> finish(Event.Finished finished) {
    List<WireEvent> events = new ArrayList<>();
    begin(events, true);
    if (finished.reason() == StopReason.REFUSAL && !refused) {
      events.add(piece("refusal", content.isEmpty() ? REFUSED : content.toString()));
    }
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
      case END_TURN, STOP_SEQUENCE, PAUSE_TURN -> calls > 0 ? shape.finish() : "stop";
      case MAX_TOKENS, CONTEXT_WINDOW_EXCEEDED -> "length";
      case TOOL_USE -> shape.finish();
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
