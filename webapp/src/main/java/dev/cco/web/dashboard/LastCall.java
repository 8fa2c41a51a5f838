package dev.cco.web.dashboard;

import dev.cco.ledger.Reports.Call;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an empty period says: when the last call was, and which period would show it.
 *
 * @param sentence the words
 * @param span the period to offer, absent where none reaches that far
 */
public record LastCall(String sentence, Optional<Span> span) {

  static LastCall of(List<Call> newest, Instant now) {
    if (newest.isEmpty()) {
      return new LastCall("There has been none before it either.", Optional.empty());
    }
    Instant time = newest.getFirst().time();
    return new LastCall(
        "The last one was on " + Figures.day(time) + " at " + Figures.clock(time) + ".",
        Span.reaching(time, now));
  }

  public boolean offered() {
    return span.isPresent();
  }

  public String key() {
    return span.map(Span::key).orElse("");
  }

  public String label() {
    return span.map(Span::label).orElse("");
  }
}
