package dev.cco.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds events against {@code Started (BlockStarted delta* BlockStopped)* Finished}. */
final class EventGrammar {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Block> blocks = new ArrayList<>();
  private final StringBuilder grown = new StringBuilder();
  private final StringBuilder signature = new StringBuilder();
  private Optional<Event.Started> started = Optional.empty();
  private Optional<Block> open = Optional.empty();
  private Optional<Event.Finished> finished = Optional.empty();
  private int deltas;

  void accept(Event event) {
    require(finished.isEmpty(), "an event after the last: " + event);
    if (event instanceof Event.Ping) {
      return;
    }
    require(started.isPresent() != event instanceof Event.Started, "out of order: " + event);
    switch (event) {
      case Event.Started first -> started = Optional.of(first);
      case Event.BlockStarted block -> open(block.block());
      case Event.TextDelta delta -> grow(delta.text(), Block.Text.class, Block.Refusal.class);
      case Event.ThinkingDelta delta -> grow(delta.text(), Block.Thinking.class);
      case Event.SignatureDelta delta -> sign(delta.signature());
      case Event.ArgumentsDelta delta -> grow(delta.json(), Block.ToolUse.class);
      case Event.CitationDelta delta -> grow("", Block.Text.class);
      case Event.BlockStopped stop -> stop();
      case Event.Finished last -> finish(last);
      case Event.Ping ping -> throw new AssertionError("pings are looked at above");
    }
  }

  Transcript transcript(List<String> dropped) {
    require(finished.isPresent(), "the answer ended without its last event");
    Event.Finished last = finished.orElseThrow();
    Event.Started first = started.orElseThrow();
    return new Transcript(
        first.id(),
        first.model(),
        blocks,
        last.reason(),
        last.stopSequence(),
        last.usage(),
        deltas,
        dropped);
  }

  private void open(Block block) {
    require(open.isEmpty(), "a block inside another: " + block);
    boolean empty =
        switch (block) {
          case Block.Text text -> text.text().isEmpty();
          case Block.Refusal refusal -> refusal.text().isEmpty();
          case Block.Thinking thinking -> thinking.text().isEmpty();
          case Block.ToolUse call -> call.input().isEmpty() && !call.id().isEmpty();
          case Block.Image whole -> true;
          case Block.Document whole -> true;
          case Block.ToolResult whole -> true;
          case Block.RedactedThinking whole -> true;
          case Block.Opaque whole -> true;
        };
    require(empty, "a growing block must begin empty, a tool call with its id: " + block);
    open = Optional.of(block);
    grown.setLength(0);
    signature.setLength(0);
  }

  private void grow(String piece, Class<?>... kinds) {
    boolean fits = false;
    for (Class<?> kind : kinds) {
      fits |= open.filter(kind::isInstance).isPresent();
    }
    require(fits, "a piece that does not belong to the open block " + open);
    grown.append(piece);
    deltas++;
  }

  private void sign(String piece) {
    require(
        open.filter(Block.Thinking.class::isInstance).isPresent(), "a signature outside thinking");
    signature.append(piece);
  }

  private void stop() {
    require(open.isPresent(), "the end of a block that was not begun");
    blocks.add(
        switch (open.orElseThrow()) {
          case Block.Text text -> new Block.Text(grown.toString());
          case Block.Refusal refusal -> new Block.Refusal(grown.toString());
          case Block.Thinking thinking ->
              new Block.Thinking(grown.toString(), signature.toString());
          case Block.ToolUse call -> new Block.ToolUse(call.id(), call.name(), arguments());
          case Block.Image whole -> whole;
          case Block.Document whole -> whole;
          case Block.ToolResult whole -> whole;
          case Block.RedactedThinking whole -> whole;
          case Block.Opaque whole -> whole;
        });
    open = Optional.empty();
  }

  private JsonNode arguments() {
    if (grown.isEmpty()) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode arguments = JSON.readTree(grown.toString());
      require(arguments instanceof ObjectNode, "arguments that are no object: " + grown);
      return arguments;
    } catch (JsonProcessingException notJson) {
      throw new AssertionError("arguments that are not JSON: " + grown, notJson);
    }
  }

  private void finish(Event.Finished last) {
    require(open.isEmpty(), "the end of the answer inside a block");
    boolean calls = blocks.stream().anyMatch(Block.ToolUse.class::isInstance);
    require(
        calls == (last.reason() == StopReason.TOOL_USE) || last.reason() == StopReason.MAX_TOKENS,
        "a stop for " + last.reason() + " and calls of tools: " + calls);
    require(
        (last.reason() == StopReason.STOP_SEQUENCE) || last.stopSequence().isEmpty(),
        "a stop sequence without a stop for it");
    Usage usage = last.usage();
    // An answer that is ended at a text of the client's can only estimate.
    require(
        usage.known() || usage.equals(Usage.UNKNOWN) || last.reason() == StopReason.STOP_SEQUENCE,
        "figures that are not known: " + usage);
    finished = Optional.of(last);
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new AssertionError(complaint);
    }
  }
}
