package dev.cco.gateway.pricing;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which listed model a name means. Never by family: "claude-opus" has been 15/75, 5/25 and 4/20.
 */
public final class ModelNames {
  /** What vendors put behind a name without making it another model. */
  private static final Pattern REMAINDER =
      Pattern.compile(
          "(?:[-@]20\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])"
              + "|[-@]20\\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])"
              + "|-latest)?(?:-v\\d{1,2}:\\d{1,2})?");

  /** What resellers put before it: {@code us.anthropic.}, {@code openai/}, {@code models/}. */
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:(?:us|eu|apac|au|jp|ca|global)\\.)?"
              + "(?:(?:anthropic|openai|meta|mistral|cohere|amazon|deepseek)\\."
              + "|(?:anthropic|openai|google|mistralai|x-ai|deepseek|models)/)");

  private ModelNames() {}

  /** The listed entry for a name: the exact one, else the longest with only a date behind it. */
  public static <T> Optional<T> find(Map<String, T> listed, String name) {
    T exact = listed.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    String bare = PREFIX.matcher(name).replaceFirst("");
    T bareExact = listed.get(bare);
    return bareExact != null ? Optional.of(bareExact) : dated(listed, bare);
  }

  private static <T> Optional<T> dated(Map<String, T> listed, String name) {
    return listed.entrySet().stream()
        .filter(entry -> isOnlyDated(name, entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  private static boolean isOnlyDated(String name, String listed) {
    return !listed.isEmpty()
        && name.startsWith(listed)
        && REMAINDER.matcher(name).region(listed.length(), name.length()).matches();
  }
}
