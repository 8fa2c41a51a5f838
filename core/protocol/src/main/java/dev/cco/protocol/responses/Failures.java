package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.util.Map;
import java.util.Optional;

/** Failures inside an answer: those we tell, and those a provider tells. */
final class Failures {
  private static final String SERVER_ERROR = "server_error";
  private static final String RATE_LIMIT = "rate_limit_exceeded";

  private Failures() {}

  /** The error of a response that failed, in one of the few codes that there are for it. */
  static ObjectNode responseError(ApiError error) {
    String code =
        switch (error.kind()) {
          case RATE_LIMIT, BILLING -> RATE_LIMIT;
          case INVALID_REQUEST, NOT_FOUND, CONFLICT, TOO_LARGE -> "invalid_prompt";
          case AUTHENTICATION, PERMISSION, API, TIMEOUT, OVERLOADED -> SERVER_ERROR;
        };
    return Json.object().put("code", code).put("message", error.message());
  }

  /** The event that tells an error where there is no response yet. */
  static WireEvent event(ApiError error) {
    JsonNode told = OpenAiErrors.envelope(error).path("error");
    ObjectNode event = Json.object().put("type", "error");
    event.set("code", told.path("code").isNull() ? told.path("type") : told.path("code"));
    event.set("message", told.path("message"));
    event.set("param", told.path("param"));
    event.put("sequence_number", 0);
    return new WireEvent("error", event.toString());
  }

  /** What a failed response or an error event of a provider means. */
  static UpstreamFailure failure(JsonNode said) {
    JsonNode error = error(said);
    String code = error.path("code").asText("");
    String message = error.path("message").asText("");
    ObjectNode told = Json.object();
    told.putObject("error")
        .put("message", message)
        .put("type", status(code) == 429 ? RATE_LIMIT : SERVER_ERROR)
        .putNull("param")
        .set("code", code.isEmpty() ? NullNode.instance : TextNode.valueOf(code));
    return new UpstreamFailure(
        kind(code),
        message.isEmpty() ? "The provider reported an error inside its answer." : message,
        Optional.of(new ProviderReply(status(code), Map.of(), Json.bytes(told))),
        Optional.empty(),
        null);
  }

  /** An error stands in a response, in a member of its own, or is the event itself. */
  private static JsonNode error(JsonNode said) {
    if (said.path("response").path("error").isObject()) {
      return said.path("response").path("error");
    }
    return said.path("error").isObject() ? said.path("error") : said;
  }

  private static Kind kind(String code) {
    return switch (status(code)) {
      case 429 -> Kind.RATE_LIMITED;
      case 503 -> Kind.OVERLOADED;
      default -> Kind.SERVER_ERROR;
    };
  }

  private static int status(String code) {
    return switch (code) {
      case RATE_LIMIT, "insufficient_quota" -> 429;
      case "server_is_overloaded", "overloaded", "slow_down" -> 503;
      default -> 500;
    };
  }
}
