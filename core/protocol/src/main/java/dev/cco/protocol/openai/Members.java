package dev.cco.protocol.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.spi.CallerFault;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * The members of one object of a request. A member that is null counts as absent, as with the
 * vendor; one of a wrong type is the caller's fault, named by its place.
 */
public record Members(JsonNode node, String pointer) {
  private static final int BAD_REQUEST = 400;

  /** Smaller magnitudes are zero to every server. */
  private static final BigDecimal SMALLEST = new BigDecimal("1e-300");

  /** The members of a value that must be an object. */
  public static Members of(JsonNode value, String pointer) {
    if (!value.isObject()) {
      throw wrongType(value, pointer, "an object");
    }
    return new Members(value, pointer);
  }

  public static CallerFault fault(String pointer, String message) {
    return new CallerFault(BAD_REQUEST, message, pointer);
  }

  public static CallerFault wrongType(JsonNode value, String pointer, String expected) {
    String given = value.isMissingNode() ? "nothing" : article(value);
    return fault(
        pointer,
        "Invalid type for '%s': expected %s, but got %s instead."
            .formatted(OpenAiErrors.parameter(pointer), expected, given));
  }

  private static String article(JsonNode value) {
    if (value.isIntegralNumber()) {
      return "an integer";
    }
    String name = value.getNodeType().name().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "null" -> "null";
      case "array", "object" -> "an " + name;
      default -> "a " + name;
    };
  }

  public String at(String name) {
    return pointer + "/" + name;
  }

  public CallerFault faultAt(String name, String message) {
    return fault(at(name), message);
  }

  public Optional<JsonNode> find(String name) {
    return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
  }

  public boolean has(String name) {
    return node.hasNonNull(name);
  }

  public JsonNode required(String name) {
    return find(name)
        .orElseThrow(
            () ->
                faultAt(
                    name,
                    "Missing required parameter: '%s'."
                        .formatted(OpenAiErrors.parameter(at(name)))));
  }

  public Optional<Members> object(String name) {
    return find(name).map(value -> of(value, at(name)));
  }

  public Optional<JsonNode> array(String name) {
    find(name)
        .filter(value -> !value.isArray())
        .ifPresent(
            value -> {
              throw wrongType(value, at(name), "an array");
            });
    return find(name);
  }

  public Optional<String> text(String name) {
    return find(name).map(value -> text(value, at(name)));
  }

  /** A text of at most so many characters. */
  public Optional<String> text(String name, int longest) {
    Optional<String> text = text(name);
    if (text.isPresent() && text.get().length() > longest) {
      throw faultAt(
          name,
          "Invalid '%s': string too long. Expected a string with maximum length %d, but got one of"
                  .formatted(OpenAiErrors.parameter(at(name)), longest)
              + " length %d instead.".formatted(text.get().length()));
    }
    return text;
  }

  public String requiredText(String name) {
    return text(required(name), at(name));
  }

  public static String text(JsonNode value, String pointer) {
    if (!value.isTextual()) {
      throw wrongType(value, pointer, "a string");
    }
    return value.textValue();
  }

  public Optional<Boolean> flag(String name) {
    find(name)
        .filter(value -> !value.isBoolean())
        .ifPresent(
            value -> {
              throw wrongType(value, at(name), "a boolean");
            });
    return find(name).map(JsonNode::booleanValue);
  }

  public Optional<Long> integer(String name, long least, long most) {
    return find(name)
        .map(
            value -> {
              if (!value.isIntegralNumber()) {
                throw wrongType(value, at(name), "an integer");
              }
              return value.decimalValue();
            })
        .map(value -> within(name, value, BigDecimal.valueOf(least), BigDecimal.valueOf(most)))
        .map(BigDecimal::longValueExact);
  }

  public Optional<BigDecimal> number(String name, long least, long most) {
    return find(name)
        .map(
            value -> {
              if (!value.isNumber()) {
                throw wrongType(value, at(name), "a number");
              }
              return value.decimalValue();
            })
        .map(value -> within(name, value, BigDecimal.valueOf(least), BigDecimal.valueOf(most)))
        .map(value -> value.abs().compareTo(SMALLEST) < 0 ? BigDecimal.ZERO : value);
  }

  private BigDecimal within(String name, BigDecimal value, BigDecimal least, BigDecimal most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw faultAt(
          name,
          "Invalid '%s': expected a value between %s and %s."
              .formatted(OpenAiErrors.parameter(at(name)), least, most));
    }
    return value;
  }
}
