package dev.cco.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the headers of a request say about how its body is to be read.
 *
 * @param version the version of the API that the client speaks, where its protocol has versions
 */
public record HeaderFacts(Optional<String> version) {
  /** Headers that say nothing. */
  public static final HeaderFacts NONE = new HeaderFacts(Optional.empty());

  /** What a request's headers say, by lower-case name. */
  public static HeaderFacts of(Map<String, List<String>> headers) {
    return new HeaderFacts(
        headers.getOrDefault("anthropic-version", List.of()).stream()
            .map(String::strip)
            .filter(version -> !version.isEmpty())
            .findFirst());
  }
}
