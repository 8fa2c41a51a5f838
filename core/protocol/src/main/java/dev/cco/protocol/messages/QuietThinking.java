package dev.cco.protocol.messages;

import dev.cco.protocol.ApiError;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a model's thinking from a client that did not ask to see it. The client's language decides
 * that, not the provider's: until here thinking is a part of the answer, and shows that there is
 * one.
 */
final class QuietThinking implements StreamEncoder {
  private final StreamEncoder encoder;
  private final boolean marked;
  private boolean inside;

  /**
   * @param marked whether the client is shown that there was thinking, by blocks without text
   */
  private QuietThinking(StreamEncoder encoder, boolean marked) {
    this.encoder = encoder;
    this.marked = marked;
  }

  /** Messages has thinking only for clients that switched it on, and for some without its text. */
  static StreamEncoder of(StreamEncoder encoder, Tape asked) {
    int thinking = asked.member(asked.root(), "thinking");
    boolean on = isObject(asked, thinking) && !says(asked, thinking, "type", "disabled");
    boolean shown = !says(asked, thinking, "display", "omitted");
    return on && shown ? encoder : new QuietThinking(encoder, on);
  }

  private static boolean says(Tape asked, int thinking, String member, String word) {
    int node = isObject(asked, thinking) ? asked.member(thinking, member) : Tape.NONE;
    return node != Tape.NONE && asked.isString(node, word);
  }

  private static boolean isObject(Tape asked, int node) {
    return node != Tape.NONE && asked.kind(node) == Kind.OBJECT;
  }

  @Override
  public List<WireEvent> encode(Event event) {
    return isSaid(event) ? encoder.encode(event) : List.of();
  }

  private boolean isSaid(Event event) {
    if (event instanceof Event.BlockStarted started) {
      inside =
          started.block() instanceof Block.Thinking
              || started.block() instanceof Block.RedactedThinking;
      return !inside || marked;
    }
    if (!inside || event instanceof Event.Ping) {
      return true;
    }
    boolean end = event instanceof Event.BlockStopped;
    inside = !end;
    return end && marked;
  }

  @Override
  public Optional<List<WireEvent>> broken(ApiError error) {
    return encoder.broken(error);
  }
}
