package dev.cco.protocol;

import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import dev.cco.spi.UpstreamFailure;
import java.io.OutputStream;

/**
 * What must be understood of an operation to route, store, pass on and account for it, whether or
 * not it is a conversation. Stateless.
 */
public interface WireFormat {

  Protocol protocol();

  /**
   * Looks at a client's request.
   *
   * @param operation what is asked, which decides what must be there
   * @throws CallerFault if what the gateway needs is missing or of a wrong type
   */
  RequestFacts facts(Tape tape, Operation operation);

  /**
   * Writes the members that can change the answer in canonical form: members sorted, numbers as
   * decimals, strings unescaped, ignored members left out.
   */
  void writeCanonical(Tape tape, OutputStream out);

  /** The request's bytes with another model and, on a stream, with the wish to learn the usage. */
  byte[] rewrite(RequestFacts facts, String model, boolean askUsage);

  /**
   * Looks at a provider's plain answer.
   *
   * @throws UpstreamFailure if it is not an answer of this protocol
   */
  AnswerFacts answerFacts(byte[] plain);

  /**
   * A provider's plain answer in the form that the client asked for, where the provider chose
   * another: the same array if there is nothing to change.
   */
  default byte[] asAsked(RequestFacts facts, byte[] plain) {
    return plain;
  }

  /** The body that tells an error. */
  byte[] error(ApiError error, String requestId);
}
