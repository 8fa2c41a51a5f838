package dev.cco.gateway.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512B}, {@code 64MB}, {@code 2 GiB}; 1 KB is 1,024 bytes. */
public final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,19}) ?([KMGT]?)(?:I?B)");

  private Sizes() {}

  /**
   * The number of bytes.
   *
   * @throws IllegalArgumentException if it is not a size, with what one looks like
   */
  public static long parse(String text) {
    String trimmed = text.strip().toUpperCase(Locale.ROOT);
    if (trimmed.equals("0")) {
      return 0;
    }
    Matcher matcher = SIZE.matcher(trimmed);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a size: '" + text + "'; write a whole number and B, KB, MB, GB or TB, as in 64MB");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("too large a size: '" + text + "'", e);
    }
  }

  private static long unit(String prefix) {
    int thousands = prefix.isEmpty() ? 0 : " KMGT".indexOf(prefix.charAt(0));
    return 1L << (10 * thousands);
  }
}
