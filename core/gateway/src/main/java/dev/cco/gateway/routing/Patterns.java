package dev.cco.gateway.routing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.gateway.settings.ConfigNode;

/**
 * Compiles patterns with RE2: its matching time is linear in the name's length whatever the
 * pattern, so a nested repetition is harmless and need not be refused.
 */
final class Patterns {
  private static final int LONGEST = 1000;

  private Patterns() {}

  static Pattern compile(ConfigNode node) {
    String pattern = node.text();
    if (pattern.length() > LONGEST) {
      throw node.refuse("longer than " + LONGEST + " characters");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          node.error("not a regular expression (RE2): " + e.getDescription()), e);
    }
  }
}
