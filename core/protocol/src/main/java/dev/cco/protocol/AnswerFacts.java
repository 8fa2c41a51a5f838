package dev.cco.protocol;

import dev.cco.spi.Usage;

/**
 * What a passing answer says of itself.
 *
 * @param model the model that answered, empty if it does not say
 * @param finish the stop reason in the protocol's own word, empty if there is none yet
 * @param complete whether the answer came to its regular end
 * @param storable whether it is complete, a success, and ended by itself (not by a limit, a refusal
 *     or a pause), with its usage reported
 */
public record AnswerFacts(
    String model, Usage usage, String finish, boolean complete, boolean storable) {}
