package dev.cco.protocol;

import dev.cco.spi.Model;
import dev.cco.spi.Reasoning;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the word for how much to think among those that a model of OpenAI's kind knows. */
public final class Efforts {
  private static final String NONE = "none";
  private static final String MINIMAL = "minimal";

  /** All words of all vendors, from least to most. */
  private static final List<String> ALL =
      List.of(NONE, MINIMAL, "low", "medium", "high", "xhigh", "max");

  private Efforts() {}

  /** The word to send; empty where the model knows none that says the wish. */
  public static Optional<String> of(Reasoning wish, Model.Traits traits) {
    if (wish.mode().isEmpty()) {
      return wish.effort().flatMap(word -> nearest(word, traits));
    }
    return switch (wish.mode().get()) {
      case DISABLED -> off(traits);
      case ADAPTIVE, BETWEEN_TOOLS -> nearest(wish.effort().orElse("medium"), traits);
      case BUDGET -> word(wish).flatMap(word -> nearest(word, traits));
    };
  }

  /** The wish as a word, whatever a model knows; empty where it says neither word nor budget. */
  public static Optional<String> word(Reasoning wish) {
    return wish.effort().or(() -> wish.budgetTokens().map(Efforts::word));
  }

  /** Many models refuse the word; it is sent only where the model is known to take it. */
  private static Optional<String> off(Model.Traits traits) {
    List<String> known = traits.efforts();
    if (known.isEmpty()) {
      boolean described = !traits.equals(Model.Traits.UNDESCRIBED);
      return described && traits.thinking().contains(Reasoning.Mode.DISABLED)
          ? Optional.of(NONE)
          : Optional.empty();
    }
    return known.contains(NONE) ? Optional.of(NONE) : Optional.of(MINIMAL).filter(known::contains);
  }

  /** Between two that are equally near the one that thinks more. */
  private static Optional<String> nearest(String word, Model.Traits traits) {
    List<String> known = traits.efforts();
    if (known.isEmpty() || known.contains(word)) {
      return Optional.of(word);
    }
    int wanted = ALL.indexOf(word);
    return known.stream()
        .filter(candidate -> wanted >= 0 && !candidate.equals(NONE))
        .min(
            Comparator.comparingInt((String candidate) -> Math.abs(ALL.indexOf(candidate) - wanted))
                .thenComparingInt(candidate -> -ALL.indexOf(candidate)));
  }

  private static String word(int budget) {
    if (budget >= 10_000) {
      return "high";
    }
    if (budget >= 5_000) {
      return "medium";
    }
    return budget >= 2_000 ? "low" : MINIMAL;
  }
}
