package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.StreamTap.Passing;
import dev.cco.protocol.StreamTap.Sight;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.Patience;
import dev.cco.protocol.sse.SseFramer;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.WireAnswer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;

/** A stream that came in the client's own protocol: its bytes go through, past a tap. */
final class PassedFeed implements Feed {
  private final WireAnswer answer;
  private final SseFramer framer;
  private final StreamTap tap;
  private boolean ended;

  /**
   * A feed of an answer's events.
   *
   * @param patience with each event
   */
  PassedFeed(WireAnswer answer, StreamTap tap, int maxEventBytes, Patience patience)
      throws IOException {
    this.answer = answer;
    this.framer = new SseFramer(answer.body(), maxEventBytes, patience);
    this.tap = tap;
  }

  @Override
  public Optional<Portion> next() {
    while (!ended) {
      Optional<Portion> portion = arrived();
      if (portion.isPresent()) {
        return portion;
      }
      if (!read()) {
        ended = true;
        if (!tap.facts().complete()) {
          throw new UpstreamFailure(Kind.BROKEN, "the provider's stream ended too early");
        }
      }
    }
    return Optional.empty();
  }

  /** The complete events in the buffer as one portion; they are copied only if one was changed. */
  private Optional<Portion> arrived() {
    Optional<Slice> event = framer.next();
    if (event.isEmpty()) {
      return Optional.empty();
    }
    Slice raw = event.get();
    Outgoing outgoing = new Outgoing();
    Sight furthest = Sight.PREAMBLE;
    for (; event.isPresent(); event = framer.next()) {
      raw = new Slice(raw.array(), raw.from(), event.get().to());
      Passing passing = tap.pass(event.get());
      outgoing.add(passing.bytes());
      if (passing.sight().compareTo(furthest) > 0) {
        furthest = passing.sight();
      }
      if (furthest == Sight.END || furthest == Sight.ERROR) {
        ended = true;
        break;
      }
    }
    return Optional.of(new Portion(outgoing.joined(), raw, furthest));
  }

  private boolean read() {
    try {
      return framer.read();
    } catch (SocketTimeoutException e) {
      throw new UpstreamFailure(Kind.TIMEOUT, "the provider fell silent in its stream", e);
    } catch (IOException e) {
      throw new UpstreamFailure(Kind.BROKEN, "the connection to the provider broke", e);
    }
  }

  @Override
  public AnswerFacts facts() {
    return tap.facts();
  }

  @Override
  public Optional<List<WireEvent>> broken(ApiError error) {
    return tap.broken(error);
  }

  @Override
  public List<String> dropped() {
    return List.of();
  }

  @Override
  public void close() {
    answer.close();
  }
}
