package dev.cco.protocol.messages;

import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.WireEvent;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import java.util.ArrayList;
import java.util.List;

/** Takes an answer out of the call of {@link AnswerTool}, as if it had been said in words. */
final class FormatDecoder implements StreamDecoder {
  private final StreamDecoder provider;
  private boolean unwrapping;
  private boolean said;
  private boolean otherCalls;

  FormatDecoder(StreamDecoder provider) {
    this.provider = provider;
  }

  @Override
  public List<Event> decode(WireEvent event) {
    return unwrapped(provider.decode(event));
  }

  @Override
  public List<Event> end() {
    return unwrapped(provider.end());
  }

  private List<Event> unwrapped(List<Event> events) {
    List<Event> plain = new ArrayList<>(events.size() + 1);
    events.forEach(event -> add(plain, event));
    return plain;
  }

  private void add(List<Event> plain, Event event) {
    switch (event) {
      case Event.BlockStarted started -> plain.add(start(started));
      case Event.ArgumentsDelta delta -> {
        said = true;
        plain.add(unwrapping ? new Event.TextDelta(delta.json()) : delta);
      }
      case Event.BlockStopped stopped -> {
        if (unwrapping && !said) {
          plain.add(new Event.TextDelta("{}"));
        }
        unwrapping = false;
        plain.add(stopped);
      }
      case Event.Finished finished -> plain.add(finish(finished));
      case Event.Started started -> plain.add(started);
      case Event.TextDelta delta -> plain.add(delta);
      case Event.ThinkingDelta delta -> plain.add(delta);
      case Event.SignatureDelta delta -> plain.add(delta);
      case Event.CitationDelta delta -> plain.add(delta);
      case Event.Ping ping -> plain.add(ping);
    }
  }

  private Event start(Event.BlockStarted started) {
    if (!(started.block() instanceof Block.ToolUse use)) {
      return started;
    }
    unwrapping = use.name().equals(AnswerTool.NAME);
    said = false;
    otherCalls |= !unwrapping;
    return unwrapping ? new Event.BlockStarted(new Block.Text("")) : started;
  }

  private Event.Finished finish(Event.Finished finished) {
    return finished.reason() == StopReason.TOOL_USE && !otherCalls
        ? new Event.Finished(StopReason.END_TURN, finished.stopSequence(), finished.usage())
        : finished;
  }
}
