package dev.cco.spi;

/**
 * On what terms a provider says it served a call, as far as they change its price.
 *
 * @param rate how its tokens are priced
 * @param regional whether it was kept in a region that costs more
 * @param webSearches searches of the web that are billed one by one
 */
public record Terms(Rate rate, boolean regional, long webSearches) {

  /** What nearly all calls have. */
  public static final Terms STANDARD = new Terms(Rate.STANDARD, false, 0);

  /** How tokens are priced against the list. */
  public enum Rate {
    /** As listed. */
    STANDARD,
    /** As in a batch: served when there is room. */
    REDUCED,
    /** Twice the list: served before others. */
    FAST
  }

  public Terms {
    if (webSearches < 0) {
      throw new IllegalArgumentException("a count must not be negative");
    }
  }
}
