package dev.cco.protocol;

import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.UpstreamFailure;
import java.util.List;
import java.util.Optional;

/**
 * A conversation's wire protocol from both sides: the client's requests and what we answer, our
 * requests and what a provider answers. Stateless; plain answers are defined by the stream's:
 * {@link #fold} and {@link #unfold} are each other's inverse up to chunking.
 */
public interface Dialect extends WireFormat {

  /**
   * Reads a client's request completely.
   *
   * @param headers what came with it, as a version of the API has rules of its own
   * @throws CallerFault if it breaks a rule of the protocol, with its place
   */
  Conversation readRequest(Tape tape, HeaderFacts headers);

  /**
   * Reads a request that only asks how long it is, which need not limit its answer.
   *
   * @throws CallerFault if it breaks a rule of the protocol, with its place
   */
  Conversation readCountRequest(Tape tape, HeaderFacts headers);

  /** Says a conversation to a provider that speaks this protocol. */
  Translation writeRequest(Conversation conversation, Model model);

  /** Writes an answer to a client, event by event. */
  StreamEncoder encoder(AnswerFrame frame);

  /**
   * Writes an answer to the client that sent a request, where the way it asked shows in the
   * answer's form.
   */
  default StreamEncoder encoder(AnswerFrame frame, RequestFacts asked) {
    return encoder(frame);
  }

  /** Reads a provider's stream. */
  StreamDecoder decoder();

  /**
   * Watches a provider's stream go by.
   *
   * @param hideUsage whether we asked for the usage and the client did not
   */
  StreamTap tap(boolean hideUsage);

  /** Collects the events of a complete stream into the plain answer they amount to. */
  byte[] fold(List<WireEvent> events);

  /**
   * The stream that a plain answer amounts to, end mark included.
   *
   * @throws UpstreamFailure if it is not an answer of this protocol
   */
  List<WireEvent> unfold(byte[] plain, boolean includeUsage);

  /** The events that tell an error in the middle of a stream and end it. */
  List<WireEvent> streamError(ApiError error, String requestId);

  /** An event that only shows life once an answer has begun; absent where a comment must do. */
  Optional<WireEvent> ping();
}
