package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes what a user says as parts, and what tools answered as text. */
final class PartWriter {
  private static final int BAD_REQUEST = 400;

  private final Protocol origin;
  private final ChatStyle style;
  private final Set<String> dropped;

  PartWriter(Protocol origin, ChatStyle style, Set<String> dropped) {
    this.origin = origin;
    this.style = style;
    this.dropped = dropped;
  }

  /** Texts as a plain string where the templates of small servers want it. */
  JsonNode shortest(ArrayNode parts) {
    List<String> texts = new ArrayList<>();
    for (JsonNode part : parts) {
      if (!part.path("type").asText().equals("text")) {
        return parts;
      }
      texts.add(part.path("text").asText());
    }
    boolean plain = texts.size() == 1 || !style.has(Feature.TEXT_PARTS);
    return plain ? TextNode.valueOf(String.join("\n\n", texts)) : parts;
  }

  /** What of a tool's result is no text and must be shown by the user. */
  static List<Block> attachments(Block.ToolResult result) {
    return result.content().stream()
        .filter(
            block ->
                block instanceof Block.Image
                    || (block instanceof Block.Document document
                        && !(document.media() instanceof Block.Media.PlainText)))
        .toList();
  }

  ArrayNode write(List<Block> blocks) {
    ArrayNode parts = Json.array();
    for (Block block : blocks) {
      switch (block) {
        case Block.Text text -> text(parts, text.text());
        case Block.Refusal refusal -> text(parts, refusal.text());
        case Block.Image image -> image(parts, image.media());
        case Block.Document document -> document(parts, document);
        case Block.Opaque opaque -> opaque(parts, opaque);
        case Block.ToolResult result -> text(parts, resultText(result));
        case Block.ToolUse use -> dropped.add("tool_use");
        case Block.Thinking thinking -> dropped.add("thinking");
        case Block.RedactedThinking redacted -> dropped.add("redacted_thinking");
      }
    }
    return parts;
  }

  /** A tool's result; this protocol has no mark for an error. */
  String resultText(Block.ToolResult result) {
    List<String> texts = new ArrayList<>();
    for (Block block : result.content()) {
      switch (block) {
        case Block.Text text -> texts.add(text.text());
        case Block.Image image -> texts.add("[image below]");
        case Block.Document document -> texts.add(resultText(document));
        case Block.Opaque opaque -> texts.addAll(told(opaque));
        case Block.Refusal refusal -> texts.add(refusal.text());
        case Block.ToolUse use -> dropped.add("tool_use");
        case Block.ToolResult inner -> dropped.add("tool_result");
        case Block.Thinking thinking -> dropped.add("thinking");
        case Block.RedactedThinking redacted -> dropped.add("redacted_thinking");
      }
    }
    String text = String.join("\n", texts);
    return result.error() ? "Error: " + text : text;
  }

  private String resultText(Block.Document document) {
    reportCitations(document);
    return document.media() instanceof Block.Media.PlainText ? plain(document) : "[document below]";
  }

  private static void text(ArrayNode parts, String text) {
    if (!text.isEmpty()) {
      parts.addObject().put("type", "text").put("text", text);
    }
  }

  private static void image(ArrayNode parts, Block.Media media) {
    String url =
        switch (media) {
          case Block.Media.Base64 bytes -> dataUrl(bytes);
          case Block.Media.Url there -> there.url();
          case Block.Media.FileId file ->
              throw fault("images from a file store are not supported by this model's provider");
          case Block.Media.PlainText text -> throw fault("an image must not be text");
        };
    parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
  }

  private void document(ArrayNode parts, Block.Document document) {
    reportCitations(document);
    switch (document.media()) {
      case Block.Media.PlainText text -> text(parts, plain(document));
      case Block.Media.Base64 bytes -> {
        document.context().ifPresent(context -> text(parts, context));
        file(parts).put("filename", filename(document)).put("file_data", dataUrl(bytes));
      }
      case Block.Media.FileId id -> {
        // A file of one vendor's store means nothing to another.
        if (origin == Protocol.MESSAGES) {
          throw fault("documents from a file store are not supported by this model's provider");
        }
        file(parts).put("file_id", id.id());
      }
      case Block.Media.Url url ->
          throw fault("documents by URL are not supported by this model's provider");
    }
  }

  private void reportCitations(Block.Document document) {
    if (document.citations()) {
      dropped.add("citations");
    }
  }

  /** The vendor goes by the name's ending. */
  private static String filename(Block.Document document) {
    String title = document.title().orElse("document");
    return title.toLowerCase(Locale.ROOT).endsWith(".pdf") ? title : title + ".pdf";
  }

  private ObjectNode file(ArrayNode parts) {
    if (!style.has(Feature.FILES)) {
      throw fault("documents are not supported by this model's provider");
    }
    return parts.addObject().put("type", "file").putObject("file");
  }

  private static CallerFault fault(String message) {
    return new CallerFault(BAD_REQUEST, "messages: " + message, "/messages");
  }

  private static String dataUrl(Block.Media.Base64 bytes) {
    return "data:" + bytes.mediaType() + ";base64," + bytes.data();
  }

  private static String plain(Block.Document document) {
    String text = document.media() instanceof Block.Media.PlainText plain ? plain.text() : "";
    List<String> lines = new ArrayList<>();
    document.title().ifPresent(lines::add);
    document.context().ifPresent(lines::add);
    lines.add(text);
    return String.join("\n", lines);
  }

  private void opaque(ArrayNode parts, Block.Opaque opaque) {
    if (opaque.protocol() == Protocol.CHAT) {
      parts.add(opaque.json());
    } else {
      told(opaque).forEach(text -> text(parts, text));
    }
  }

  /** Another vendor's block in words, where it has any. */
  private List<String> told(Block.Opaque opaque) {
    JsonNode json = opaque.json();
    List<String> texts = new ArrayList<>();
    switch (json.path("type").asText()) {
      case "search_result" -> {
        texts.add(json.path("title").asText());
        texts.add(json.path("source").asText());
        json.path("content").forEach(part -> texts.add(part.path("text").asText()));
      }
      case "document" -> {
        texts.add(json.path("title").asText());
        JsonNode content = json.path("source").path("content");
        texts.add(content.asText());
        content.forEach(part -> texts.add(part.path("text").asText()));
      }
      case "tool_reference" -> texts.add(json.path("tool_name").asText());
      default -> dropped.add(json.path("type").asText("content"));
    }
    texts.removeIf(String::isEmpty);
    return texts.isEmpty() ? List.of() : List.of(String.join("\n", texts));
  }
}
