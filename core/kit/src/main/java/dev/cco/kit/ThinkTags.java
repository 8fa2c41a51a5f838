package dev.cco.kit;

import dev.cco.spi.Block;
import dev.cco.spi.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes {@code <think>…</think>} at the beginning of an answer for what it is. Servers that do not
 * know a model's form leave it in the text, its tags cut anywhere.
 */
final class ThinkTags implements RewrittenEvents.Rewrite {
  private static final String BEGIN = "<think>";
  private static final String END = "</think>";

  private enum Place {
    /** Nothing was said that tells what comes. */
    BEFORE,
    THINKING,
    /** Between the thinking and the text. */
    BEHIND,
    /** The rest is as it is. */
    PAST
  }

  private final StringBuilder pending = new StringBuilder();
  private Place place = Place.BEFORE;
  private boolean thinking;

  @Override
  public List<Event> of(Event event) {
    if (place == Place.PAST) {
      return List.of(event);
    }
    return switch (event) {
      case Event.BlockStarted started -> start(started);
      case Event.TextDelta delta -> read(delta.text());
      case Event.BlockStopped stopped -> stop();
      case Event.Started started -> List.of(event);
      case Event.ThinkingDelta delta -> List.of(event);
      case Event.SignatureDelta delta -> List.of(event);
      case Event.ArgumentsDelta delta -> List.of(event);
      case Event.CitationDelta delta -> List.of(event);
      case Event.Ping ping -> List.of(event);
      case Event.Finished finished -> List.of(event);
    };
  }

  /** The first block decides; another one than text has no tags behind it either. */
  private List<Event> start(Event.BlockStarted started) {
    if (started.block() instanceof Block.Text) {
      return List.of();
    }
    place = Place.PAST;
    return List.of(started);
  }

  private List<Event> read(String piece) {
    pending.append(piece);
    List<Event> events = new ArrayList<>();
    if (place == Place.BEFORE) {
      begin(events);
    }
    if (place == Place.THINKING) {
      think(events);
    }
    if (place == Place.BEHIND) {
      strip();
      if (!pending.isEmpty()) {
        say(events);
      }
    }
    return events;
  }

  private void begin(List<Event> events) {
    String text = pending.toString().stripLeading();
    if (text.startsWith(BEGIN)) {
      pending.setLength(0);
      pending.append(text, BEGIN.length(), text.length());
      place = Place.THINKING;
    } else if (!BEGIN.startsWith(text)) {
      say(events);
    }
  }

  private void think(List<Event> events) {
    int end = pending.indexOf(END);
    if (end < 0) {
      thought(pending.length() - held(), events);
      return;
    }
    thought(end, events);
    pending.delete(0, END.length());
    close(events);
    place = Place.BEHIND;
  }

  /** How much of the end could be the beginning of the end tag. */
  private int held() {
    String text = pending.toString();
    int length = Math.min(END.length() - 1, text.length());
    while (!text.endsWith(END.substring(0, length))) {
      length--;
    }
    return length;
  }

  /** A model that was told not to think leaves its tags empty: that is no block. */
  private void thought(int length, List<Event> events) {
    String text = pending.substring(0, length);
    pending.delete(0, length);
    if (!thinking) {
      text = text.stripLeading();
    }
    if (text.isEmpty()) {
      return;
    }
    if (!thinking) {
      thinking = true;
      events.add(new Event.BlockStarted(new Block.Thinking("", "")));
    }
    events.add(new Event.ThinkingDelta(text));
  }

  private void close(List<Event> events) {
    if (thinking) {
      thinking = false;
      events.add(new Event.BlockStopped());
    }
  }

  private void strip() {
    String text = pending.toString().stripLeading();
    pending.setLength(0);
    pending.append(text);
  }

  private void say(List<Event> events) {
    place = Place.PAST;
    events.add(new Event.BlockStarted(new Block.Text("")));
    if (!pending.isEmpty()) {
      events.add(new Event.TextDelta(pending.toString()));
    }
  }

  private List<Event> stop() {
    List<Event> events = new ArrayList<>();
    switch (place) {
      case BEFORE -> {
        say(events);
        events.add(new Event.BlockStopped());
      }
      case THINKING -> {
        thought(pending.length(), events);
        close(events);
      }
      case BEHIND, PAST -> {}
    }
    place = Place.PAST;
    return events;
  }
}
