package dev.cco.gateway;

import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.StopReason;
import dev.cco.spi.Target;
import dev.cco.spi.Usage;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A provider that answers what a test tells it, and remembers what it was asked. */
final class FakeProvider implements WireProvider {
  private final String id;
  private final Set<Operation> speaks;
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger closed = new AtomicInteger();

  /** What a call in the client's bytes gets. */
  Function<WireRequest, WireAnswer> wire = request -> plain("{}");

  /** What a conversation gets. */
  Function<Conversation, Events> events = conversation -> told("hello");

  FakeProvider(String id, Operation... speaks) {
    this.id = id;
    this.speaks = Set.of(speaks);
  }

  @Override
  public ProviderMetadata metadata() {
    Price price =
        new Price(
            new BigDecimal("3"),
            new BigDecimal("15"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    Model model =
        new Model(
            id + "-model",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(price),
            Model.Traits.UNDESCRIBED);
    return new ProviderMetadata(
        id,
        id,
        speaks,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        List.of(new ProviderMetadata.Route("^" + id + "-", "")),
        List.of(model));
  }

  @Override
  public void start(ProviderContext context) {}

  @Override
  public WireAnswer forward(Target target, WireRequest request) {
    bodies.add(new String(request.body(), StandardCharsets.UTF_8));
    return wire.apply(request);
  }

  @Override
  public Events converse(Target target, Conversation conversation) {
    bodies.add(conversation.toString());
    return events.apply(conversation);
  }

  @Override
  public void close() {}

  WireAnswer plain(String json) {
    return answer(
        "application/json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  WireAnswer stream(String events) {
    return stream(new ByteArrayInputStream(events.getBytes(StandardCharsets.UTF_8)));
  }

  WireAnswer stream(InputStream events) {
    return answer("text/event-stream", events);
  }

  private WireAnswer answer(String type, InputStream body) {
    return new WireAnswer() {
      @Override
      public int status() {
        return 200;
      }

      @Override
      public Map<String, String> headers() {
        return Map.of("content-type", type);
      }

      @Override
      public InputStream body() {
        return body;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  /** A complete answer of one text. */
  Events told(String text) {
    return told(
        List.of(
            new Event.Started("", id + "-model", Usage.of(10, 0)),
            new Event.BlockStarted(new Block.Text("")),
            new Event.TextDelta(text),
            new Event.BlockStopped(),
            new Event.Finished(StopReason.END_TURN, Optional.empty(), Usage.of(10, 5))),
        Optional.empty());
  }

  /** Events, and perhaps a failure behind them. */
  Events told(List<Event> events, Optional<RuntimeException> failure) {
    Iterator<Event> iterator = events.iterator();
    return new Events() {
      @Override
      public List<String> dropped() {
        return List.of();
      }

      @Override
      public boolean hasNext() {
        return iterator.hasNext() || failure.isPresent();
      }

      @Override
      public Event next() {
        if (!iterator.hasNext() && failure.isPresent()) {
          throw failure.get();
        }
        return iterator.next();
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }
}
