package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Another vendor's signed reasoning as {@code encrypted_content}, which clients carry without
 * looking into it. It is opened for the model that gave it only: any other would refuse it, as it
 * would OpenAI's own, which is not ours to open. What somebody else wrote or changed is not opened:
 * the envelope carries a code that only who knows the secret can make.
 */
public final class ReasoningSeal {
  static final String MARK = "cco1.";
  private static final String CODE = "HmacSHA256";
  private static final int SECRET_BYTES = 32;

  private final SecretKeySpec key;

  /**
   * @param secret the same wherever the envelopes are to be opened
   */
  public ReasoningSeal(byte[] secret) {
    this.key = new SecretKeySpec(secret, CODE);
  }

  /** A seal that nobody else can make, and that nobody can open once it is gone. */
  static ReasoningSeal unique() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new ReasoningSeal(secret);
  }

  String of(String model, Block.Thinking thinking) {
    return seal(
        Json.object()
            .put("model", model)
            .put("kind", "thinking")
            .put("text", thinking.text())
            .put("signature", thinking.signature()));
  }

  String of(String model, Block.RedactedThinking redacted) {
    return seal(
        Json.object()
            .put("model", model)
            .put("kind", "redacted_thinking")
            .put("data", redacted.data()));
  }

  private String seal(ObjectNode content) {
    String sealed =
        MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(content));
    return sealed + "." + code(sealed);
  }

  private String code(String sealed) {
    try {
      Mac mac = Mac.getInstance(CODE);
      mac.init(key);
      byte[] code = mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + CODE, e);
    }
  }

  /** What we sealed for this model; empty if we did not. */
  Optional<Block> open(String model, String envelope) {
    int end = envelope.lastIndexOf('.');
    if (!envelope.startsWith(MARK) || end < MARK.length()) {
      return Optional.empty();
    }
    String sealed = envelope.substring(0, end);
    byte[] given = envelope.substring(end + 1).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, code(sealed).getBytes(StandardCharsets.UTF_8))) {
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
