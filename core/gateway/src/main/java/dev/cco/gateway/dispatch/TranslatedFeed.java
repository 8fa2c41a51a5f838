package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.StreamTap.Sight;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A stream that came as canonical events, written in the client's protocol. */
final class TranslatedFeed implements Feed {
  private final Events events;
  private final StreamEncoder encoder;
  private final Optional<StreamTap> hiding;
  private AnswerFacts facts = new AnswerFacts("", Usage.UNKNOWN, "", false, false);

  /** Whether this client was told anything; what is kept from it makes no answer. */
  private boolean content;

  /**
   * @param hiding takes out what this client did not ask for
   */
  TranslatedFeed(Events events, StreamEncoder encoder, Optional<StreamTap> hiding) {
    this.events = events;
    this.encoder = encoder;
    this.hiding = hiding;
  }

  @Override
  public Optional<Portion> next() {
    Optional<Step> step = step();
    if (step.isEmpty()) {
      return Optional.empty();
    }
    Outgoing raw = new Outgoing();
    Outgoing seen = new Outgoing();
    for (WireEvent event : step.get().wire()) {
      Slice bytes = Slice.of(SseWriter.write(event));
      raw.add(bytes);
      seen.add(hiding.map(tap -> tap.pass(bytes).bytes()).orElse(bytes));
    }
    return Optional.of(new Portion(seen.joined(), raw.joined(), step.get().sight()));
  }

  /** One canonical event in the client's words. */
  record Step(List<WireEvent> wire, Sight sight) {}

  Optional<Step> step() {
    if (!events.hasNext()) {
      return Optional.empty();
    }
    Event event = events.next();
    Sight sight = look(event);
    List<WireEvent> wire = encoder.encode(event);
    content |= sight == Sight.CONTENT && !wire.isEmpty();
    return Optional.of(new Step(wire, sight));
  }

  private Sight look(Event event) {
    return switch (event) {
      case Event.Started started -> {
        facts = new AnswerFacts(started.model(), started.usage(), "", false, false);
        yield Sight.PREAMBLE;
      }
      case Event.Ping ping -> Sight.PREAMBLE;
      case Event.Finished finished -> {
        facts =
            new AnswerFacts(
                facts.model(),
                finished.usage(),
                finished.reason().name().toLowerCase(Locale.ROOT),
                true,
                content && finished.usage().known() && endedByItself(finished.reason()));
        yield Sight.END;
      }
      case Event.BlockStarted started -> Sight.CONTENT;
      case Event.TextDelta delta -> Sight.CONTENT;
      case Event.ThinkingDelta delta -> Sight.CONTENT;
      case Event.SignatureDelta delta -> Sight.CONTENT;
      case Event.ArgumentsDelta delta -> Sight.CONTENT;
      case Event.CitationDelta delta -> Sight.CONTENT;
      case Event.BlockStopped stopped -> Sight.CONTENT;
    };
  }

  private static boolean endedByItself(StopReason reason) {
    return switch (reason) {
      case END_TURN, STOP_SEQUENCE, TOOL_USE -> true;
      case MAX_TOKENS, PAUSE_TURN, REFUSAL, CONTEXT_WINDOW_EXCEEDED -> false;
    };
  }

  @Override
  public AnswerFacts facts() {
    return facts;
  }

  @Override
  public Optional<List<WireEvent>> broken(ApiError error) {
    return encoder.broken(error);
  }

  @Override
  public List<String> dropped() {
    return events.dropped();
  }

  @Override
  public void close() {
    events.close();
  }
}
