package dev.cco.protocol.embeddings;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Turns the vectors of a provider's answer into base64 or numbers; the rest stays as it came. */
final class VectorForm {
  private static final int USUAL_LENGTH = 1536;

  private final JsonParser in;
  private final JsonGenerator out;
  private final boolean base64;
  private float[] numbers = new float[USUAL_LENGTH];

  private VectorForm(JsonParser in, JsonGenerator out, boolean base64) {
    this.in = in;
    this.out = out;
    this.base64 = base64;
  }

  /** The answer with vectors of one form: the same array if they all have it. */
  static byte[] inForm(byte[] plain, boolean base64) {
    try {
      return hasOther(plain, base64) ? converted(plain, base64) : plain;
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new UpstreamFailure(
          Kind.INVALID_ANSWER, "The provider's embeddings cannot be read.", unreadable);
    }
  }

  /** Looks at the first vector: no server mixes forms. */
  private static boolean hasOther(byte[] plain, boolean base64) throws IOException {
    try (JsonParser in = Json.parser(plain)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.FIELD_NAME && in.currentName().equals("embedding")) {
          return in.nextToken() == (base64 ? JsonToken.START_ARRAY : JsonToken.VALUE_STRING);
        }
      }
      return false;
    }
  }

  private static byte[] converted(byte[] plain, boolean base64) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length);
    try (JsonParser in = Json.parser(plain);
        JsonGenerator out = Json.generator(bytes)) {
      new VectorForm(in, out, base64).copy();
    }
    return bytes.toByteArray();
  }

  private void copy() throws IOException {
    for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
      out.copyCurrentEvent(in);
      if (token == JsonToken.FIELD_NAME && in.currentName().equals("embedding")) {
        vector();
      }
    }
  }

  private void vector() throws IOException {
    JsonToken begin = in.nextToken();
    if (base64 && begin == JsonToken.START_ARRAY) {
      out.writeString(Vectors.base64(numbers, readNumbers()));
    } else if (!base64 && begin == JsonToken.VALUE_STRING) {
      EmbeddingsAnswer.writeNumbers(out, Vectors.floats(in.getText()));
    } else {
      out.copyCurrentStructure(in);
    }
  }

  /** Fills {@link #numbers} and says how far. */
  private int readNumbers() throws IOException {
    int length = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (length == numbers.length) {
        numbers = Arrays.copyOf(numbers, length * 2);
      }
      numbers[length++] = in.getFloatValue();
    }
    return length;
  }
}
