package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** An error that a provider tells inside a success. */
final class StreamedError {
  private static final int SERVER_ERROR = 500;

  private StreamedError() {}

  /** Whether a chunk or a plain answer is an error: by {@code error}, or the way old vLLM does. */
  static boolean isIn(JsonNode answer) {
    return truthy(answer.path("error")) || answer.path("object").asText().equals("error");
  }

  static UpstreamFailure of(JsonNode answer, String text) {
    JsonNode error = answer.path("error").isObject() ? answer.path("error") : answer;
    int status = status(error);
    return new UpstreamFailure(
        kind(status, error.path("type").asText()),
        message(answer, error),
        Optional.of(new ProviderReply(status, Map.of(), text.getBytes(StandardCharsets.UTF_8))),
        Optional.empty(),
        null);
  }

  /** Whether a member says something, as JavaScript's truth has it, by which the SDKs go. */
  private static boolean truthy(JsonNode node) {
    return switch (node.getNodeType()) {
      case MISSING, NULL -> false;
      case BOOLEAN -> node.booleanValue();
      case STRING -> !node.textValue().isEmpty();
      case NUMBER -> node.decimalValue().signum() != 0;
      case ARRAY, OBJECT, BINARY, POJO -> true;
    };
  }

  private static int status(JsonNode error) {
    int code = error.path("code").asInt(error.path("http_status_code").asInt(SERVER_ERROR));
    return code >= 400 && code <= 599 ? code : SERVER_ERROR;
  }

  private static UpstreamFailure.Kind kind(int status, String type) {
    if (status == 429 || type.contains("rate_limit")) {
      return UpstreamFailure.Kind.RATE_LIMITED;
    }
    if (status == 498 || status == 503 || status == 529 || type.contains("overloaded")) {
      return UpstreamFailure.Kind.OVERLOADED;
    }
    return switch (status) {
      case 401, 403 -> UpstreamFailure.Kind.AUTHENTICATION;
      case 402 -> UpstreamFailure.Kind.BILLING;
      case 408, 504 -> UpstreamFailure.Kind.TIMEOUT;
      default -> UpstreamFailure.Kind.SERVER_ERROR;
    };
  }

  private static String message(JsonNode answer, JsonNode error) {
    String message = error.path("message").asText("");
    if (!message.isEmpty()) {
      return message;
    }
    String words = answer.path("error").asText("");
    return words.isEmpty() ? "The provider reported an error inside its answer." : words;
  }
}
