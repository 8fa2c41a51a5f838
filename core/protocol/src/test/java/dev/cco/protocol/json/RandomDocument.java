package dev.cco.protocol.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;

/** Documents that exercise what is special in JSON, the same for the same seed. */
final class RandomDocument {
  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          "Zz09",
          "\"",
          "\\",
          "/",
          "\b",
          "\f",
          "\n",
          "\r",
          "\t",
          "\0",
          "\u001f",
          " ",
          "é",
          "字",
          "\u2028",
          "\uffff",
          "😀",
          "model",
          "a longer run of plain letters");

  private final SplittableRandom random;

  RandomDocument(long seed) {
    this.random = new SplittableRandom(seed);
  }

  ObjectNode object() {
    return object(0);
  }

  private ObjectNode object(int depth) {
    ObjectNode object = Json.object();
    int size = random.nextInt(depth == 0 ? 20 : 8);
    for (int i = 0; i < size; i++) {
      object.set(text(), value(depth + 1));
    }
    return object;
  }

  private JsonNode array(int depth) {
    ArrayNode array = Json.array();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      array.add(value(depth + 1));
    }
    return array;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case 1 -> JsonNodeFactory.instance.nullNode();
      case 2 -> JsonNodeFactory.instance.numberNode(random.nextInt());
      case 3 ->
          JsonNodeFactory.instance.numberNode(
              BigDecimal.valueOf(random.nextLong() | 1, random.nextInt(1, 30)));
      case 4, 5 -> Json.string(text());
      case 6 -> array(depth);
      default -> object(depth);
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(8);
    for (int i = 0; i < length; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
