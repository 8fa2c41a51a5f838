package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the turns as messages. This protocol wants the results of a turn's calls directly behind
 * it, each a message of its own, in text only.
 */
final class MessageWriter {
  private static final String BILLING_HEADER = "x-anthropic-billing-header:";

  private final Conversation conversation;
  private final ChatStyle style;

  /** Whether instructions in the middle of the conversation stay instructions. */
  private final boolean inPlace;

  private final String instructionRole;

  private final Set<String> dropped;
  private final PartWriter parts;
  private final ArrayNode messages = Json.array();

  /** Calls of the last turn of the assistant, whose results must come next. */
  private final List<String> calls = new ArrayList<>();

  /** Instructions that stood between calls and their results, and move behind these. */
  private final List<ObjectNode> held = new ArrayList<>();

  MessageWriter(Conversation conversation, Model model, ChatStyle style, Set<String> dropped) {
    this.conversation = conversation;
    this.inPlace = style.has(Feature.SYSTEM_TURNS) && model.traits().systemTurns();
    this.style = style;
    this.instructionRole = instructionRole(model, style);
    this.dropped = dropped;
    this.parts = new PartWriter(conversation.origin(), style, dropped);
  }

  ArrayNode write() {
    String system = text(conversation.system(), "system");
    if (!system.isEmpty()) {
      messages.add(instruction(system));
    }
    for (Turn turn : merged(inPlace ? conversation.turns() : reminded(conversation.turns()))) {
      switch (turn.role()) {
        case SYSTEM -> system(turn);
        case USER -> user(turn.blocks());
        case ASSISTANT -> assistant(turn.blocks());
      }
    }
    held.forEach(messages::add);
    return messages;
  }

  /** Instructions in the middle as the user's words, in the form that clients themselves use. */
  private List<Turn> reminded(List<Turn> turns) {
    List<Turn> reminded = new ArrayList<>();
    for (Turn turn : turns) {
      if (turn.role() != Turn.Role.SYSTEM) {
        reminded.add(turn);
        continue;
      }
      String text = text(turn.blocks(), "messages.system");
      if (!text.isEmpty()) {
        Block reminder = new Block.Text("<system-reminder>\n" + text + "\n</system-reminder>");
        reminded.add(new Turn(Turn.Role.USER, List.of(reminder)));
      }
    }
    return reminded;
  }

  /** Turns of the same speaker one after the other are one, as the other vendor has it. */
  private static List<Turn> merged(List<Turn> turns) {
    List<Turn> merged = new ArrayList<>();
    for (Turn turn : turns) {
      boolean same =
          !merged.isEmpty()
              && merged.getLast().role() == turn.role()
              && turn.role() != Turn.Role.SYSTEM;
      if (same) {
        List<Block> blocks = new ArrayList<>(merged.removeLast().blocks());
        blocks.addAll(turn.blocks());
        merged.add(new Turn(turn.role(), blocks));
      } else {
        merged.add(turn);
      }
    }
    return merged;
  }

  private String text(List<Block> blocks, String field) {
    List<String> texts = new ArrayList<>();
    for (Block block : blocks) {
      if (!(block instanceof Block.Text text)) {
        dropped.add(field);
      } else if (!text.text().startsWith(BILLING_HEADER) && !text.text().isEmpty()) {
        texts.add(text.text());
      }
    }
    return String.join("\n\n", texts);
  }

  /** Models that do not think are known by the older word. */
  private static String instructionRole(Model model, ChatStyle style) {
    boolean thinks = !model.traits().thinking().isEmpty();
    return style.has(Feature.DEVELOPER_ROLE) && thinks ? "developer" : "system";
  }

  private ObjectNode instruction(String text) {
    return Json.object().put("role", instructionRole).put("content", text);
  }

  private void system(Turn turn) {
    String text = text(turn.blocks(), "messages.system");
    if (text.isEmpty()) {
      return;
    }
    if (calls.isEmpty()) {
      messages.add(instruction(text));
    } else {
      held.add(instruction(text));
    }
  }

  private void user(List<Block> blocks) {
    Map<String, Block.ToolResult> results = new LinkedHashMap<>();
    List<Block> others = new ArrayList<>();
    for (Block block : blocks) {
      if (block instanceof Block.ToolResult result
          && calls.contains(result.toolUseId())
          && !results.containsKey(result.toolUseId())) {
        results.put(result.toolUseId(), result);
      } else if (block instanceof Block.ToolResult orphan) {
        // Without its call it can only be told.
        others.add(new Block.Text(parts.resultText(orphan)));
        others.addAll(PartWriter.attachments(orphan));
      } else {
        others.add(block);
      }
    }
    List<Block> attached = new ArrayList<>();
    for (String call : calls) {
      Block.ToolResult result =
          results.getOrDefault(
              call,
              new Block.ToolResult(call, List.of(new Block.Text("No result was given.")), true));
      messages
          .addObject()
          .put("role", "tool")
          .put("tool_call_id", call)
          .put("content", parts.resultText(result));
      attached.addAll(PartWriter.attachments(result));
    }
    calls.clear();
    held.forEach(messages::add);
    held.clear();
    attached.addAll(others);
    ArrayNode content = parts.write(attached);
    if (!content.isEmpty()) {
      messages.addObject().put("role", "user").set("content", parts.shortest(content));
    }
  }

  private void assistant(List<Block> blocks) {
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    ArrayNode uses = Json.array();
    boolean told = style.has(Feature.REASONING_CONTENT) || style.has(Feature.REASONING);
    for (Block block : blocks) {
      switch (block) {
        case Block.Text said -> text.append(said.text());
        case Block.Refusal said ->
            (style.has(Feature.REFUSAL) ? refusal : text).append(said.text());
        case Block.Thinking thought -> {
          if (told && !thought.text().isEmpty()) {
            thinking.append(thought.text());
          } else {
            dropped.add("messages.thinking");
          }
        }
        case Block.ToolUse use -> uses.add(call(use));
        // Thoughts of another vendor go to no one else.
        case Block.RedactedThinking redacted -> dropped.add("messages.redacted_thinking");
        case Block.Opaque opaque -> dropped.add(opaque.json().path("type").asText("content"));
        case Block.Image image -> dropped.add("image");
        case Block.Document document -> dropped.add("document");
        case Block.ToolResult result -> dropped.add("tool_result");
      }
    }
    if (text.isEmpty() && refusal.isEmpty() && uses.isEmpty()) {
      return;
    }
    ObjectNode message = messages.addObject().put("role", "assistant");
    message.set("content", text.isEmpty() ? NullNode.instance : TextNode.valueOf(text.toString()));
    if (!refusal.isEmpty()) {
      message.put("refusal", refusal.toString());
    }
    if (style.has(Feature.REASONING_CONTENT)) {
      message.put("reasoning_content", thinking.toString());
    }
    if (style.has(Feature.REASONING) && !thinking.isEmpty()) {
      message.put("reasoning", thinking.toString());
    }
    if (!uses.isEmpty()) {
      message.set("tool_calls", uses);
    }
  }

  private ObjectNode call(Block.ToolUse use) {
    calls.add(use.id());
    ObjectNode call = Json.object().put("id", use.id()).put("type", "function");
    call.putObject("function")
        .put("name", ToolNames.toProvider(use.name()))
        .put("arguments", use.input().isEmpty() ? "{}" : Json.text(use.input()));
    return call;
  }
}
