package dev.cco.protocol;

import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Tool;
import dev.cco.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How much a prompt holds, for an estimate that errs high.
 *
 * @param bytes of all texts, names, schemas and arguments in UTF-8
 * @param images pictures, each counted as the largest that a provider charges
 * @param documentBytes of attached documents
 * @param frames turns, blocks and tools, each of which takes a few tokens beside its text
 */
public record PromptSize(long bytes, long images, long documentBytes, long frames) {
  /** What Anthropic charges for the largest image, and more than other vendors. */
  private static final long TOKENS_PER_IMAGE = 1_600;

  private static final long TOKENS_PER_FRAME = 8;

  private static final PromptSize NOTHING = new PromptSize(0, 0, 0, 0);

  /** What a conversation holds. */
  public static PromptSize of(Conversation conversation) {
    PromptSize size = NOTHING.plus(of(conversation.system()));
    for (Turn turn : conversation.turns()) {
      size = size.plus(of(turn.blocks())).plus(new PromptSize(0, 0, 0, 1));
    }
    for (Tool tool : conversation.tools()) {
      size = size.plus(of(tool));
    }
    return size;
  }

  /** The tokens it amounts to, at so many bytes of text to a token. */
  public long tokens(int bytesPerToken) {
    return Math.ceilDiv(bytes, bytesPerToken)
        + Math.ceilDiv(documentBytes, bytesPerToken)
        + images * TOKENS_PER_IMAGE
        + frames * TOKENS_PER_FRAME;
  }

  private static PromptSize of(List<Block> blocks) {
    PromptSize size = NOTHING;
    for (Block block : blocks) {
      size = size.plus(of(block)).plus(new PromptSize(0, 0, 0, 1));
    }
    return size;
  }

  private static PromptSize of(Block block) {
    return switch (block) {
      case Block.Text text -> text(text.text());
      case Block.Refusal refusal -> text(refusal.text());
      case Block.Thinking thinking -> text(thinking.text());
      case Block.RedactedThinking redacted -> text(redacted.data());
      case Block.Image image -> new PromptSize(0, 1, 0, 0);
      case Block.Document document -> document(document.media());
      case Block.ToolUse use -> text(use.name()).plus(text(use.input().toString()));
      case Block.ToolResult result -> of(result.content());
      case Block.Opaque opaque -> text(opaque.json().toString());
    };
  }

  private static PromptSize document(Block.Media media) {
    return switch (media) {
      case Block.Media.Base64 base64 -> new PromptSize(0, 0, base64.data().length(), 0);
      case Block.Media.PlainText plain -> text(plain.text());
      case Block.Media.Url url -> new PromptSize(0, 1, 0, 0);
      case Block.Media.FileId file -> new PromptSize(0, 1, 0, 0);
    };
  }

  private static PromptSize of(Tool tool) {
    return switch (tool) {
      case Tool.Function function ->
          text(function.name())
              .plus(text(function.description().orElse("")))
              .plus(text(function.inputSchema().toString()))
              .plus(new PromptSize(0, 0, 0, 2));
      case Tool.Opaque opaque -> text(opaque.json().toString());
    };
  }

  private static PromptSize text(String text) {
    return new PromptSize(text.getBytes(StandardCharsets.UTF_8).length, 0, 0, 0);
  }

  private PromptSize plus(PromptSize other) {
    return new PromptSize(
        bytes + other.bytes,
        images + other.images,
        documentBytes + other.documentBytes,
        frames + other.frames);
  }
}
