package dev.cco.protocol.embeddings;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Embeddings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the answer of a provider that does not write it itself. */
public final class EmbeddingsAnswer {
  private EmbeddingsAnswer() {}

  /**
   * The answer's bytes.
   *
   * @param model the model the client asked for
   * @param base64 whether the vectors are wanted as base64 of little-endian floats
   */
  public static byte[] write(String model, Embeddings embeddings, boolean base64) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.generator(bytes)) {
      out.writeStartObject();
      out.writeStringField("object", "list");
      out.writeArrayFieldStart("data");
      for (int i = 0; i < embeddings.vectors().size(); i++) {
        writeVector(out, i, embeddings.vectors().get(i), base64);
      }
      out.writeEndArray();
      out.writeStringField("model", model);
      out.writeObjectFieldStart("usage");
      out.writeNumberField("prompt_tokens", embeddings.usage().prompt());
      out.writeNumberField("total_tokens", embeddings.usage().prompt());
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an answer could not be written", e);
    }
    return bytes.toByteArray();
  }

  private static void writeVector(JsonGenerator out, int index, float[] vector, boolean base64)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("object", "embedding");
    out.writeNumberField("index", index);
    out.writeFieldName("embedding");
    if (base64) {
      out.writeString(Vectors.base64(vector));
    } else {
      writeNumbers(out, vector);
    }
    out.writeEndObject();
  }

  /** The shortest decimals that are these floats again. */
  static void writeNumbers(JsonGenerator out, float[] vector) throws IOException {
    out.writeStartArray();
    for (float number : vector) {
      out.writeNumber(number);
    }
    out.writeEndArray();
  }
}
