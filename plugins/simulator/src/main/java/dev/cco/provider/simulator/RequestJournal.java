package dev.cco.provider.simulator;

import dev.cco.spi.Journal.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest requests, no more than fit. Used by many threads. */
final class RequestJournal {
  private static final int MOST = 10_000;
  private static final long MOST_BYTES = 64L << 20;

  private final boolean on;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  RequestJournal(boolean on) {
    this.on = on;
  }

  boolean isOn() {
    return on;
  }

  synchronized void add(Entry entry) {
    entries.addLast(entry);
    bytes += entry.body().length;
    while (entries.size() > MOST || (bytes > MOST_BYTES && entries.size() > 1)) {
      bytes -= entries.removeFirst().body().length;
    }
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }
}
