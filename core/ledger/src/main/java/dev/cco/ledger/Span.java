package dev.cco.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A part of a period, in microseconds, and where its sums are read: from roll-ups by the hour or
 * minute, or at the ends of the period, where no whole minute fits, from the calls themselves.
 */
record Span(Source source, long from, long to) {

  /** Coarse ones first. */
  enum Source {
    HOUR(3_600_000_000L),
    MINUTE(60_000_000L),
    CALLS(1);

    private final long length;

    Source(long length) {
      this.length = length;
    }

    long length() {
      return length;
    }

    /** The beginning of the period that a time is in. */
    long start(long time) {
      return Math.floorDiv(time, length) * length;
    }

    /** What {@code period_type} says. */
    String type() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Divides a period into few spans. */
  static List<Span> of(long from, long to) {
    List<Span> spans = new ArrayList<>();
    divide(from, to, 0, spans);
    return spans;
  }

  private static void divide(long from, long to, int level, List<Span> spans) {
    if (from >= to) {
      return;
    }
    Source source = Source.values()[level];
    long first = -source.start(-from);
    long last = source.start(to);
    if (first >= last) {
      divide(from, to, level + 1, spans);
      return;
    }
    divide(from, first, level + 1, spans);
    spans.add(new Span(source, first, last));
    divide(last, to, level + 1, spans);
  }
}
