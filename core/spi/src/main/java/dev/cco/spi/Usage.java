package dev.cco.spi;

/**
 * Tokens of one call in five classes that do not overlap.
 *
 * @param input prompt tokens neither read from nor written to the provider's cache
 * @param cacheRead prompt tokens read from the provider's cache
 * @param cacheWrite5m prompt tokens written to it for five minutes, or for an unnamed time
 * @param cacheWrite1h prompt tokens written to it for an hour
 * @param output tokens of the answer, reasoning included
 * @param reasoning how many of the output tokens were reasoning
 * @param known false where the provider reported nothing and the figures are not to be trusted
 * @param terms on what terms they were served
 */
public record Usage(
    long input,
    long cacheRead,
    long cacheWrite5m,
    long cacheWrite1h,
    long output,
    long reasoning,
    boolean known,
    Terms terms) {

  /** Nothing reported. */
  public static final Usage UNKNOWN = new Usage(0, 0, 0, 0, 0, 0, false);

  public Usage {
    if (input < 0
        || cacheRead < 0
        || cacheWrite5m < 0
        || cacheWrite1h < 0
        || output < 0
        || reasoning < 0) {
      throw new IllegalArgumentException("token counts must not be negative");
    }
  }

  /** Figures of a call on the usual terms. */
  public Usage(
      long input,
      long cacheRead,
      long cacheWrite5m,
      long cacheWrite1h,
      long output,
      long reasoning,
      boolean known) {
    this(input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, known, Terms.STANDARD);
  }

  /** Reported figures without a provider's cache. */
  public static Usage of(long input, long output) {
    return new Usage(input, 0, 0, 0, output, 0, true);
  }

  /** The same figures on other terms. */
  public Usage on(Terms other) {
    return new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, known, other);
  }

  /** All tokens of the prompt. */
  public long prompt() {
    return input + cacheRead + cacheWrite5m + cacheWrite1h;
  }

  /** All tokens of the call. */
  public long total() {
    return prompt() + output;
  }
}
