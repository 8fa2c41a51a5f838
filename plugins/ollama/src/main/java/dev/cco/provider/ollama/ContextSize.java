package dev.cco.provider.ollama;

import dev.cco.protocol.PromptSize;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import java.util.Optional;

/**
 * How many tokens a model must be loaded with, so that nothing of a conversation is cut. In steps,
 * because another size makes the server load the model again.
 */
final class ContextSize {
  /** What the server takes by itself, where nobody configured it. */
  private static final int DEFAULT = 4096;

  /** As much room as an answer usually needs; a longer one ends at the limit. */
  private static final int ANSWER = 4096;

  private static final int LARGEST = 1 << 20;
  private static final int BYTES_PER_TOKEN = 3;

  private ContextSize() {}

  /** The size to ask for; empty where the server's own is enough. */
  static Optional<Integer> of(Conversation conversation, Model model) {
    int answer = Math.min(ANSWER, conversation.maxTokens().orElse(ANSWER));
    long needed = PromptSize.of(conversation).tokens(BYTES_PER_TOKEN) + answer;
    if (needed <= DEFAULT) {
      return Optional.empty();
    }
    int size = 2 * DEFAULT;
    while (size < needed && size < LARGEST) {
      size *= 2;
    }
    return Optional.of(Math.min(size, model.contextWindow().orElse(LARGEST)));
  }
}
