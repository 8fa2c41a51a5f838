package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.spi.CallerFault;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An error that a provider tells inside a success. */
final class StreamedError {
  private static final int SERVER_ERROR = 500;
  private static final int BAD_REQUEST = 400;
  private static final int UNPROCESSABLE = 422;

  private static final Set<Integer> CALLERS = Set.of(BAD_REQUEST, 404, 409, 413, UNPROCESSABLE);

  private static final List<String> CALLERS_WORDS =
      List.of("invalid_request", "badrequest", "validation", "context_length", "context_size");

  private StreamedError() {}

  /** Whether an answer is an error: by {@code error}, as old vLLM has it, or as FastAPI does. */
  static boolean isIn(JsonNode answer) {
    return truthy(answer.path("error"))
        || answer.path("object").asText().equals("error")
        || (answer.has("detail") && !answer.has("choices"));
  }

  static ProviderException of(JsonNode answer, String text) {
    JsonNode error = answer.path("error").isObject() ? answer.path("error") : answer;
    String type = words(answer, error);
    int status = status(answer, error, type);
    ProviderReply reply =
        new ProviderReply(status, Map.of(), text.getBytes(StandardCharsets.UTF_8));
    if (CALLERS.contains(status)) {
      return new CallerFault(message(answer, error), reply);
    }
    return new UpstreamFailure(
        kind(status, type), message(answer, error), Optional.of(reply), Optional.empty(), null);
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

  /** What the error is called, in every place that servers use. */
  private static String words(JsonNode answer, JsonNode error) {
    String code = error.path("code").isTextual() ? error.get("code").textValue() : "";
    return String.join(
            " ", error.path("type").asText(""), answer.path("error_type").asText(""), code)
        .toLowerCase(Locale.ROOT);
  }

  /** The status where the error names one; old vLLM counts in numbers of its own. */
  private static int status(JsonNode answer, JsonNode error, String type) {
    int code = error.path("code").asInt(error.path("http_status_code").asInt(0));
    if (code >= 400 && code <= 599) {
      return code;
    }
    if (answer.has("detail")) {
      return UNPROCESSABLE;
    }
    boolean callers = CALLERS_WORDS.stream().anyMatch(type::contains);
    return callers ? BAD_REQUEST : SERVER_ERROR;
  }

  private static UpstreamFailure.Kind kind(int status, String type) {
    if (status == 429 || type.contains("rate_limit") || type.contains("insufficient_quota")) {
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
