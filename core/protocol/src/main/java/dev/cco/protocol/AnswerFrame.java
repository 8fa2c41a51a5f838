package dev.cco.protocol;

import java.time.Instant;

/**
 * What an answer that we compose says of itself.
 *
 * @param model the model the client asked for
 * @param id a fresh random part for the answer's id, letters and digits
 * @param created when the answer began
 * @param includeUsage whether a streamed answer is to say its usage
 */
public record AnswerFrame(String model, String id, Instant created, boolean includeUsage) {}
