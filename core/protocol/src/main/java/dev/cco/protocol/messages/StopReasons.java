package dev.cco.protocol.messages;

import dev.cco.spi.StopReason;
import java.util.Set;

/** The protocol's words for why an answer ended. */
final class StopReasons {
  /** Those by which an answer ended by itself: another call would end so, too. */
  private static final Set<String> REGULAR = Set.of("end_turn", "stop_sequence", "tool_use");

  private StopReasons() {}

  static boolean isRegular(String word) {
    return REGULAR.contains(word);
  }

  static String word(StopReason reason) {
    return switch (reason) {
      case END_TURN -> "end_turn";
      case MAX_TOKENS -> "max_tokens";
      case STOP_SEQUENCE -> "stop_sequence";
      case TOOL_USE -> "tool_use";
      case PAUSE_TURN -> "pause_turn";
      case REFUSAL -> "refusal";
      case CONTEXT_WINDOW_EXCEEDED -> "model_context_window_exceeded";
    };
  }

  /** The reason a word means; words that are not known yet mean a regular end. */
  static StopReason reason(String word) {
    for (StopReason reason : StopReason.values()) {
      if (word(reason).equals(word)) {
        return reason;
      }
    }
    return StopReason.END_TURN;
  }
}
