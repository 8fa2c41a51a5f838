package dev.cco.spi;

import java.util.Optional;

/**
 * How much the model thinks before it answers.
 *
 * @param mode absent where the client gave an effort only
 * @param budgetTokens tokens for thinking, present with {@code BUDGET} only
 * @param effort the vendor's word: none, minimal, low, medium, high, xhigh, max
 * @param display whether the client wants to see it: summarized, omitted
 */
public record Reasoning(
    Optional<Mode> mode,
    Optional<Integer> budgetTokens,
    Optional<String> effort,
    Optional<String> display) {
  /** Who decides how much. */
  public enum Mode {
    DISABLED,
    ADAPTIVE,
    BUDGET,
    BETWEEN_TOOLS
  }
}
