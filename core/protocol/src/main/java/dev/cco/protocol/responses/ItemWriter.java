package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.chat.ToolNames;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Protocol;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes turns as input items. */
final class ItemWriter {
  private static final String BILLING_HEADER = "x-anthropic-billing-header:";

  private final Set<String> dropped;
  private final ArrayNode items = Json.array();

  ItemWriter(Set<String> dropped) {
    this.dropped = dropped;
  }

  Optional<String> instructions(List<Block> blocks) {
    List<String> texts = new ArrayList<>();
    for (Block block : blocks) {
      if (!(block instanceof Block.Text text)) {
        dropped.add("system");
      } else if (!text.text().isEmpty() && !text.text().startsWith(BILLING_HEADER)) {
        texts.add(text.text());
      }
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n\n", texts));
  }

  ArrayNode write(List<Turn> turns) {
    for (Turn turn : turns) {
      switch (turn.role()) {
        case SYSTEM ->
            instructions(turn.blocks())
                .ifPresent(text -> message("developer", TextNode.valueOf(text)));
        case USER -> user(turn.blocks());
        case ASSISTANT -> assistant(turn.blocks());
      }
    }
    return items;
  }

  private void message(String role, JsonNode content) {
    if (!content.isEmpty() || content.isTextual()) {
      items.addObject().put("type", "message").put("role", role).set("content", content);
    }
  }

  private void user(List<Block> blocks) {
    List<Block> said = new ArrayList<>();
    for (Block block : blocks) {
      if (block instanceof Block.ToolResult result) {
        result(result);
      } else {
        said.add(block);
      }
    }
    message("user", parts(said));
  }

  /** This protocol has no mark for an error. */
  private void result(Block.ToolResult result) {
    ObjectNode item =
        items.addObject().put("type", "function_call_output").put("call_id", result.toolUseId());
    List<Block> content = new ArrayList<>(result.content());
    if (result.error()) {
      content.addFirst(new Block.Text("Error: "));
    }
    if (content.stream().allMatch(Block.Text.class::isInstance)) {
      StringBuilder text = new StringBuilder();
      content.forEach(block -> text.append(block instanceof Block.Text t ? t.text() : ""));
      item.put("output", text.toString());
    } else {
      item.set("output", parts(content));
    }
  }

  private ArrayNode parts(List<Block> blocks) {
    ArrayNode parts = Json.array();
    for (Block block : blocks) {
      switch (block) {
        case Block.Text text -> text(parts, text.text());
        case Block.Refusal refusal -> text(parts, refusal.text());
        case Block.Image image -> image(parts, image.media());
        case Block.Document document -> document(parts, document);
        case Block.Opaque opaque -> opaque(parts, opaque);
        case Block.ToolUse use -> dropped.add("tool_use");
        case Block.ToolResult inner -> dropped.add("tool_result");
        case Block.Thinking thinking -> dropped.add("thinking");
        case Block.RedactedThinking redacted -> dropped.add("redacted_thinking");
      }
    }
    return parts;
  }

  private static void text(ArrayNode parts, String text) {
    if (!text.isEmpty()) {
      parts.addObject().put("type", "input_text").put("text", text);
    }
  }

  private void image(ArrayNode parts, Block.Media media) {
    ObjectNode part = Json.object().put("type", "input_image").put("detail", "auto");
    switch (media) {
      case Block.Media.Base64 bytes -> parts.add(part.put("image_url", dataUrl(bytes)));
      case Block.Media.Url there -> parts.add(part.put("image_url", there.url()));
      case Block.Media.FileId file -> dropped.add("image");
      case Block.Media.PlainText text -> text(parts, text.text());
    }
  }

  private void document(ArrayNode parts, Block.Document document) {
    ObjectNode part = Json.object().put("type", "input_file");
    switch (document.media()) {
      case Block.Media.Base64 bytes ->
          parts.add(
              part.put("filename", document.title().orElse("document.pdf"))
                  .put("file_data", dataUrl(bytes)));
      case Block.Media.Url there -> parts.add(part.put("file_url", there.url()));
      case Block.Media.FileId file -> dropped.add("document");
      case Block.Media.PlainText text -> {
        document.title().ifPresent(title -> text(parts, title));
        document.context().ifPresent(context -> text(parts, context));
        text(parts, text.text());
      }
    }
  }

  private static String dataUrl(Block.Media.Base64 bytes) {
    return "data:" + bytes.mediaType() + ";base64," + bytes.data();
  }

  private void opaque(ArrayNode parts, Block.Opaque opaque) {
    if (opaque.protocol() == Protocol.RESPONSES) {
      parts.add(opaque.json());
    } else {
      dropped.add(opaque.json().path("type").asText("content"));
    }
  }

  private void assistant(List<Block> blocks) {
    ArrayNode said = Json.array();
    for (Block block : blocks) {
      switch (block) {
        case Block.Text text -> {
          if (!text.text().isEmpty()) {
            said.addObject().put("type", "output_text").put("text", text.text());
          }
        }
        case Block.Refusal refusal ->
            said.addObject().put("type", "refusal").put("refusal", refusal.text());
        case Block.ToolUse use -> {
          say(said);
          call(use);
        }
        // Thoughts of another vendor go to no one else.
        case Block.Thinking thinking -> dropped.add("messages.thinking");
        case Block.RedactedThinking redacted -> dropped.add("messages.redacted_thinking");
        case Block.Opaque opaque -> {
          if (opaque.protocol() == Protocol.RESPONSES) {
            say(said);
            items.add(opaque.json());
          } else {
            dropped.add(opaque.json().path("type").asText("content"));
          }
        }
        case Block.Image image -> dropped.add("image");
        case Block.Document document -> dropped.add("document");
        case Block.ToolResult result -> dropped.add("tool_result");
      }
    }
    say(said);
  }

  private void say(ArrayNode said) {
    message("assistant", said.deepCopy());
    said.removeAll();
  }

  private void call(Block.ToolUse use) {
    items
        .addObject()
        .put("type", "function_call")
        .put("call_id", use.id())
        .put("name", ToolNames.toProvider(use.name()))
        .put("arguments", use.input().isEmpty() ? "{}" : Json.text(use.input()));
  }
}
