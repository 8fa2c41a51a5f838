package dev.cco.kit;

import dev.cco.protocol.PromptSize;
import dev.cco.protocol.Translation;
import dev.cco.spi.Conversation;
import dev.cco.spi.Events;
import java.util.Optional;

/** What becomes of a translated answer between its provider and the client. */
public final class Delivery {
  /** Fewer bytes to a token than any current tokenizer has. */
  private static final int BYTES_PER_TOKEN = 3;

  private final Conversation conversation;
  private final Translation request;

  /** The delivery of the answer to {@code conversation}, which was said by {@code request}. */
  public Delivery(Conversation conversation, Translation request) {
    this.conversation = conversation;
    this.request = request;
  }

  /** The answer where the client wants no tokens, so that nobody need be asked. */
  public Optional<Events> unasked() {
    return conversation
        .maxTokens()
        .filter(most -> most == 0)
        .map(none -> new EmptyAnswer(conversation.model(), request.dropped()));
  }

  /**
   * The provider's answer as the client wants it.
   *
   * @param tagged whether thinking may stand in the text between tags
   */
  public Events of(Events answer, boolean tagged) {
    Events events = tagged ? new RewrittenEvents(answer, new ThinkTags()) : answer;
    return request.scanned().isEmpty()
        ? events
        : new RewrittenEvents(
            events, new StopScan(request.scanned(), !conversation.stream(), this::promptTokens));
  }

  private long promptTokens() {
    return PromptSize.of(conversation).tokens(BYTES_PER_TOKEN);
  }
}
