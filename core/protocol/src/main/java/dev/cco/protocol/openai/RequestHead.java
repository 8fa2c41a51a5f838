package dev.cco.protocol.openai;

import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import java.util.List;

/** What the gateway looks at in every request of OpenAI's protocols. */
public final class RequestHead {
  private static final int LONGEST_MODEL = 256;

  /** Ways of other gateways to choose a host or a key by a request; here nothing may. */
  private static final List<String> REFUSED =
      List.of("api_base", "base_url", "api_key", "extra_headers", "custom_llm_provider");

  private RequestHead() {}

  /** The model asked for, in a request that does not try to choose where it goes. */
  public static String model(Tape tape) {
    for (String name : REFUSED) {
      if (tape.member(tape.root(), name) != Tape.NONE) {
        throw Members.fault("/" + name, "Unknown parameter: '%s'.".formatted(name));
      }
    }
    int node = tape.member(tape.root(), "model");
    if (node == Tape.NONE) {
      throw Members.fault("/model", "You must provide a model parameter.");
    }
    if (!tape.isString(node)) {
      throw wrongType(tape, node, "a string");
    }
    String model = tape.string(node);
    if (model.isEmpty()) {
      throw Members.fault("/model", "You must provide a model parameter.");
    }
    if (model.length() > LONGEST_MODEL) {
      throw Members.fault(
          "/model", "Invalid 'model': longer than %d characters.".formatted(LONGEST_MODEL));
    }
    if (model.chars().anyMatch(Character::isISOControl)) {
      throw Members.fault("/model", "Invalid 'model': control characters are not allowed.");
    }
    return model;
  }

  /** A member at the top that must be a boolean if it is there. */
  public static boolean flag(Tape tape, String name) {
    int node = tape.member(tape.root(), name);
    if (node == Tape.NONE) {
      return false;
    }
    return switch (tape.kind(node)) {
      case TRUE -> true;
      case FALSE, NULL -> false;
      case OBJECT, ARRAY, STRING, NUMBER -> throw wrongType(tape, node, "a boolean");
    };
  }

  public static CallerFault wrongType(Tape tape, int node, String expected) {
    return Members.wrongType(tape.tree(node), tape.pointer(node), expected);
  }

  /** A required member that is not there. */
  public static CallerFault missing(String name) {
    return Members.fault("/" + name, "Missing required parameter: '%s'.".formatted(name));
  }

  /** A value that is wrong in itself; the message goes on from its name. */
  public static CallerFault invalid(Tape tape, int node, String message) {
    String pointer = tape.pointer(node);
    return Members.fault(
        pointer, "Invalid '%s': %s".formatted(OpenAiErrors.parameter(pointer), message));
  }
}
