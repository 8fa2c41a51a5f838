package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes canonical events as the events of a response. Texts that follow each other are parts of
 * one message. An item is closed when the next begins or the answer ends, because only the end says
 * whether the last one is whole.
 */
final class ResponseEncoder implements StreamEncoder {
  private final ResponseFrame frame;
  private final ReasoningSeal seal;
  private final String model;
  private final Set<String> customTools;
  private final EventWriter events = new EventWriter();
  private final ArrayNode output = Json.array();
  private Optional<OpenItem> open = Optional.empty();
  private Usage usage = Usage.UNKNOWN;
  private boolean begun;
  private boolean refused;

  ResponseEncoder(AnswerFrame frame, ReasoningSeal seal) {
    this.seal = seal;
    this.frame = new ResponseFrame(frame);
    this.model = frame.model();
    this.customTools = this.frame.customTools();
  }

  @Override
  public List<WireEvent> encode(Event event) {
    switch (event) {
      case Event.Started started -> {
        usage = started.usage();
        begin();
      }
      case Event.BlockStarted started -> start(started.block());
      case Event.TextDelta delta -> open.ifPresent(item -> item.append(delta.text()));
      case Event.ThinkingDelta delta -> open.ifPresent(item -> item.append(delta.text()));
      case Event.ArgumentsDelta delta -> open.ifPresent(item -> item.append(delta.json()));
      case Event.SignatureDelta delta -> open.ifPresent(item -> item.sign(delta.signature()));
      case Event.BlockStopped stopped -> open.ifPresent(OpenItem::endBlock);
      case Event.Finished finished -> finish(finished);
      case Event.CitationDelta delta -> open.ifPresent(item -> item.cite(delta.citation()));
      case Event.Ping ping -> {}
    }
    return events.take();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      events.response("response.created", frame.response("in_progress", Json.array()));
      events.response("response.in_progress", frame.response("in_progress", Json.array()));
    }
  }

  private void start(Block block) {
    begin();
    switch (block) {
      case Block.Text text -> message().begin(false, text.text());
      case Block.Refusal refusal -> {
        refused = true;
        message().begin(true, refusal.text());
      }
      case Block.Thinking thinking ->
          open("rs", (id, index) -> new OpenReasoning(events, id, index, seal, model))
              .append(thinking.text());
      case Block.RedactedThinking redacted ->
          open("rs", (id, index) -> OpenReasoning.sealed(events, id, index, seal, model, redacted));
      case Block.ToolUse use -> call(use);
      case Block.Opaque opaque -> {
        if (opaque.protocol() == Protocol.RESPONSES) {
          open("item", (id, index) -> new OpenItem.Whole(events, index, opaque.json()));
        }
      }
      case Block.Image image -> {}
      case Block.Document document -> {}
      case Block.ToolResult result -> {}
    }
  }

  private OpenMessage message() {
    if (open.isPresent() && open.get() instanceof OpenMessage message) {
      return message;
    }
    return open("msg", (id, index) -> new OpenMessage(events, id, index));
  }

  private void call(Block.ToolUse use) {
    boolean custom = customTools.contains(use.name());
    open(custom ? "ctc" : "fc", (id, index) -> new OpenCall(events, id, index, use, custom));
  }

  /** Makes an item of a fresh id at the end of the output. */
  private interface Opening<T extends OpenItem> {
    T open(String id, int index);
  }

  private <T extends OpenItem> T open(String prefix, Opening<T> opening) {
    int index = close("completed");
    T item = opening.open(frame.itemId(prefix, index), index);
    open = Optional.of(item);
    return item;
  }

  /** Closes what is open; the index of the next item. */
  private int close(String status) {
    open.ifPresent(item -> output.add(item.close(status)));
    open = Optional.empty();
    return output.size();
  }

  private void finish(Event.Finished finished) {
    begin();
    usage = finished.usage();
    Optional<String> reason = incomplete(finished.reason());
    String status = reason.isPresent() ? "incomplete" : "completed";
    close(status);
    ObjectNode response = frame.response(status, output);
    reason.ifPresent(word -> response.putObject("incomplete_details").put("reason", word));
    if (usage.known()) {
      response.set("usage", ResponseUsage.write(usage));
    }
    events.response("response." + status, response);
  }

  private Optional<String> incomplete(StopReason reason) {
    return switch (reason) {
      case END_TURN, STOP_SEQUENCE, TOOL_USE, PAUSE_TURN -> Optional.empty();
      case MAX_TOKENS, CONTEXT_WINDOW_EXCEEDED -> Optional.of("max_output_tokens");
      // A refusal in words is a complete answer.
      case REFUSAL -> refused ? Optional.empty() : Optional.of("content_filter");
    };
  }

  /** A stream that began must end in a response, even a failed one: clients wait for it. */
  @Override
  public Optional<List<WireEvent>> broken(ApiError error) {
    if (!begun) {
      return Optional.empty();
    }
    ObjectNode response = frame.response("failed", output);
    response.set("error", Failures.responseError(error));
    if (usage.known()) {
      response.set("usage", ResponseUsage.write(usage));
    }
    events.response("response.failed", response);
    return Optional.of(events.take());
  }
}
