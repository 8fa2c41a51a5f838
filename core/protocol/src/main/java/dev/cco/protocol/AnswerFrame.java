package dev.cco.protocol;

import dev.cco.protocol.json.Tape;
import java.time.Instant;
import java.util.Optional;

/**
 * What an answer that we compose says of itself.
 *
 * @param model the model the client asked for
 * @param id a fresh random part for the answer's id, letters and digits
 * @param created when the answer began
 * @param includeUsage whether a streamed answer is to say its usage
 * @param request what was asked, for protocols whose answers repeat it
 */
public record AnswerFrame(
    String model, String id, Instant created, boolean includeUsage, Optional<Tape> request) {

  /** A frame for an answer that repeats nothing of its request. */
  public AnswerFrame(String model, String id, Instant created, boolean includeUsage) {
    this(model, id, created, includeUsage, Optional.empty());
  }
}
