package dev.cco.provider.simulator;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Tool;
import dev.cco.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Counts tokens by a rule that fits on a line: four bytes of UTF-8 are one, over all text, tool
 * definitions, arguments and results together, rounded up; a picture is 1,000 and a document that
 * is no text 2,000.
 */
final class TokenCount {
  private static final int BYTES_PER_TOKEN = 4;
  private static final long PICTURE = 1000;
  private static final long DOCUMENT = 2000;

  private long bytes;
  private long whole;

  private TokenCount() {}

  /** The tokens of a prompt; at least one. */
  static long of(Conversation conversation) {
    TokenCount count = new TokenCount();
    count.blocks(conversation.system());
    for (Turn turn : conversation.turns()) {
      count.blocks(turn.blocks());
    }
    conversation.tools().forEach(count::tool);
    return Math.max(1, count.total());
  }

  /** The tokens of a text. */
  static long of(String text) {
    TokenCount count = new TokenCount();
    count.text(text);
    return count.total();
  }

  private long total() {
    return whole + (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  private void text(String text) {
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void blocks(List<Block> blocks) {
    for (Block block : blocks) {
      switch (block) {
        case Block.Text text -> text(text.text());
        case Block.Refusal refusal -> text(refusal.text());
        case Block.Thinking thinking -> text(thinking.text());
        case Block.RedactedThinking thinking -> text(thinking.data());
        case Block.ToolUse use -> {
          text(use.name());
          text(Json.text(use.input()));
        }
        case Block.ToolResult result -> blocks(result.content());
        case Block.Image image -> whole += PICTURE;
        case Block.Document document -> document(document);
        case Block.Opaque opaque -> text(Json.text(opaque.json()));
      }
    }
  }

  private void document(Block.Document document) {
    if (document.media() instanceof Block.Media.PlainText plain) {
      text(plain.text());
    } else {
      whole += DOCUMENT;
    }
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Function function -> {
        text(function.name());
        text(function.description().orElse(""));
        text(Json.text(function.inputSchema()));
      }
      case Tool.Opaque opaque -> text(Json.text(opaque.json()));
    }
  }
}
