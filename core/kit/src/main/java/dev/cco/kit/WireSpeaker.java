package dev.cco.kit;

import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.Translation;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.Patience;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a provider does that speaks a wire protocol over HTTP: hands the client's bytes on, or says
 * a conversation in its protocol and reads the answer. A plugin holds one and delegates to it.
 */
public final class WireSpeaker implements AutoCloseable {
  private static final int LONGEST_EVENT = 8 << 20;

  private final String provider;
  private final Speech speech;
  private final VendorHeaders headers;

  /** Set once by {@link #start}. */
  private volatile @Nullable UpstreamClient client;

  /** A speaker for the provider of that id, not started. */
  public WireSpeaker(String provider, Speech speech, VendorHeaders headers) {
    this.provider = provider;
    this.speech = speech;
    this.headers = headers;
  }

  /**
   * Opens the connection pool; calls nobody.
   *
   * @throws IllegalArgumentException if a setting has a bad value
   */
  public void start(ProviderContext context) {
    client = new UpstreamClient(provider, context);
  }

  /**
   * Hands the client's bytes on to the same path at the target.
   *
   * @throws CallerFault if the provider refuses the request
   * @throws UpstreamFailure if it fails
   */
  public WireAnswer forward(Target target, WireRequest request) {
    return post(target, request.operation(), request.body(), headers.of(request.headers()));
  }

  /**
   * Says a conversation in the provider's language.
   *
   * @throws CallerFault if the provider refuses the request, or the target is strict and something
   *     cannot be said
   * @throws UpstreamFailure if it fails
   */
  public Events converse(Target target, Conversation conversation) {
    Translation request = speech.write(conversation, target);
    Strictness.check(target, request.dropped());
    Delivery delivery = new Delivery(conversation, request);
    Optional<Events> unasked = delivery.unasked();
    if (unasked.isPresent()) {
      return unasked.get();
    }
    UpstreamAnswer answer = post(target, speech.operation(), request.body(), headers.of(Map.of()));
    StreamDecoder decoder = speech.decoder(conversation);
    Events events =
        new AnswerEvents(
            answer,
            request.dropped(),
            answer.isEventStream()
                ? new Streamed(answer, decoder, target.timeouts().idle())
                : new Plain(answer, decoder, conversation));
    return delivery.of(events, speech.operation() == Operation.CHAT);
  }

  /**
   * Makes a call that is no operation, with the client's headers that the vendor defines.
   *
   * @param client the client's headers, by lower-case name
   * @throws CallerFault if the provider refuses the request
   * @throws UpstreamFailure if it fails
   */
  public WireAnswer call(
      String method,
      Target target,
      String path,
      Optional<UpstreamBody> body,
      Map<String, List<String>> client) {
    return client()
        .send(
            UpstreamCall.of(method, target, path, body, headers.of(client), headers.credential()));
  }

  /**
   * Asks the target for something that is no operation, such as its models.
   *
   * @return the whole answer
   * @throws UpstreamFailure if it fails
   */
  public byte[] get(Target target, String path) {
    try (UpstreamAnswer answer =
        client().send(UpstreamCall.get(target, path, headers.credential()))) {
      return answer.body().readAllBytes();
    } catch (IOException broken) {
      throw client().broken(broken);
    }
  }

  @Override
  public void close() {
    UpstreamClient open = client;
    if (open != null) {
      open.close();
    }
  }

  private UpstreamAnswer post(
      Target target, Operation operation, byte[] body, List<Header> vendorHeaders) {
    return client()
        .send(
            UpstreamCall.post(target, operation.path(), body, vendorHeaders, headers.credential()));
  }

  private UpstreamClient client() {
    UpstreamClient open = client;
    if (open == null) {
      throw new IllegalStateException(provider + " was not started");
    }
    return open;
  }

  /** Reads event by event. */
  private final class Streamed implements AnswerEvents.Source {
    private final SseReader reader;
    private final StreamDecoder decoder;
    private boolean ended;

    Streamed(UpstreamAnswer answer, StreamDecoder decoder, Duration idle) {
      this.reader = new SseReader(answer.body(), LONGEST_EVENT, new Patience(idle));
      this.decoder = decoder;
    }

    @Override
    public Optional<List<Event>> next() {
      if (ended) {
        return Optional.empty();
      }
      try {
        Optional<WireEvent> event = reader.next();
        ended = event.isEmpty();
        return Optional.of(event.map(decoder::decode).orElseGet(decoder::end));
      } catch (IOException broken) {
        throw client().broken(broken);
      }
    }
  }

  /** A plain answer is a stream that arrived at once. */
  private final class Plain implements AnswerEvents.Source {
    private final UpstreamAnswer answer;
    private final StreamDecoder decoder;
    private final Conversation conversation;
    private boolean ended;

    Plain(UpstreamAnswer answer, StreamDecoder decoder, Conversation conversation) {
      this.answer = answer;
      this.decoder = decoder;
      this.conversation = conversation;
    }

    @Override
    public Optional<List<Event>> next() {
      if (ended) {
        return Optional.empty();
      }
      ended = true;
      List<Event> events = new ArrayList<>();
      for (WireEvent event : speech.unfold(conversation, body())) {
        events.addAll(decoder.decode(event));
      }
      events.addAll(decoder.end());
      return Optional.of(events);
    }

    private byte[] body() {
      try {
        return answer.body().readAllBytes();
      } catch (IOException broken) {
        throw client().broken(broken);
      }
    }
  }
}
