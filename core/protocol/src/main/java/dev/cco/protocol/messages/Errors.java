package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;

/** The protocol's error envelope, written and read. */
final class Errors {
  private static final int LONGEST_MESSAGE = 1000;

  private Errors() {}

  static ObjectNode envelope(ApiError error, String requestId) {
    ObjectNode envelope = Json.object().put("type", "error");
    ObjectNode inner = envelope.putObject("error");
    inner.put("type", type(error.kind())).put("message", error.message());
    if (!error.code().isEmpty()) {
      inner.putObject("details").put("error_code", error.code());
    }
    return envelope.put("request_id", requestId);
  }

  /** What the provider says in an error event. */
  static UpstreamFailure failure(JsonNode envelope) {
    String type = envelope.path("error").path("type").asText("");
    String message = envelope.path("error").path("message").asText("");
    String cut =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    return new UpstreamFailure(kind(type), "the provider ended its answer with an error: " + cut);
  }

  private static String type(ApiError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST -> "invalid_request_error";
      case AUTHENTICATION -> "authentication_error";
      case BILLING -> "billing_error";
      case PERMISSION -> "permission_error";
      case NOT_FOUND -> "not_found_error";
      case CONFLICT -> "conflict_error";
      case TOO_LARGE -> "request_too_large";
      case RATE_LIMIT -> "rate_limit_error";
      case API -> "api_error";
      case TIMEOUT -> "timeout_error";
      case OVERLOADED -> "overloaded_error";
    };
  }

  private static UpstreamFailure.Kind kind(String type) {
    return switch (type) {
      case "overloaded_error" -> UpstreamFailure.Kind.OVERLOADED;
      case "rate_limit_error" -> UpstreamFailure.Kind.RATE_LIMITED;
      case "timeout_error" -> UpstreamFailure.Kind.TIMEOUT;
      case "authentication_error", "permission_error" -> UpstreamFailure.Kind.AUTHENTICATION;
      case "billing_error" -> UpstreamFailure.Kind.BILLING;
      default -> UpstreamFailure.Kind.SERVER_ERROR;
    };
  }
}
