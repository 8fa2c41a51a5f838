package dev.cco.kit;

import dev.cco.protocol.AnthropicOnly;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Target;
import java.util.List;

/** Decides whether a request may be said incompletely. */
public final class Strictness {
  private Strictness() {}

  /**
   * Refuses what the provider's language has no words for, where the target is strict.
   *
   * @throws CallerFault with status 400, naming the fields
   */
  public static void check(Target target, List<String> dropped) {
    List<String> missed =
        dropped.stream().filter(field -> !AnthropicOnly.isHarmless(field)).toList();
    if (target.strict() && !missed.isEmpty()) {
      throw new CallerFault(
          400,
          "the provider of " + target.model().id() + " does not know: " + String.join(", ", missed),
          "");
    }
  }
}
