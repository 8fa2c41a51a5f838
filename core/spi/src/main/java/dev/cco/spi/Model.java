package dev.cco.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A model that a provider serves.
 *
 * @param id the provider's name of it
 * @param contextWindow tokens of prompt and answer together
 * @param maxOutput the most tokens of an answer
 * @param price absent where it is not known
 */
public record Model(
    String id,
    Optional<String> displayName,
    Optional<Instant> created,
    Optional<Integer> contextWindow,
    Optional<Integer> maxOutput,
    Optional<Price> price,
    Traits traits) {

  /**
   * What a model accepts.
   *
   * @param sampling temperature, top_p and top_k
   * @param prefill a last turn of the assistant that the answer goes on from
   * @param systemTurns instructions in the middle of the conversation
   * @param thinking the ways of thinking it takes
   * @param structuredOutput JSON by schema
   */
  public record Traits(
      boolean sampling,
      boolean prefill,
      boolean systemTurns,
      Set<Reasoning.Mode> thinking,
      boolean structuredOutput) {
    /** A model nobody described: everything is tried. */
    public static final Traits UNDESCRIBED =
        new Traits(true, true, true, Set.of(Reasoning.Mode.values()), true);

    public Traits {
      thinking = Set.copyOf(thinking);
    }
  }

  /** A model of which only the name is known. */
  public static Model named(String id) {
    return new Model(
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Traits.UNDESCRIBED);
  }
}
