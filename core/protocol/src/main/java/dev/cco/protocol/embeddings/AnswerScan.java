package dev.cco.protocol.embeddings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.Usage;
import java.io.IOException;

/**
 * Reads what a provider's answer says of itself, in one pass and without a tree: an answer may hold
 * millions of numbers.
 */
final class AnswerScan {
  private static final long MOST_TOKENS = 1L << 50;

  private String model = "";
  private Usage usage = Usage.UNKNOWN;
  private int vectors;

  private AnswerScan() {}

  static AnswerFacts facts(byte[] plain) {
    AnswerScan scan = new AnswerScan();
    try (JsonParser parser = Json.parser(plain)) {
      scan.read(parser);
    } catch (IOException notJson) {
      throw new UpstreamFailure(Kind.INVALID_ANSWER, "The provider's answer is not JSON.", notJson);
    }
    if (scan.vectors == 0) {
      throw new UpstreamFailure(
          Kind.INVALID_ANSWER, "The provider's answer has no embeddings in it.");
    }
    return new AnswerFacts(scan.model, scan.usage, "", true, scan.usage.known());
  }

  private void read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "model" -> model = value == JsonToken.VALUE_STRING ? parser.getText() : "";
        case "usage" -> usage(parser);
        case "data" -> data(parser);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new IOException("there is more behind the answer");
    }
  }

  private void data(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      vectors++;
      parser.skipChildren();
    }
  }

  private void usage(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("prompt_tokens") && value == JsonToken.VALUE_NUMBER_INT) {
        usage = usage(parser.getDecimalValue().longValue());
      }
      parser.skipChildren();
    }
  }

  private static Usage usage(long prompt) {
    return prompt < 0 || prompt > MOST_TOKENS ? Usage.UNKNOWN : Usage.of(prompt, 0);
  }
}
