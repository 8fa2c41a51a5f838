package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Another vendor's signed reasoning as {@code encrypted_content}, which clients carry without
 * looking into it. It is opened for the model that gave it only: any other would refuse it, as it
 * would OpenAI's own, which is not ours to open.
 *
 * <p>Not authenticated: whoever writes an envelope of his own could as well send the same thinking
 * in its vendor's protocol, and the vendor checks its signature.
 */
final class ReasoningSeal {
  private static final String MARK = "cco1.";

  private ReasoningSeal() {}

  static String of(String model, Block.Thinking thinking) {
    return seal(
        Json.object()
            .put("model", model)
            .put("kind", "thinking")
            .put("text", thinking.text())
            .put("signature", thinking.signature()));
  }

  static String of(String model, Block.RedactedThinking redacted) {
    return seal(
        Json.object()
            .put("model", model)
            .put("kind", "redacted_thinking")
            .put("data", redacted.data()));
  }

  private static String seal(ObjectNode content) {
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(content));
  }

  /** What we sealed for this model; empty if we did not. */
  static Optional<Block> open(String model, String sealed) {
    if (!sealed.startsWith(MARK)) {
      return Optional.empty();
    }
    return decoded(sealed.substring(MARK.length()))
        .flatMap(Json::parseObject)
        .filter(content -> content.path("model").asText().equals(model))
        .flatMap(ReasoningSeal::block);
  }

  private static Optional<Block> block(ObjectNode content) {
    return switch (content.path("kind").asText()) {
      case "thinking" ->
          Optional.of(
              new Block.Thinking(
                  content.path("text").asText(), content.path("signature").asText()));
      case "redacted_thinking" ->
          Optional.of(new Block.RedactedThinking(content.path("data").asText()));
      default -> Optional.empty();
    };
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
