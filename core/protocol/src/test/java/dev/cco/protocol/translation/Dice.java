package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws the small things that requests and answers are made of. */
final class Dice {
  private static final String[] PIECES = {
    "a",
    "Hello ",
    "\n",
    " ",
    "\t",
    "é",
    "日本語",
    "😀",
    "👩‍👩‍👧",
    "\u2028",
    "\u200b",
    "\ufeff",
    "עב",
    "\u0000",
    "\u001f",
    "\"",
    "\\",
    "\\u0041",
    "</s>",
    "<think>",
    "{\"a\":1}",
    "data: [DONE]\n\n",
    "Error: ",
    "[image below]",
    "x-anthropic-billing-header:",
    "null",
    "e\u0301",
    "%s",
    "0"
  };
  private static final String[] NAMES = {
    "get_weather", "f", "Bash", "read-file", "mcp__x__y", "A9"
  };

  private final Random random;

  Dice(long seed) {
    this.random = new Random(seed);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  int between(int least, int most) {
    return least + upTo(most - least);
  }

  @SafeVarargs
  final <T> T oneOf(T... things) {
    return things[random.nextInt(things.length)];
  }

  @SafeVarargs
  final <T> T draw(Supplier<T>... ways) {
    return ways[random.nextInt(ways.length)].get();
  }

  /** Any text, perhaps empty or of white space only. */
  String anyText() {
    StringBuilder text = new StringBuilder();
    for (int i = upTo(4); i > 0; i--) {
      text.append(oneOf(PIECES));
    }
    return text.toString();
  }

  /** Text that is not empty, but perhaps of white space only. */
  String text() {
    String text = anyText();
    return text.isEmpty() ? " " : text;
  }

  /** Text with something to see in it. */
  String words() {
    return oneOf("Hi", "ß", "1") + anyText();
  }

  /** A list in which every number of things may be. */
  <T> List<T> some(int most, Supplier<T> thing) {
    List<T> things = new ArrayList<>();
    for (int i = upTo(most); i > 0; i--) {
      things.add(thing.get());
    }
    return things;
  }

  /** The name of a tool; rarely longer than one of the protocols takes. */
  String toolName() {
    return chance(0.05) ? oneOf(NAMES) + "_".repeat(60) + upTo(9) : oneOf(NAMES) + upTo(20);
  }

  /** Bytes that are no picture of a type that shows. */
  String bytes() {
    byte[] bytes = new byte[between(1, 12)];
    random.nextBytes(bytes);
    bytes[0] = 0;
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A number in its shortest form: 0.0 is 0. */
  static void byValue(ObjectNode object, String name) {
    if (object.path(name).isNumber()) {
      object.put(name, object.get(name).decimalValue().stripTrailingZeros().toPlainString());
    }
  }

  private BigDecimal decimal() {
    return new BigDecimal(oneOf("1.50", "-0.1", "1e30", "1234567890123456789012345678901.5"));
  }

  BigDecimal fraction() {
    return new BigDecimal(oneOf("0", "0.0", "0.25", "0.7", "1", "1.0"));
  }

  /** A JSON object such as tools are called with. */
  ObjectNode object(int depth) {
    ObjectNode object = Json.object();
    for (int i = upTo(3); i > 0; i--) {
      String name = oneOf("a", "städte", "", "$ref", "x y", "type", "cache_control") + upTo(5);
      switch (depth == 0 ? upTo(5) : upTo(7)) {
        case 0 -> object.put(name, anyText());
        case 1 -> object.put(name, upTo(1000) - 500);
        case 2 -> object.put(name, decimal());
        case 3 -> object.put(name, chance(0.5));
        case 4 -> object.putNull(name);
        case 5 -> object.put(name, Long.MAX_VALUE - upTo(3));
        case 6 -> object.set(name, object(depth - 1));
        default -> {
          ArrayNode array = object.putArray(name);
          some(3, () -> object(depth - 1)).forEach(array::add);
          array.add(anyText());
        }
      }
    }
    return object;
  }

  /** A schema of type object; a strict one closes its objects and requires all. */
  ObjectNode schema(int depth, boolean strict) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (int i = upTo(3); i > 0; i--) {
      String name =
          oneOf("city", "tage", "minimum", "type", "properties", "$schema") + oneOf("", "2");
      properties.set(
          name,
          depth > 0 && chance(0.3)
              ? schema(depth - 1, strict)
              : Json.object()
                  .put("type", oneOf("string", "integer", "boolean"))
                  .put("description", anyText()));
    }
    if (strict || chance(0.3)) {
      ArrayNode required = schema.putArray("required");
      properties.fieldNames().forEachRemaining(required::add);
    }
    if (strict) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }
}
