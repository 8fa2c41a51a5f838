package dev.cco.kit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.ProviderReply;
import java.util.List;

/**
 * Requests that a server answers with 500 although they are what is wrong. Asked again it says the
 * same, and it is well.
 */
final class Misblamed {
  private static final int STATUS = 500;

  /** How such an error begins; the first three are llama.cpp's. */
  private static final List<String> WORDS =
      List.of(
          "image input is not supported",
          "audio input is not supported",
          "video input is not supported");

  private Misblamed() {}

  static boolean is(ProviderReply reply) {
    if (reply.status() != STATUS) {
      return false;
    }
    JsonNode error = Json.parseObject(reply.body()).map(o -> o.path("error")).orElse(Json.object());
    String words = error.isTextual() ? error.textValue() : error.path("message").asText("");
    return WORDS.stream().anyMatch(words::startsWith);
  }
}
