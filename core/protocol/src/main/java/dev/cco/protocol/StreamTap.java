package dev.cco.protocol;

import java.util.List;
import java.util.Optional;

/** Reads what decides from a stream of the client's own protocol while its bytes go through. */
public interface StreamTap {

  /** What an event means to the one who passes it on. */
  enum Sight {
    /** Nothing of the answer's content yet: may still be held back. */
    PREAMBLE,
    /** Content: after this the answer is committed to. */
    CONTENT,
    /** The last event of a complete answer. */
    END,
    /** The provider says that it failed. */
    ERROR
  }

  /**
   * An event as it is to be passed on.
   *
   * @param bytes the event's bytes, changed only where the client must not see a part of it; may be
   *     empty
   */
  record Passing(Sight sight, Slice bytes) {}

  /** Looks at one complete event, its end of line included. */
  Passing pass(Slice event);

  /** What is known by now. */
  AnswerFacts facts();

  /**
   * The events that end this stream with an error, where they depend on how far it got; else {@link
   * Dialect#streamError} has them.
   */
  default Optional<List<WireEvent>> broken(ApiError error) {
    return Optional.empty();
  }
}
