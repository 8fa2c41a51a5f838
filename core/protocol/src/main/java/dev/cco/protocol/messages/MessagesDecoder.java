package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code message_start} to {@code message_stop} as canonical events. */
final class MessagesDecoder implements StreamDecoder {
  private static final ObjectNode NOTHING = Json.object();

  private final UsageFigures usage = new UsageFigures();
  private boolean started;
  private boolean finished;
  private boolean toolUsed;
  private boolean blocks;
  private int index = -1;

  /** The block that the provider began and did not end, empty if there is none. */
  private ObjectNode open = NOTHING;

  private final StringBuilder input = new StringBuilder();

  /** Whether a call's input is no JSON object, which is right only where a limit cut it. */
  private boolean brokenInput;

  private String explanation = "";
  private Optional<StopReason> reason = Optional.empty();
  private Optional<String> stopSequence = Optional.empty();

  @Override
  public List<Event> decode(WireEvent event) {
    ObjectNode data =
        Json.parseObject(event.data())
            .orElseThrow(() -> invalid("an event of the provider's stream is not JSON"));
    return switch (data.path("type").asText(event.name())) {
      case "message_start" -> start(data.path("message"));
      case "content_block_start" -> startBlock(data);
      case "content_block_delta" -> delta(data);
      case "content_block_stop" -> stopBlock();
      case "message_delta" -> change(data);
      case "message_stop" -> finish();
      case "ping" -> List.of(new Event.Ping());
      case "error" -> throw Errors.failure(data);
      default -> List.of();
    };
  }

  @Override
  public List<Event> end() {
    if (!finished) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.BROKEN, "the provider's stream ended before its message_stop");
    }
    return List.of();
  }

  private List<Event> start(JsonNode message) {
    if (started) {
      return List.of();
    }
    started = true;
    usage.read(message.path("usage"));
    return List.of(
        new Event.Started(
            message.path("id").asText(""), message.path("model").asText(""), usage.usage()));
  }

  private List<Event> startBlock(ObjectNode data) {
    JsonNode block = data.path("content_block");
    if (!started || finished || !open.isEmpty()) {
      throw invalid("the provider's stream has a block out of order");
    }
    index = data.path("index").asInt(index + 1);
    if (!(block instanceof ObjectNode object) || object.isEmpty()) {
      throw invalid("the provider's stream has a block without content_block");
    }
    open = object;
    blocks = true;
    input.setLength(0);
    return switch (type()) {
      case "text" -> started(new Block.Text(""), textDelta(object.path("text").asText("")));
      case "thinking" -> startThinking();
      case "tool_use" -> startTool();
      case "redacted_thinking" ->
          started(new Block.RedactedThinking(object.path("data").asText("")), List.of());
      // Other blocks arrive whole here, or with their input in pieces: they go on when complete.
      default -> List.of();
    };
  }

  private List<Event> startThinking() {
    List<Event> deltas = new ArrayList<>();
    String text = open.path("thinking").asText("");
    if (!text.isEmpty()) {
      deltas.add(new Event.ThinkingDelta(text));
    }
    String signature = open.path("signature").asText("");
    if (!signature.isEmpty()) {
      deltas.add(new Event.SignatureDelta(signature));
    }
    return started(new Block.Thinking("", ""), deltas);
  }

  private List<Event> startTool() {
    toolUsed = true;
    String id = open.path("id").asText("");
    String name = open.path("name").asText("");
    return started(new Block.ToolUse(id, name, Json.object()), List.of());
  }

  private List<Event> delta(ObjectNode data) {
    if (open.isEmpty() || data.path("index").asInt(index) != index) {
      throw invalid("the provider's stream goes on with a block that is not open");
    }
    JsonNode delta = data.path("delta");
    return switch (delta.path("type").asText("")) {
      case "text_delta" ->
          type().equals("text") ? textDelta(delta.path("text").asText("")) : none();
      case "thinking_delta" ->
          type().equals("thinking")
              ? List.of(new Event.ThinkingDelta(delta.path("thinking").asText("")))
              : none();
      case "signature_delta" ->
          type().equals("thinking")
              ? List.of(new Event.SignatureDelta(delta.path("signature").asText("")))
              : none();
      case "citations_delta" ->
          type().equals("text") ? List.of(new Event.CitationDelta(delta.path("citation"))) : none();
      case "input_json_delta" -> arguments(delta.path("partial_json").asText(""));
      case "compaction_delta" -> {
        open.put("content", open.path("content").asText("") + delta.path("content").asText(""));
        yield none();
      }
      default -> none();
    };
  }

  private List<Event> arguments(String json) {
    input.append(json);
    return type().equals("tool_use") && !json.isEmpty()
        ? List.of(new Event.ArgumentsDelta(json))
        : none();
  }

  private List<Event> stopBlock() {
    if (open.isEmpty()) {
      throw invalid("the provider's stream ends a block that it did not begin");
    }
    List<Event> events = new ArrayList<>();
    switch (type()) {
      case "text", "thinking", "redacted_thinking" -> {}
      case "tool_use" -> {
        JsonNode early = open.path("input");
        // Some providers say the arguments at the block's start only.
        if (input.isEmpty() && !early.isEmpty()) {
          events.add(new Event.ArgumentsDelta(Json.text(early)));
        }
        brokenInput |=
            input.isEmpty()
                ? open.hasNonNull("input") && !early.isObject()
                : Json.parseObject(input.toString()).isEmpty();
      }
      default -> {
        if (!input.isEmpty()) {
          open.set("input", AnswerFolder.input(input.toString()));
        }
        events.add(new Event.BlockStarted(new Block.Opaque(Protocol.MESSAGES, open)));
      }
    }
    open = NOTHING;
    events.add(new Event.BlockStopped());
    return events;
  }

  private List<Event> change(ObjectNode data) {
    usage.read(data.path("usage"));
    JsonNode delta = data.path("delta");
    if (delta.path("stop_reason").isTextual()) {
      reason = Optional.of(StopReasons.reason(delta.path("stop_reason").textValue()));
    }
    explanation = delta.path("stop_details").path("explanation").asText(explanation);
    if (delta.path("stop_sequence").isTextual()) {
      stopSequence = Optional.of(delta.path("stop_sequence").textValue());
    }
    return none();
  }

  private List<Event> finish() {
    if (!started || !open.isEmpty()) {
      throw invalid("the provider's stream ends out of order");
    }
    if (finished) {
      return none();
    }
    if (reason.isEmpty() && !blocks) {
      throw invalid("the provider's stream ends before it said anything");
    }
    StopReason end = reason.orElse(toolUsed ? StopReason.TOOL_USE : StopReason.END_TURN);
    if (brokenInput && end == StopReason.TOOL_USE) {
      throw invalid("the input of a tool call is not a JSON object");
    }
    finished = true;
    Event last = new Event.Finished(end, stopSequence, usage.usage());
    return end == StopReason.REFUSAL && !explanation.isEmpty()
        ? List.of(
            new Event.BlockStarted(new Block.Refusal("")),
            new Event.TextDelta(explanation),
            new Event.BlockStopped(),
            last)
        : List.of(last);
  }

  private static List<Event> started(Block block, List<Event> deltas) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.BlockStarted(block));
    events.addAll(deltas);
    return events;
  }

  private static List<Event> textDelta(String text) {
    return text.isEmpty() ? none() : List.of(new Event.TextDelta(text));
  }

  private static List<Event> none() {
    return List.of();
  }

  private String type() {
    return open.path("type").asText("");
  }

  private static UpstreamFailure invalid(String message) {
    return new UpstreamFailure(UpstreamFailure.Kind.INVALID_ANSWER, message);
  }
}
