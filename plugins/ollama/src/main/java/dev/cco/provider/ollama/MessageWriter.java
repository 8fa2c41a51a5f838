package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes turns as messages: text, pictures, calls and results each in their own member. */
final class MessageWriter {
  private final Conversation conversation;
  private final Set<String> dropped;
  private final ArrayNode messages = Json.array();

  /** The names of the tools that were called, by the call's id. */
  private final Map<String, String> called = new HashMap<>();

  /** Instructions that stood between calls and their results, and move behind these. */
  private final List<Parts> held = new ArrayList<>();

  /** What the blocks of one message amount to. */
  private static final class Parts {
    private final List<String> texts = new ArrayList<>();
    private final ArrayNode images = Json.array();

    String text() {
      return String.join("\n\n", texts);
    }

    boolean isEmpty() {
      return texts.isEmpty() && images.isEmpty();
    }
  }

  MessageWriter(Conversation conversation, Set<String> dropped) {
    this.conversation = conversation;
    this.dropped = dropped;
  }

  ArrayNode write() {
    add("system", parts(conversation.system()));
    for (Turn turn : conversation.turns()) {
      switch (turn.role()) {
        case SYSTEM -> instruct(parts(turn.blocks()));
        case USER -> user(turn.blocks());
        case ASSISTANT -> assistant(turn.blocks());
      }
    }
    held.forEach(instruction -> add("system", instruction));
    if (!isAnythingSaid()) {
      message("user", new Parts());
    }
    return messages;
  }

  private void instruct(Parts instruction) {
    if (messages.path(messages.size() - 1).has("tool_calls")) {
      held.add(instruction);
    } else {
      add("system", instruction);
    }
  }

  /** Without a message the server only loads the model, and answers nothing. */
  private boolean isAnythingSaid() {
    for (JsonNode message : messages) {
      if (!message.path("role").asText().equals("system")) {
        return true;
      }
    }
    return false;
  }

  /** Results come first, each a message; their pictures go to the user's message after them. */
  private void user(List<Block> blocks) {
    Parts rest = new Parts();
    for (Block block : blocks) {
      if (block instanceof Block.ToolResult result) {
        rest.images.addAll(result(result));
      }
    }
    held.forEach(instruction -> add("system", instruction));
    held.clear();
    Parts own =
        parts(blocks.stream().filter(block -> !(block instanceof Block.ToolResult)).toList());
    rest.texts.addAll(own.texts);
    rest.images.addAll(own.images);
    add("user", rest);
  }

  private ArrayNode result(Block.ToolResult result) {
    Parts parts = parts(result.content());
    String text = parts.text();
    if (!parts.images.isEmpty()) {
      text = text.isEmpty() ? "[image below]" : text + "\n\n[image below]";
    }
    ObjectNode message = messages.addObject().put("role", "tool");
    message.put("content", result.error() ? "Error: " + text : text);
    message.put("tool_call_id", result.toolUseId());
    if (called.containsKey(result.toolUseId())) {
      message.put("tool_name", called.get(result.toolUseId()));
    }
    return parts.images;
  }

  private void assistant(List<Block> blocks) {
    StringBuilder thinking = new StringBuilder();
    ArrayNode calls = Json.array();
    List<Block> rest = new ArrayList<>();
    for (Block block : blocks) {
      if (block instanceof Block.Thinking thought && !thought.text().isEmpty()) {
        thinking.append(thought.text());
      } else if (block instanceof Block.ToolUse use) {
        calls.add(call(use, calls.size()));
      } else {
        rest.add(block);
      }
    }
    Parts parts = parts(rest);
    if (parts.isEmpty() && calls.isEmpty() && thinking.isEmpty()) {
      return;
    }
    ObjectNode message = message("assistant", parts);
    if (!thinking.isEmpty()) {
      message.put("thinking", thinking.toString());
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
  }

  private ObjectNode call(Block.ToolUse use, int index) {
    called.put(use.id(), use.name());
    ObjectNode call = Json.object().put("id", use.id());
    ObjectNode function = call.putObject("function");
    function.put("index", index).put("name", use.name());
    function.set("arguments", use.input());
    return call;
  }

  private void add(String role, Parts parts) {
    if (!parts.isEmpty()) {
      message(role, parts);
    }
  }

  private ObjectNode message(String role, Parts parts) {
    ObjectNode message = messages.addObject().put("role", role).put("content", parts.text());
    if (!parts.images.isEmpty()) {
      message.set("images", parts.images);
    }
    return message;
  }

  private Parts parts(List<Block> blocks) {
    Parts parts = new Parts();
    for (Block block : blocks) {
      switch (block) {
        case Block.Text text -> parts.texts.add(text.text());
        case Block.Refusal refusal -> parts.texts.add(refusal.text());
        case Block.Image image -> parts.images.add(picture(image.media()));
        case Block.Document document -> parts.texts.add(text(document));
        case Block.RedactedThinking unreadable -> dropped.add("messages.redacted_thinking");
        case Block.Opaque opaque -> dropped.add(opaque.json().path("type").asText("messages"));
        case Block.Thinking unreadable -> dropped.add("messages.thinking");
        case Block.ToolUse misplaced -> dropped.add("tool_use");
        case Block.ToolResult misplaced -> dropped.add("tool_result");
      }
    }
    return parts;
  }

  private static String picture(Block.Media media) {
    if (media instanceof Block.Media.Base64 inline) {
      return inline.data();
    }
    throw new CallerFault(
        400, "this model's provider takes pictures as base64 only, no addresses", "/messages");
  }

  private String text(Block.Document document) {
    if (document.citations()) {
      dropped.add("citations");
    }
    if (document.media() instanceof Block.Media.PlainText plain) {
      List<String> lines = new ArrayList<>();
      document.title().ifPresent(lines::add);
      document.context().ifPresent(lines::add);
      lines.add(plain.text());
      return String.join("\n\n", lines);
    }
    throw new CallerFault(
        400, "this model's provider takes documents as plain text only", "/messages");
  }
}
