package dev.cco.gateway.dispatch;

import dev.cco.gateway.Exchange;
import dev.cco.gateway.GatewaySettings;
import dev.cco.gateway.routing.Route;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.StreamTap.Sight;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.WireFormat;
import dev.cco.protocol.sse.Patience;
import dev.cco.protocol.sse.SseWriter;
import dev.cco.spi.Conversation;
import dev.cco.spi.Embedder;
import dev.cco.spi.Events;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One attempt at one target, up to the first content. */
final class Attempts {
  private static final int ANSWER_AT_FIRST = 2048;

  private final GatewaySettings settings;

  Attempts(GatewaySettings settings) {
    this.settings = settings;
  }

  /** Whether the provider takes the client's own bytes for this operation. */
  static boolean passes(Provider provider, Operation operation) {
    return provider instanceof WireProvider && provider.metadata().speaks().contains(operation);
  }

  Opened open(Exchange exchange, Provider provider, Route route, Target target) {
    if (provider instanceof WireProvider wire && passes(provider, exchange.operation())) {
      return pass(exchange, wire, route, target);
    }
    if (exchange.operation() == Operation.EMBEDDINGS && provider instanceof Embedder embedder) {
      return EmbeddingAttempts.open(exchange, embedder, route, target);
    }
    return translate(exchange, provider, route, target);
  }

  private Opened pass(Exchange exchange, WireProvider provider, Route route, Target target) {
    WireFormat format = exchange.format();
    boolean stream = exchange.facts().stream();
    boolean hideUsage = stream && !exchange.facts().includeUsage();
    byte[] body = format.rewrite(exchange.facts(), target.model().id(), stream);
    WireAnswer answer =
        provider.forward(
            target,
            new WireRequest(exchange.operation(), exchange.request().headers(), body, stream));
    try {
      if (stream && isEventStream(answer)) {
        Patience patience = new Patience(target.timeouts().idle());
        Feed feed =
            new PassedFeed(
                answer, exchange.dialect().tap(hideUsage), settings.maxEventBytes(), patience);
        return hold(route, answer.headers(), feed);
      }
      byte[] plain = readAll(answer);
      if (exchange.operation() == Operation.COUNT_TOKENS) {
        return new Opened.Raw(route, answer.headers(), exchange.operation(), plain);
      }
      plain = format.asAsked(exchange.facts(), plain);
      var facts = format.answerFacts(plain);
      if (stream) {
        return unfolded(exchange, route, plain, facts);
      }
      return new Opened.Plain(route, answer.headers(), List.of(), plain, facts);
    } catch (SocketTimeoutException e) {
      answer.close();
      throw new UpstreamFailure(Kind.TIMEOUT, "the provider fell silent in its answer", e);
    } catch (IOException e) {
      answer.close();
      throw new UpstreamFailure(Kind.BROKEN, "the connection to the provider broke", e);
    } catch (RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  /** A provider that answered in one piece where a stream was asked for. */
  private static Opened unfolded(Exchange exchange, Route route, byte[] plain, AnswerFacts facts) {
    Dialect dialect = exchange.dialect();
    byte[] seen = SseWriter.write(dialect.unfold(plain, exchange.facts().includeUsage()));
    byte[] raw = SseWriter.write(dialect.unfold(plain, true));
    Feed feed = new WholeFeed(facts, List.of());
    return new Opened.Streaming(route, Map.of(), List.of(), seen, raw, true, feed);
  }

  private Opened translate(Exchange exchange, Provider provider, Route route, Target target) {
    Conversation conversation = exchange.conversation().withModel(target.model().id());
    Dialect dialect = exchange.dialect();
    AnswerFrame frame =
        new AnswerFrame(
            exchange.facts().model(),
            exchange.answerId(),
            exchange.request().arrivedAt(),
            true,
            Optional.of(exchange.facts().tape()));
    boolean hideUsage = exchange.facts().stream() && !exchange.facts().includeUsage();
    Optional<StreamTap> hiding = hideUsage ? Optional.of(dialect.tap(true)) : Optional.empty();
    Events events = provider.converse(target, conversation);
    TranslatedFeed feed =
        new TranslatedFeed(events, dialect.encoder(frame, exchange.facts()), hiding);
    try {
      if (exchange.facts().stream()) {
        return hold(route, Map.of(), feed);
      }
      List<WireEvent> wire = new ArrayList<>();
      for (Optional<TranslatedFeed.Step> step = feed.step(); step.isPresent(); step = feed.step()) {
        wire.addAll(step.get().wire());
      }
      feed.close();
      return new Opened.Plain(route, Map.of(), feed.dropped(), dialect.fold(wire), feed.facts());
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
  }

  /** Reads a stream up to its first content, so that a failure until then can still be mended. */
  private static Opened hold(Route route, Map<String, String> headers, Feed feed) {
    try {
      ByteArrayOutputStream held = new ByteArrayOutputStream(1024);
      ByteArrayOutputStream raw = new ByteArrayOutputStream(1024);
      boolean ended = true;
      for (Optional<Portion> next = feed.next(); next.isPresent(); next = feed.next()) {
        Portion portion = next.get();
        if (portion.sight() == Sight.ERROR) {
          throw StreamedError.failure(portion.raw());
        }
        write(held, portion.bytes());
        write(raw, portion.raw());
        if (portion.sight() == Sight.CONTENT) {
          ended = false;
          break;
        }
        if (portion.sight() == Sight.END) {
          break;
        }
      }
      return new Opened.Streaming(
          route, headers, feed.dropped(), held.toByteArray(), raw.toByteArray(), ended, feed);
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
  }

  private static void write(ByteArrayOutputStream out, Slice bytes) {
    out.write(bytes.array(), bytes.from(), bytes.length());
  }

  private static boolean isEventStream(WireAnswer answer) {
    return answer.headers().getOrDefault("content-type", "").startsWith("text/event-stream");
  }

  /** Grows with the answer: most are short, and the library's way takes 16 KB for each. */
  private byte[] readAll(WireAnswer answer) throws IOException {
    byte[] bytes = new byte[ANSWER_AT_FIRST];
    int length = 0;
    int read = answer.body().read(bytes, 0, bytes.length);
    while (read >= 0) {
      length += read;
      if (length > settings.maxPlainBytes()) {
        throw new UpstreamFailure(
            Kind.INVALID_ANSWER,
            "the provider's answer is longer than " + settings.maxPlainBytes() + " bytes");
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      read = answer.body().read(bytes, length, bytes.length - length);
    }
    answer.close();
    return Arrays.copyOf(bytes, length);
  }
}
