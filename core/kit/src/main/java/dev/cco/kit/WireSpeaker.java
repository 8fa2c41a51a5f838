package dev.cco.kit;

import dev.cco.protocol.Dialect;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.Translation;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a provider does that speaks a wire protocol over HTTP: hands the client's bytes on, or says
 * a conversation in its protocol and reads the answer. A plugin holds one and delegates to it.
 */
public final class WireSpeaker implements AutoCloseable {
  private static final int LONGEST_EVENT = 8 << 20;

  private final ProviderMetadata metadata;
  private final Function<Target, Dialect> dialects;
  private final VendorHeaders headers;

  /** Set once by {@link #start}. */
  private volatile @Nullable UpstreamClient client;

  /** A speaker of one dialect. */
  public WireSpeaker(ProviderMetadata metadata, Dialect dialect, VendorHeaders headers) {
    this(metadata, target -> dialect, headers);
  }

  /** A speaker whose dialect depends on where the call goes. */
  public WireSpeaker(
      ProviderMetadata metadata, Function<Target, Dialect> dialects, VendorHeaders headers) {
    this.metadata = metadata;
    this.dialects = dialects;
    this.headers = headers;
  }

  /**
   * Opens the connection pool; calls nobody.
   *
   * @throws IllegalArgumentException if a setting has a bad value
   */
  public void start(ProviderContext context) {
    client = new UpstreamClient(metadata.id(), context);
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
   * Says a conversation in the provider's dialect.
   *
   * @throws CallerFault if the provider refuses the request, or the target is strict and something
   *     cannot be said
   * @throws UpstreamFailure if it fails
   */
  public Events converse(Target target, Conversation conversation) {
    Dialect dialect = dialects.apply(target);
    Translation translation = dialect.writeRequest(conversation, target.model());
    Strictness.check(target, translation.dropped());
    UpstreamAnswer answer =
        post(target, operation(dialect), translation.body(), headers.of(Map.of()));
    boolean stream = answer.mediaType().equals(MediaTypes.EVENT_STREAM);
    return new AnswerEvents(
        answer, translation.dropped(), stream ? stream(answer, dialect) : plain(answer, dialect));
  }

  @Override
  public void close() {
    UpstreamClient open = client;
    if (open != null) {
      open.close();
    }
  }

  private UpstreamAnswer post(
      Target target,
      Operation operation,
      byte[] body,
      List<org.apache.hc.core5.http.Header> vendorHeaders) {
    return client()
        .send(
            UpstreamCall.post(
                target, operation.path(), body, vendorHeaders, headers.credential()));
  }

  private UpstreamClient client() {
    UpstreamClient open = client;
    if (open == null) {
      throw new IllegalStateException(metadata.id() + " was not started");
    }
    return open;
  }

  private static Operation operation(Dialect dialect) {
    Protocol protocol = dialect.protocol();
    return switch (protocol) {
      case MESSAGES -> Operation.MESSAGES;
      case CHAT -> Operation.CHAT;
      case RESPONSES -> Operation.RESPONSES;
    };
  }

  private AnswerEvents.Source stream(UpstreamAnswer answer, Dialect dialect) {
    SseReader reader = new SseReader(answer.body(), LONGEST_EVENT);
    StreamDecoder decoder = dialect.decoder();
    boolean[] ended = {false};
    return () -> {
      if (ended[0]) {
        return Optional.empty();
      }
      Optional<WireEvent> event = read(reader::next);
      ended[0] = event.isEmpty();
      return Optional.of(event.map(decoder::decode).orElseGet(decoder::end));
    };
  }

  /** A plain answer is a stream that arrived at once. */
  private AnswerEvents.Source plain(UpstreamAnswer answer, Dialect dialect) {
    boolean[] ended = {false};
    return () -> {
      if (ended[0]) {
        return Optional.empty();
      }
      ended[0] = true;
      byte[] body = read(() -> answer.body().readAllBytes());
      StreamDecoder decoder = dialect.decoder();
      List<Event> events = new ArrayList<>();
      dialect.unfold(body, true).forEach(event -> events.addAll(decoder.decode(event)));
      events.addAll(decoder.end());
      return Optional.of(events);
    };
  }

  private interface Read<T> {
    T read() throws IOException;
  }

  private <T> T read(Read<T> reading) {
    try {
      return reading.read();
    } catch (IOException broken) {
      throw client().broken(broken);
    }
  }
}
