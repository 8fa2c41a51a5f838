package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Embeddings;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of {@code /api/embed}. */
final class EmbedCall {
  private EmbedCall() {}

  static byte[] request(
      String model, List<String> texts, Optional<Integer> dimensions, RequestOptions options) {
    ObjectNode body = Json.object().put("model", model);
    texts.forEach(body.putArray("input")::add);
    dimensions.ifPresent(length -> body.put("dimensions", length));
    options.keepAlive().ifPresent(value -> body.put("keep_alive", value));
    // Without either, a text longer than the context is cut and nobody is told.
    options
        .contextTokens()
        .ifPresentOrElse(
            tokens -> body.putObject("options").put("num_ctx", tokens),
            () -> body.put("truncate", false));
    return Json.bytes(body);
  }

  /**
   * The vectors of an answer.
   *
   * @throws UpstreamFailure if it holds none
   */
  static Embeddings answer(byte[] body) {
    JsonNode answer =
        Json.parse(body)
            .orElseThrow(
                () -> new UpstreamFailure(Kind.INVALID_ANSWER, "ollama's answer is no JSON"));
    List<float[]> vectors = new ArrayList<>();
    answer.path("embeddings").forEach(vector -> vectors.add(floats(vector)));
    if (vectors.isEmpty()) {
      throw new UpstreamFailure(Kind.INVALID_ANSWER, "ollama's answer has no embeddings in it");
    }
    try {
      return new Embeddings(vectors, usage(answer.path("prompt_eval_count")));
    } catch (IllegalArgumentException uneven) {
      throw new UpstreamFailure(
          Kind.INVALID_ANSWER, "ollama's embeddings are of several lengths", uneven);
    }
  }

  private static float[] floats(JsonNode vector) {
    float[] floats = new float[vector.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = vector.get(i).floatValue();
    }
    return floats;
  }

  /** Servers older than the count do not send it. */
  private static Usage usage(JsonNode count) {
    return count.isIntegralNumber() && count.longValue() > 0
        ? Usage.of(count.longValue(), 0)
        : Usage.UNKNOWN;
  }
}
