package dev.cco.protocol.messages;

import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import java.math.BigDecimal;
import java.util.Optional;

/** Reads a request's members by type; what is wrong is told the way the vendor tells it. */
record Fields(Tape tape) {

  /** A member that is there and not null. */
  Optional<Integer> present(int object, String name) {
    int node = tape.member(object, name);
    return node == Tape.NONE || tape.kind(node) == Kind.NULL ? Optional.empty() : Optional.of(node);
  }

  int required(int object, String name) {
    int node = tape.member(object, name);
    if (node == Tape.NONE) {
      throw missing(object, name);
    }
    return node;
  }

  String requiredString(int object, String name) {
    return string(required(object, name));
  }

  Optional<String> optionalString(int object, String name) {
    return present(object, name).map(this::string);
  }

  String string(int node) {
    if (!tape.isString(node)) {
      throw fault(node, "Input should be a valid string");
    }
    return tape.string(node);
  }

  Optional<Boolean> optionalBoolean(int object, String name) {
    return present(object, name).map(this::bool);
  }

  private boolean bool(int node) {
    return switch (tape.kind(node)) {
      case TRUE -> true;
      case FALSE -> false;
      case OBJECT, ARRAY, STRING, NUMBER, NULL ->
          throw fault(node, "Input should be a valid boolean");
    };
  }

  Optional<Integer> optionalInteger(int object, String name, int least) {
    return present(object, name).map(node -> integer(node, least));
  }

  /** An integer written as one: {@code 1.0} is not. */
  int integer(int node, int least) {
    if (!tape.isInteger(node)) {
      throw fault(node, "Input should be a valid integer");
    }
    BigDecimal number = tape.number(node);
    if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
      throw fault(node, "Input should be greater than or equal to " + least);
    }
    if (number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
      throw fault(node, "Input should be less than or equal to " + Integer.MAX_VALUE);
    }
    return number.intValueExact();
  }

  Optional<BigDecimal> optionalFraction(int object, String name) {
    return present(object, name).map(this::fraction);
  }

  private BigDecimal fraction(int node) {
    if (tape.kind(node) != Kind.NUMBER) {
      throw fault(node, "Input should be a valid number");
    }
    BigDecimal number = tape.number(node);
    if (number.signum() < 0 || number.compareTo(BigDecimal.ONE) > 0) {
      throw fault(node, "Input should be between 0 and 1");
    }
    return number;
  }

  int array(int node, int most) {
    if (tape.kind(node) != Kind.ARRAY) {
      throw fault(node, "Input should be a valid array");
    }
    if (tape.size(node) > most) {
      throw fault(node, "List should have at most " + most + " items");
    }
    return node;
  }

  int object(int node) {
    if (tape.kind(node) != Kind.OBJECT) {
      throw fault(node, "Input should be an object");
    }
    return node;
  }

  CallerFault missing(int object, String name) {
    String pointer = tape.pointer(object) + "/" + name;
    return new CallerFault(400, dotted(pointer) + ": Field required", pointer);
  }

  CallerFault fault(int node, String message) {
    String pointer = tape.pointer(node);
    return new CallerFault(400, dotted(pointer) + ": " + message, pointer);
  }

  private static String dotted(String pointer) {
    return pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
  }
}
