package dev.cco.gateway;

import java.util.Locale;
import java.util.Optional;

/**
 * What a client says about the cache with {@code Cache-Control}.
 *
 * @param lookUp whether a stored answer may be used
 * @param store whether the answer may be stored
 * @param maxAgeSeconds the oldest answer that will do
 * @param onlyIfCached whether nothing but a stored answer is wanted
 */
record CacheDirectives(
    boolean lookUp, boolean store, Optional<Long> maxAgeSeconds, boolean onlyIfCached) {

  static final CacheDirectives NONE = new CacheDirectives(true, true, Optional.empty(), false);

  /** Reads the header's value; what is not known or malformed is ignored, as HTTP asks. */
  static CacheDirectives parse(Optional<String> header) {
    if (header.isEmpty()) {
      return NONE;
    }
    boolean lookUp = true;
    boolean store = true;
    boolean only = false;
    Optional<Long> maxAge = Optional.empty();
    for (String part : header.get().split(",", -1)) {
      String directive = part.strip().toLowerCase(Locale.ROOT);
      switch (directive) {
        case "no-cache" -> lookUp = false;
        case "no-store" -> {
          lookUp = false;
          store = false;
        }
        case "only-if-cached" -> only = true;
        default -> {
          if (directive.matches("max-age=\"?[0-9]{1,9}\"?")) {
            maxAge = Optional.of(Long.valueOf(directive.replaceAll("[^0-9]", "")));
          }
        }
      }
    }
    return new CacheDirectives(lookUp, store, maxAge, only);
  }
}
