package dev.cco.spi;

import java.time.Instant;
import java.util.List;
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
   * @param stop texts that end the answer
   * @param efforts the words for how much to think, from least to most; empty where nobody said
   */
  public record Traits(
      boolean sampling,
      boolean prefill,
      boolean systemTurns,
      Set<Reasoning.Mode> thinking,
      boolean structuredOutput,
      boolean stop,
      List<String> efforts) {
    /** A model nobody described: everything is tried. */
    public static final Traits UNDESCRIBED =
        new Traits(true, true, true, Set.of(Reasoning.Mode.values()), true);

    public Traits {
      thinking = Set.copyOf(thinking);
      efforts = List.copyOf(efforts);
    }

    /** A model that takes stop texts and of whose efforts nothing is known. */
    public Traits(
        boolean sampling,
        boolean prefill,
        boolean systemTurns,
        Set<Reasoning.Mode> thinking,
        boolean structuredOutput) {
      this(sampling, prefill, systemTurns, thinking, structuredOutput, true, List.of());
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
