package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import java.util.List;
import java.util.Optional;

/** The feed of an answer that was held back whole. */
record WholeFeed(AnswerFacts facts, List<String> dropped) implements Feed {
  @Override
  public Optional<Portion> next() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // Nothing is open any more.
  }
}
