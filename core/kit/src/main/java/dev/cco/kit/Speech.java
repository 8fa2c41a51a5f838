package dev.cco.kit;

import dev.cco.protocol.Dialect;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.Translation;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.chat.ChatStyle;
import dev.cco.protocol.chat.ToolNames;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Operation;
import dev.cco.spi.Target;
import java.util.List;
import java.util.function.Function;

/** How conversations are said to one kind of server, and how its answers are read. */
public interface Speech {

  /** What the server is asked for. */
  Operation operation();

  /** The request that says a conversation. */
  Translation write(Conversation conversation, Target target);

  /** A reader of the answer to that conversation. */
  StreamDecoder decoder(Conversation conversation);

  /**
   * The stream that a plain answer to that conversation amounts to.
   *
   * @throws dev.cco.spi.UpstreamFailure if it is no answer of this language
   */
  List<WireEvent> unfold(Conversation conversation, byte[] plain);

  /** A dialect as it is. */
  static Speech in(Dialect dialect) {
    return new PlainSpeech(dialect);
  }

  /** Anthropic Messages. */
  static Speech messages() {
    return new MessagesSpeech(new MessagesDialect());
  }

  /**
   * Chat Completions in the style of the server a call goes to, adjusted by the route's option
   * {@code features}.
   */
  static Speech chat(Function<Target, ChatStyle> style) {
    return new ChatSpeech(style);
  }

  /** See {@link #in}. */
  record PlainSpeech(Dialect dialect) implements Speech {
    @Override
    public Operation operation() {
      return switch (dialect.protocol()) {
        case MESSAGES -> Operation.MESSAGES;
        case CHAT -> Operation.CHAT;
        case RESPONSES -> Operation.RESPONSES;
      };
    }

    @Override
    public Translation write(Conversation conversation, Target target) {
      return dialect.writeRequest(conversation, target.model());
    }

    @Override
    public StreamDecoder decoder(Conversation conversation) {
      return dialect.decoder();
    }

    @Override
    public List<WireEvent> unfold(Conversation conversation, byte[] plain) {
      return dialect.unfold(plain, true);
    }
  }

  /** See {@link #messages}. */
  record MessagesSpeech(MessagesDialect dialect) implements Speech {
    @Override
    public Operation operation() {
      return Operation.MESSAGES;
    }

    @Override
    public Translation write(Conversation conversation, Target target) {
      return dialect.writeRequest(conversation, target.model());
    }

    @Override
    public StreamDecoder decoder(Conversation conversation) {
      return dialect.decoder(conversation);
    }

    @Override
    public List<WireEvent> unfold(Conversation conversation, byte[] plain) {
      return dialect.unfold(plain, true);
    }
  }

  /** See {@link #chat}. */
  record ChatSpeech(ChatDialect dialect, Function<Target, ChatStyle> style) implements Speech {
    ChatSpeech(Function<Target, ChatStyle> style) {
      this(new ChatDialect(), style);
    }

    @Override
    public Operation operation() {
      return Operation.CHAT;
    }

    @Override
    public Translation write(Conversation conversation, Target target) {
      return dialect.writeRequest(conversation, target.model(), styleOf(target));
    }

    /** With what the route says of the server, as {@link ChatStyle#with(String)} reads it. */
    private ChatStyle styleOf(Target target) {
      try {
        return style.apply(target).with(target.options().getOrDefault("features", ""));
      } catch (IllegalArgumentException unknown) {
        throw new CallerFault(400, "the route's features: " + unknown.getMessage(), "");
      }
    }

    @Override
    public StreamDecoder decoder(Conversation conversation) {
      return dialect.decoder(ToolNames.of(conversation));
    }

    @Override
    public List<WireEvent> unfold(Conversation conversation, byte[] plain) {
      return dialect.unfold(EchoedPrefill.without(plain, conversation), true);
    }
  }
}
