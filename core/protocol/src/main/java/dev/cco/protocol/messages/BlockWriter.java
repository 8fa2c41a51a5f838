package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes content blocks; what cannot be said is left out and named. */
final class BlockWriter {
  private final Protocol origin;
  private final Set<String> dropped;

  BlockWriter(Protocol origin, Set<String> dropped) {
    this.origin = origin;
    this.dropped = dropped;
  }

  /** What a block is called in reports. */
  static String name(Block block) {
    return switch (block) {
      case Block.Text text -> "text";
      case Block.Image image -> "image";
      case Block.Document document -> "document";
      case Block.ToolUse use -> "tool_use";
      case Block.ToolResult result -> "tool_result";
      case Block.Thinking thinking -> "thinking";
      case Block.RedactedThinking redacted -> "redacted_thinking";
      case Block.Refusal refusal -> "refusal";
      case Block.Opaque opaque -> opaque.json().path("type").asText("unknown");
    };
  }

  ArrayNode write(List<Block> blocks) {
    ArrayNode content = Json.array();
    for (Block block : blocks) {
      Optional<ObjectNode> written = write(block);
      written.ifPresent(content::add);
      if (written.isEmpty() && !(block instanceof Block.Text)) {
        dropped.add("messages." + name(block));
      }
    }
    return content;
  }

  private Optional<ObjectNode> write(Block block) {
    return switch (block) {
      case Block.Text text -> text(text.text());
      case Block.Refusal refusal -> text(refusal.text());
      case Block.Image image -> image(image.media());
      case Block.Document document -> document(document);
      case Block.ToolUse use -> Optional.of(toolUse(use));
      case Block.ToolResult result -> Optional.of(toolResult(result));
      case Block.Thinking thinking -> thinking(thinking);
      case Block.RedactedThinking redacted ->
          OwnThinking.isForeign(redacted)
              ? Optional.empty()
              : Optional.of(typed("redacted_thinking").put("data", redacted.data()));
      case Block.Opaque opaque ->
          opaque.protocol() == Protocol.MESSAGES ? Optional.of(opaque.json()) : Optional.empty();
    };
  }

  private static Optional<ObjectNode> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(typed("text").put("text", text));
  }

  /** A signature that is not the provider's own is an error there, so none is made up. */
  private static Optional<ObjectNode> thinking(Block.Thinking thinking) {
    return OwnThinking.isForeign(thinking)
        ? Optional.empty()
        : Optional.of(
            typed("thinking")
                .put("thinking", thinking.text())
                .put("signature", thinking.signature()));
  }

  private static ObjectNode toolUse(Block.ToolUse use) {
    ObjectNode json = typed("tool_use").put("id", ToolIds.valid(use.id())).put("name", use.name());
    json.set("input", use.input().isObject() ? use.input() : Json.object());
    return json;
  }

  private ObjectNode toolResult(Block.ToolResult result) {
    ObjectNode json = typed("tool_result").put("tool_use_id", ToolIds.valid(result.toolUseId()));
    ArrayNode content = write(result.content());
    if (content.size() == 1 && content.path(0).path("type").asText().equals("text")) {
      json.set("content", content.path(0).path("text"));
    } else if (!content.isEmpty()) {
      json.set("content", content);
    }
    if (result.error()) {
      json.put("is_error", true);
    }
    return json;
  }

  private Optional<ObjectNode> image(Block.Media media) {
    return source(media)
        .map(
            source -> {
              ObjectNode json = typed("image");
              json.set("source", source);
              return json;
            });
  }

  private Optional<ObjectNode> document(Block.Document document) {
    return source(asText(document.media()))
        .map(
            source -> {
              ObjectNode json = typed("document");
              json.set("source", source);
              document.title().ifPresent(title -> json.put("title", title));
              document.context().ifPresent(context -> json.put("context", context));
              return json;
            });
  }

  /** Only PDF is taken as base64; text must be given as text. */
  private static Block.Media asText(Block.Media media) {
    if (!(media instanceof Block.Media.Base64 base64) || !base64.mediaType().startsWith("text/")) {
      return media;
    }
    try {
      byte[] text = Base64.getDecoder().decode(base64.data());
      return new Block.Media.PlainText(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      throw new CallerFault(400, "the data of a document is not base64", "/messages");
    }
  }

  private Optional<ObjectNode> source(Block.Media media) {
    return switch (media) {
      case Block.Media.Base64 base64 ->
          Optional.of(
              typed("base64").put("media_type", base64.mediaType()).put("data", base64.data()));
      case Block.Media.Url url -> Optional.of(typed("url").put("url", url.url()));
      case Block.Media.FileId file ->
          origin == Protocol.MESSAGES
              ? Optional.of(typed("file").put("file_id", file.id()))
              : Optional.empty();
      case Block.Media.PlainText text ->
          Optional.of(typed("text").put("media_type", "text/plain").put("data", text.text()));
    };
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }
}
