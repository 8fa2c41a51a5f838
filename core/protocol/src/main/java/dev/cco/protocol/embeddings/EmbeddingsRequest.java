package dev.cco.protocol.embeddings;

import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.openai.RequestHead;
import dev.cco.spi.CallerFault;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a client wants embedded, and how it wants the vectors. A member that is null counts as
 * absent.
 *
 * @param dimensions how long the vectors are to be, if not as long as the model's are
 * @param base64 whether the vectors are wanted as base64 of little-endian floats
 */
public record EmbeddingsRequest(
    String model, EmbeddingsInput input, Optional<Integer> dimensions, boolean base64) {
  private static final BigDecimal MOST_DIMENSIONS = BigDecimal.valueOf(Integer.MAX_VALUE);

  /**
   * Reads a request completely.
   *
   * @throws CallerFault if something is missing or wrong, with its place
   */
  public static EmbeddingsRequest read(Tape tape) {
    return new EmbeddingsRequest(
        RequestHead.model(tape), EmbeddingsInput.read(tape), dimensions(tape), isBase64(tape));
  }

  /** Refuses what {@link #read} does, without taking the texts out. */
  static void check(Tape tape) {
    EmbeddingsInput.check(tape);
    dimensions(tape);
    isBase64(tape);
    int user = present(tape, "user");
    if (user != Tape.NONE && !tape.isString(user)) {
      throw RequestHead.wrongType(tape, user, "a string");
    }
  }

  static boolean isBase64(Tape tape) {
    int node = present(tape, "encoding_format");
    if (node == Tape.NONE) {
      return false;
    }
    if (!tape.isString(node)) {
      throw RequestHead.wrongType(tape, node, "one of 'float' or 'base64'");
    }
    return switch (tape.string(node)) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw RequestHead.invalid(tape, node, "expected one of 'float' or 'base64'.");
    };
  }

  private static Optional<Integer> dimensions(Tape tape) {
    int node = present(tape, "dimensions");
    if (node == Tape.NONE) {
      return Optional.empty();
    }
    if (!tape.isInteger(node)) {
      throw RequestHead.wrongType(tape, node, "an integer");
    }
    BigDecimal dimensions = tape.number(node);
    if (dimensions.signum() <= 0 || dimensions.compareTo(MOST_DIMENSIONS) > 0) {
      throw RequestHead.invalid(tape, node, "expected a value of 1 or more.");
    }
    return Optional.of(dimensions.intValueExact());
  }

  private static int present(Tape tape, String name) {
    int node = tape.member(tape.root(), name);
    return node == Tape.NONE || tape.kind(node) == Kind.NULL ? Tape.NONE : node;
  }
}
