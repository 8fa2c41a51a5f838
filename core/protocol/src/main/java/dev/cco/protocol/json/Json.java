package dev.cco.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** JSON as trees, numbers exact. For what crosses protocols, and for answers. */
public final class Json {
  private static final int LONGEST_STRING = 64 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(LONGEST_STRING)
                          .maxNestingDepth(200)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  public static JsonNode string(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  /** Reads a document that need not be JSON; empty if it is not. */
  public static Optional<JsonNode> parse(byte[] bytes) {
    try {
      return present(MAPPER.readTree(bytes));
    } catch (IOException | NumberFormatException notJson) {
      return Optional.empty();
    }
  }

  /** Reads a document that need not be JSON; empty if it is not. */
  public static Optional<JsonNode> parse(String text) {
    try {
      return present(MAPPER.readTree(text));
    } catch (JsonProcessingException | NumberFormatException notJson) {
      return Optional.empty();
    }
  }

  /** Reads an object that need not be one; empty if it is not. */
  public static Optional<ObjectNode> parseObject(String text) {
    return parse(text).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
  }

  /** Reads an object that need not be one; empty if it is not. */
  public static Optional<ObjectNode> parseObject(byte[] bytes) {
    return parse(bytes).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
  }

  public static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree could not be written", e);
    }
  }

  public static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree could not be written", e);
    }
  }

  /** Reads a document token by token, for those too long for a tree. */
  public static JsonParser parser(byte[] bytes) throws IOException {
    return MAPPER.createParser(bytes);
  }

  /** Writes a document token by token. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return MAPPER.createGenerator(out);
  }

  /** Reads a part of a document that a {@link Tape} has scanned. */
  static JsonNode read(byte[] bytes, int from, int to) {
    try {
      return MAPPER.readTree(bytes, from, to - from);
    } catch (IOException e) {
      throw new UncheckedIOException("scanned JSON could not be read", e);
    }
  }

  private static Optional<JsonNode> present(JsonNode tree) {
    return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
  }
}
