package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.chat.ToolNames;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One item of the output as its pieces arrive. What it says waits here until the items before it
 * are done. Servers leave out one event or another, so each piece is taken from wherever it comes
 * first.
 */
final class ItemSlot {
  /** What the open block is. */
  enum Kind {
    NONE,
    TEXT,
    REFUSAL,
    THINKING,
    CALL
  }

  private final ToolNames names;
  private final List<Event> waiting = new ArrayList<>();

  /** What has arrived of each text, by its place in the item. */
  private final Map<String, StringBuilder> said = new HashMap<>();

  private Kind open = Kind.NONE;
  private String openAt = "";
  private Optional<String> thoughtIn = Optional.empty();
  private boolean called;
  private boolean valid = true;
  private boolean done;

  ItemSlot(ToolNames names) {
    this.names = names;
  }

  /** What became known since this was asked last. */
  List<Event> take() {
    List<Event> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  boolean done() {
    return done;
  }

  boolean called() {
    return called;
  }

  /** Whether a call's arguments are a JSON object, or nothing at all. */
  boolean valid() {
    return valid;
  }

  /** The item as it begins. */
  void begin(JsonNode item) {
    if (item.path("type").asText().equals("function_call")) {
      call(item);
    }
  }

  private void call(JsonNode item) {
    if (open == Kind.CALL) {
      return;
    }
    called = true;
    open = Kind.CALL;
    openAt = "arguments";
    String id = item.path("call_id").asText(item.path("id").asText("call"));
    String name = names.toClient(item.path("name").asText());
    waiting.add(new Event.BlockStarted(new Block.ToolUse(id, name, Json.object())));
    String early = said("arguments").toString();
    if (!early.isEmpty()) {
      waiting.add(new Event.ArgumentsDelta(early));
    }
  }

  /** A piece of a text at some place of the item. */
  void piece(Kind kind, String place, String piece) {
    if (done || piece.isEmpty() || isOtherThought(kind, place)) {
      return;
    }
    enter(kind, place);
    said(place).append(piece);
    switch (kind) {
      case TEXT, REFUSAL -> waiting.add(new Event.TextDelta(piece));
      case THINKING -> waiting.add(new Event.ThinkingDelta(piece));
      case CALL -> {
        if (open == Kind.CALL) {
          waiting.add(new Event.ArgumentsDelta(piece));
        }
      }
      case NONE -> throw new IllegalArgumentException("a piece of nothing");
    }
  }

  /** The whole of a text, of which pieces may have come. */
  void whole(Kind kind, String place, String text) {
    String known = said(place).toString();
    if (text.startsWith(known)) {
      piece(kind, place, text.substring(known.length()));
    }
  }

  /** Reasoning is told as a summary or as it was; one of them is enough. */
  private boolean isOtherThought(Kind kind, String place) {
    if (kind != Kind.THINKING) {
      return false;
    }
    String member = place.substring(0, place.indexOf('/'));
    if (thoughtIn.isEmpty()) {
      thoughtIn = Optional.of(member);
    }
    return !thoughtIn.get().equals(member);
  }

  private void enter(Kind kind, String place) {
    if (kind == Kind.CALL || (open == kind && openAt.equals(place))) {
      return;
    }
    if (open == Kind.THINKING && kind == Kind.THINKING) {
      openAt = place;
      waiting.add(new Event.ThinkingDelta("\n\n"));
      return;
    }
    close();
    open = kind;
    openAt = place;
    waiting.add(
        new Event.BlockStarted(
            switch (kind) {
              case TEXT -> new Block.Text("");
              case REFUSAL -> new Block.Refusal("");
              case THINKING -> new Block.Thinking("", "");
              case NONE, CALL -> throw new IllegalArgumentException("not a text: " + kind);
            }));
  }

  private StringBuilder said(String place) {
    return said.computeIfAbsent(place, any -> new StringBuilder());
  }

  private void close() {
    if (open != Kind.NONE) {
      open = Kind.NONE;
      waiting.add(new Event.BlockStopped());
    }
  }

  /** The item as it ends; pieces that never came are in it. */
  void end(JsonNode item) {
    if (done) {
      return;
    }
    switch (item.path("type").asText()) {
      case "message" -> contents(item, Kind.TEXT);
      case "reasoning" -> {
        texts(item, "summary");
        contents(item, Kind.THINKING);
      }
      case "function_call" -> {
        call(item);
        whole(Kind.CALL, "arguments", item.path("arguments").asText());
      }
      default -> {
        waiting.add(
            new Event.BlockStarted(
                new Block.Opaque(
                    Protocol.RESPONSES,
                    item instanceof ObjectNode object ? object : Json.object())));
        waiting.add(new Event.BlockStopped());
      }
    }
    end();
  }

  /** Nothing more comes. */
  void end() {
    if (!done && called) {
      String arguments = said("arguments").toString();
      valid = arguments.isBlank() || Json.parseObject(arguments).isPresent();
    }
    close();
    done = true;
  }

  private void contents(JsonNode item, Kind texts) {
    int index = 0;
    for (JsonNode part : item.path("content")) {
      boolean refusal = part.path("type").asText().equals("refusal");
      whole(
          refusal ? Kind.REFUSAL : texts,
          "content/" + index++,
          part.path(refusal ? "refusal" : "text").asText());
    }
  }

  private void texts(JsonNode item, String member) {
    int index = 0;
    for (JsonNode part : item.path(member)) {
      whole(Kind.THINKING, member + "/" + index++, part.path("text").asText());
    }
  }
}
