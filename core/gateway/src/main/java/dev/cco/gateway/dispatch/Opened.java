package dev.cco.gateway.dispatch;

import dev.cco.gateway.routing.Route;
import dev.cco.protocol.AnswerFacts;
import dev.cco.spi.Operation;
import java.util.List;
import java.util.Map;

/** An answer that a provider has begun to give, or given. */
public sealed interface Opened {

  /** Where it comes from. */
  Route route();

  /** The provider's headers that a client may see. */
  Map<String, String> headers();

  /** What could not be said to the provider. */
  List<String> dropped();

  /** A complete answer in the client's protocol. */
  record Plain(
      Route route,
      Map<String, String> headers,
      List<String> dropped,
      byte[] body,
      AnswerFacts facts)
      implements Opened {}

  /**
   * A stream in the client's protocol, with what was held back until its first content.
   *
   * @param held complete events, to be written before the feed goes on
   * @param heldRaw the same before anything was hidden from this client
   * @param ended whether the held events are the whole answer
   */
  record Streaming(
      Route route,
      Map<String, String> headers,
      List<String> dropped,
      byte[] held,
      byte[] heldRaw,
      boolean ended,
      Feed feed)
      implements Opened {

    /** The same, read through another feed. */
    public Streaming withFeed(Feed other) {
      return new Streaming(route, headers, dropped, held, heldRaw, ended, other);
    }
  }

  /**
   * An answer of an operation whose content is not looked at, such as counting tokens.
   *
   * @param operation what was asked
   */
  record Raw(Route route, Map<String, String> headers, Operation operation, byte[] body)
      implements Opened {
    @Override
    public List<String> dropped() {
      return List.of();
    }
  }
}
