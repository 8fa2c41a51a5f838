package dev.cco.kit;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** An answer for tests, and one line for each event that comes of it. */
final class Told implements Events {
  static final Usage USAGE = Usage.of(7, 5);

  private final Iterator<Event> events;
  private boolean closed;

  Told(List<Event> events) {
    this.events = events.iterator();
  }

  /** A whole answer that says these pieces in one text block. */
  static List<Event> text(String... pieces) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.Started("id", "m", Usage.UNKNOWN));
    events.add(new Event.BlockStarted(new Block.Text("")));
    Arrays.stream(pieces).map(Event.TextDelta::new).forEach(events::add);
    events.add(new Event.BlockStopped());
    events.add(new Event.Finished(StopReason.END_TURN, Optional.empty(), USAGE));
    return events;
  }

  static List<String> lines(Events events) {
    List<String> lines = new ArrayList<>();
    while (events.hasNext()) {
      lines.add(line(events.next()));
    }
    return lines;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public List<String> dropped() {
    return List.of("top_k");
  }

  @Override
  public boolean hasNext() {
    return !closed && events.hasNext();
  }

  @Override
  public Event next() {
    return events.next();
  }

  @Override
  public void close() {
    closed = true;
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.Started started -> "started";
      case Event.BlockStarted started ->
          "open " + started.block().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
      case Event.TextDelta delta -> "text " + delta.text();
      case Event.ThinkingDelta delta -> "thinking " + delta.text();
      case Event.SignatureDelta delta -> "signature " + delta.signature();
      case Event.ArgumentsDelta delta -> "arguments " + delta.json();
      case Event.CitationDelta delta -> "citation";
      case Event.BlockStopped stopped -> "close";
      case Event.Ping ping -> "ping";
      case Event.Finished finished ->
          "finished " + finished.reason() + finished.stopSequence().map(s -> " " + s).orElse("");
    };
  }
}
