package dev.cco.provider.simulator;

import dev.cco.kit.ProviderFile;
import dev.cco.kit.Settings;
import dev.cco.kit.Statuses;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.embeddings.EmbeddingsAnswer;
import dev.cco.protocol.embeddings.EmbeddingsRequest;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Journal;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers by rule instead of by model, in both protocols, so that all else can be tried without a
 * key. The same request gives the same bytes. Its own setting: {@code journal}.
 */
@Dependent
public class SimulatorProvider implements WireProvider, Journal {
  private static final ProviderMetadata METADATA = ProviderFile.read(SimulatorProvider.class);

  /** An answer that named the hour would not be the same twice. */
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private final MessagesDialect messages = new MessagesDialect();
  private final ChatDialect chat = new ChatDialect();

  /** What a start makes; set once. */
  private record Running(Clock clock, RequestJournal journal) {}

  private volatile Running running = new Running(Clock.systemUTC(), new RequestJournal(false));

  @Override
  public ProviderMetadata metadata() {
    return METADATA;
  }

  @Override
  public void start(ProviderContext context) {
    boolean journal = new Settings(METADATA.id(), context).flag("journal", false);
    running = new Running(context.clock(), new RequestJournal(journal));
  }

  @Override
  public WireAnswer forward(Target target, WireRequest request) {
    keep(
        target,
        Optional.of(request.operation()),
        request.stream(),
        request.headers(),
        request::body);
    String id = id(request.body());
    return switch (request.operation()) {
      case MESSAGES -> answer(messages, target, request, id);
      case CHAT -> answer(chat, target, request, id);
      case COUNT_TOKENS -> count(target, request, id);
      case EMBEDDINGS -> embed(target, request, id);
      case RESPONSES ->
          throw new CallerFault(404, "the simulator has no " + request.operation().path(), "");
    };
  }

  @Override
  public Events converse(Target target, Conversation conversation) {
    byte[] body = messages.writeRequest(conversation, target.model()).body();
    keep(target, Optional.empty(), conversation.stream(), Map.of(), () -> body);
    Behavior behavior = behavior(messages, target, id(body));
    List<Event> events = new Composer(conversation, behavior.large(), id(body)).compose();
    return new SimulatedEvents(events, new Pace(behavior, target.timeouts().idle()));
  }

  @Override
  public List<Entry> entries() {
    return running.journal().entries();
  }

  @Override
  public void close() {
    // Nothing was taken.
  }

  private WireAnswer answer(Dialect dialect, Target target, WireRequest request, String id) {
    Tape tape = Tape.scan(request.body());
    RequestFacts facts = dialect.facts(tape, request.operation());
    Conversation conversation = dialect.readRequest(tape, HeaderFacts.of(request.headers()));
    Behavior behavior = behavior(dialect, target, id);
    List<Event> events = new Composer(conversation, behavior.large(), id).compose();
    if (facts.stream()) {
      return SimulatedAnswer.streamed(
          headers(id, "text/event-stream; charset=utf-8"),
          events,
          dialect.encoder(new AnswerFrame(facts.model(), id, CREATED, facts.includeUsage()), facts),
          new Pace(behavior, target.timeouts().idle()));
    }
    StreamEncoder encoder =
        dialect.encoder(new AnswerFrame(facts.model(), id, CREATED, true), facts);
    Pace pace = new Pace(behavior, target.timeouts().firstByte());
    List<WireEvent> wire = new ArrayList<>();
    events.forEach(event -> wire.addAll(encode(encoder, event, pace)));
    return SimulatedAnswer.plain(headers(id, "application/json"), dialect.fold(wire), pace);
  }

  /** A plain answer is there when its last event would have been. */
  private static List<WireEvent> encode(StreamEncoder encoder, Event event, Pace pace) {
    await(pace, event);
    return encoder.encode(event);
  }

  private static void await(Pace pace, Event event) {
    try {
      pace.await(event);
    } catch (SocketTimeoutException silent) {
      throw new UpstreamFailure(Kind.TIMEOUT, "the simulator was silent for too long", silent);
    } catch (IOException broken) {
      throw new UpstreamFailure(Kind.BROKEN, "the simulator broke its answer off", broken);
    }
  }

  private WireAnswer count(Target target, WireRequest request, String id) {
    Conversation conversation =
        messages.readCountRequest(Tape.scan(request.body()), HeaderFacts.of(request.headers()));
    Behavior behavior = behavior(messages, target, id);
    byte[] body = Json.bytes(Json.object().put("input_tokens", TokenCount.of(conversation)));
    return SimulatedAnswer.plain(
        headers(id, "application/json"), body, new Pace(behavior, Duration.ZERO));
  }

  private WireAnswer embed(Target target, WireRequest request, String id) {
    EmbeddingsRequest asked = EmbeddingsRequest.read(Tape.scan(request.body()));
    Behavior behavior = behavior(chat, target, id);
    Pace pace = new Pace(behavior, target.timeouts().firstByte());
    await(pace, new Event.Ping());
    byte[] body =
        EmbeddingsAnswer.write(
            asked.model(),
            SimulatedVectors.of(asked.input(), asked.dimensions(), behavior.large()),
            asked.base64());
    return SimulatedAnswer.plain(headers(id, "application/json"), body, pace);
  }

  private Behavior behavior(Dialect dialect, Target target, String id) {
    String model = target.model().id();
    Behavior behavior =
        Behavior.of(model).orElseThrow(() -> refusal(dialect, 404, "model: " + model, 0, id));
    behavior
        .error()
        .ifPresent(
            error -> {
              throw refusal(
                  dialect,
                  error.status(),
                  "simulated error " + error.status(),
                  error.retryAfterSeconds(),
                  id);
            });
    return behavior;
  }

  private RuntimeException refusal(
      Dialect dialect, int status, String message, int retryAfter, String id) {
    byte[] body = dialect.error(SimulatedErrors.of(status, message), "req_" + id);
    Map<String, String> headers =
        SimulatedErrors.isWorthWaiting(status)
            ? Map.of(
                "content-type",
                "application/json",
                "request-id",
                "req_" + id,
                "retry-after",
                Integer.toString(retryAfter))
            : headers(id, "application/json");
    return Statuses.exception(
        METADATA.id(), new ProviderReply(status, headers, body), running.clock());
  }

  private static Map<String, String> headers(String id, String contentType) {
    return Map.of("content-type", contentType, "request-id", "req_" + id);
  }

  private interface Body {
    byte[] bytes();
  }

  private void keep(
      Target target,
      Optional<Operation> operation,
      boolean stream,
      Map<String, List<String>> headers,
      Body body) {
    Running started = running;
    if (started.journal().isOn()) {
      started
          .journal()
          .add(
              new Entry(
                  started.clock().instant(),
                  operation,
                  target.model().id(),
                  stream,
                  headers,
                  body.bytes().clone()));
    }
  }

  private static String id(byte[] request) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(request);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
