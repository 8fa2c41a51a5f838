package dev.cco.launcher;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads text members of a small, flat JSON object, so that the launcher needs no library. */
record FlatJson(String json) {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  Optional<String> text(String name) {
    Matcher member =
        Pattern.compile("\"" + Pattern.quote(name) + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"")
            .matcher(json);
    return member.find() ? Optional.of(unescape(member.group(1))) : Optional.empty();
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? character(escape.group(2))
                        : String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }

  private static String character(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "t" -> "\t";
      case "r" -> "\r";
      case "b" -> "\b";
      case "f" -> "\f";
      default -> letter;
    };
  }
}
