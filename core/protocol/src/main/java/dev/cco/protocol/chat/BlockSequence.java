package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Fingerprint;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.UpstreamFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Turns pieces that may come in any order into blocks that never interleave. At most one block is
 * open; calls open in the order in which they were first heard of, each once the one before has all
 * its arguments, and what arrives out of turn waits.
 */
final class BlockSequence {
  private enum Kind {
    NONE,
    THINKING,
    TEXT,
    REFUSAL,
    CALL
  }

  /** Text that came while a call was still incomplete. */
  private record Late(Kind kind, String text) {}

  private final ToolNames names;
  private final List<ToolSlot> slots = new ArrayList<>();
  private final Map<Integer, ToolSlot> byIndex = new HashMap<>();
  private final List<Late> late = new ArrayList<>();
  private String answer = "";
  private Kind open = Kind.NONE;
  private int turn;
  private boolean any;
  private boolean refused;

  BlockSequence(ToolNames names) {
    this.names = names;
  }

  /** The answer's id, from which ids of calls are made that have none. */
  void answer(String id) {
    answer = id;
  }

  /** Whether anything was said so far. */
  boolean any() {
    return any;
  }

  /** Whether a refusal was said so far. */
  boolean refused() {
    return refused;
  }

  /** Whether a tool was called so far. */
  boolean calls() {
    return !slots.isEmpty();
  }

  void thinking(String piece, List<Event> events) {
    say(Kind.THINKING, piece, events);
  }

  void text(String piece, List<Event> events) {
    say(Kind.TEXT, piece, events);
  }

  void refusal(String piece, List<Event> events) {
    say(Kind.REFUSAL, piece, events);
  }

  private void say(Kind kind, String piece, List<Event> events) {
    if (piece.isEmpty()) {
      return;
    }
    any = true;
    refused |= kind == Kind.REFUSAL;
    if (turn < slots.size()
        && !slots.subList(turn, slots.size()).stream().allMatch(ToolSlot::complete)) {
      late.add(new Late(kind, piece));
      return;
    }
    flush(events);
    enter(kind, events);
    events.add(kind == Kind.THINKING ? new Event.ThinkingDelta(piece) : new Event.TextDelta(piece));
  }

  private void enter(Kind kind, List<Event> events) {
    if (open == kind) {
      return;
    }
    close(events);
    open = kind;
    switch (kind) {
      case THINKING -> events.add(new Event.BlockStarted(new Block.Thinking("", "")));
      case TEXT -> events.add(new Event.BlockStarted(new Block.Text("")));
      case REFUSAL -> events.add(new Event.BlockStarted(new Block.Refusal("")));
      case NONE, CALL -> throw new IllegalArgumentException("not a kind of text: " + kind);
    }
  }

  private void close(List<Event> events) {
    if (open != Kind.NONE) {
      events.add(new Event.BlockStopped());
      open = Kind.NONE;
    }
  }

  /** Takes a piece of a call. */
  void call(JsonNode piece, List<Event> events) {
    JsonNode function = piece.path("function");
    ToolSlot slot = slot(piece);
    any = true;
    slot.identify(piece.path("id").asText(""));
    slot.name(function.path("name").asText(""));
    slot.append(arguments(piece));
    advance(events);
  }

  /** Takes what is said of a call once more at the end, if its arguments never came. */
  void complete(int index, JsonNode whole, List<Event> events) {
    if (index >= slots.size()) {
      call(whole, events);
    } else if (!slots.get(index).hasArguments()) {
      slots.get(index).append(arguments(whole));
      advance(events);
    }
  }

  private static String arguments(JsonNode call) {
    JsonNode arguments = call.path("function").path("arguments");
    return arguments.isObject() ? arguments.toString() : arguments.asText("");
  }

  private ToolSlot slot(JsonNode piece) {
    String id = piece.path("id").asText("");
    String name = piece.path("function").path("name").asText("");
    JsonNode index = piece.path("index");
    if (index.isInt()) {
      ToolSlot known = byIndex.get(index.intValue());
      if (known != null && !isAnother(known, id, name)) {
        return known;
      }
      ToolSlot slot = add();
      byIndex.put(index.intValue(), slot);
      return slot;
    }
    if (!id.isEmpty()) {
      return slots.stream().filter(slot -> slot.id().equals(id)).findFirst().orElseGet(this::add);
    }
    boolean begins = !name.isEmpty() && (slots.isEmpty() || slots.getLast().hasArguments());
    return begins || slots.isEmpty() ? add() : slots.getLast();
  }

  /** Some servers give every call the index 0; a new id with a name is a new call. */
  private static boolean isAnother(ToolSlot known, String id, String name) {
    return !id.isEmpty() && !known.id().isEmpty() && !known.id().equals(id) && !name.isEmpty();
  }

  private ToolSlot add() {
    ToolSlot slot = new ToolSlot();
    slots.add(slot);
    return slot;
  }

  private void advance(List<Event> events) {
    while (turn < slots.size()) {
      ToolSlot slot = slots.get(turn);
      // A name may still grow until the arguments begin.
      if (!slot.open() && !slot.hasArguments()) {
        return;
      }
      send(slot, events);
      if (!slot.complete() || turn == slots.size() - 1) {
        return;
      }
      close(events);
      turn++;
    }
  }

  private void send(ToolSlot slot, List<Event> events) {
    if (!slot.open()) {
      if (slot.name().isEmpty()) {
        throw new UpstreamFailure(
            UpstreamFailure.Kind.INVALID_ANSWER, "The provider called a tool without its name.");
      }
      close(events);
      open = Kind.CALL;
      slot.identify(mint());
      slot.opened();
      events.add(
          new Event.BlockStarted(
              new Block.ToolUse(slot.id(), names.toClient(slot.name()), Json.object())));
    }
    String piece = slot.unsent();
    if (!piece.isEmpty()) {
      events.add(new Event.ArgumentsDelta(piece));
    }
  }

  /** The same id for the same answer however its bytes were cut, another one for every answer. */
  private String mint() {
    String seed = answer.isEmpty() ? UUID.randomUUID().toString() : answer;
    return "call_" + Fingerprint.of(seed + "/" + turn, 12);
  }

  private void flush(List<Event> events) {
    for (; turn < slots.size(); turn++) {
      send(slots.get(turn), events);
      close(events);
    }
  }

  /**
   * Says what was held back and closes what is open.
   *
   * @return whether every call has arguments that can be read
   */
  boolean end(List<Event> events) {
    flush(events);
    List<Late> held = List.copyOf(late);
    late.clear();
    held.forEach(piece -> say(piece.kind(), piece.text(), events));
    close(events);
    return slots.stream().allMatch(ToolSlot::valid);
  }
}
