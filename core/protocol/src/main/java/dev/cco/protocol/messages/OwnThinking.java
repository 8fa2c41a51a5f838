package dev.cco.protocol.messages;

import dev.cco.spi.Block;

/** Tells thinking that the provider signed itself: any other is an error there. */
final class OwnThinking {
  /** How signatures begin that the gateway wraps for providers of another kind. */
  static final String ENVELOPE = "cco1.";

  private OwnThinking() {}

  /** Whether a block is thinking that must not be sent. */
  static boolean isForeign(Block block) {
    return switch (block) {
      case Block.Thinking thinking -> !isOwn(thinking.signature());
      case Block.RedactedThinking redacted -> redacted.data().startsWith(ENVELOPE);
      case Block.Text text -> false;
      case Block.Image image -> false;
      case Block.Document document -> false;
      case Block.ToolUse use -> false;
      case Block.ToolResult result -> false;
      case Block.Refusal refusal -> false;
      case Block.Opaque opaque -> false;
    };
  }

  /** Whether a block is thinking that a turn with tool calls may begin with. */
  static boolean isValid(Block block) {
    boolean thinking = block instanceof Block.Thinking || block instanceof Block.RedactedThinking;
    return thinking && !isForeign(block);
  }

  private static boolean isOwn(String signature) {
    return !signature.isEmpty() && !signature.startsWith(ENVELOPE);
  }
}
