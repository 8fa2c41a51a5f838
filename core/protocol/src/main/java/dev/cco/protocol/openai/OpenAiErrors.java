package dev.cco.protocol.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.json.Json;
import java.util.regex.Pattern;

/** Errors in this protocol's envelope. */
public final class OpenAiErrors {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

  private OpenAiErrors() {}

  public static ObjectNode envelope(ApiError error) {
    ObjectNode body = Json.object();
    ObjectNode inner = body.putObject("error");
    inner.put("message", error.message());
    inner.put("type", type(error.kind()));
    inner.set("param", orNull(parameter(error.pointer())));
    inner.set("code", orNull(code(error)));
    return body;
  }

  private static JsonNode orNull(String text) {
    return text.isEmpty() ? NullNode.instance : TextNode.valueOf(text);
  }

  private static String type(ApiError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST, AUTHENTICATION, PERMISSION, NOT_FOUND, CONFLICT, TOO_LARGE ->
          "invalid_request_error";
      case BILLING -> "insufficient_quota";
      case RATE_LIMIT -> "requests";
      case API, TIMEOUT -> "server_error";
      case OVERLOADED -> "service_unavailable";
    };
  }

  private static String code(ApiError error) {
    if (!error.code().isEmpty()) {
      return error.code();
    }
    return switch (error.kind()) {
      case INVALID_REQUEST, API -> "";
      case AUTHENTICATION -> "invalid_api_key";
      case BILLING -> "insufficient_quota";
      case PERMISSION -> "insufficient_permissions";
      case NOT_FOUND -> error.pointer().equals("/model") ? "model_not_found" : "not_found";
      case CONFLICT -> "conflict";
      case TOO_LARGE -> "request_too_large";
      case RATE_LIMIT -> "rate_limit_exceeded";
      case TIMEOUT -> "timeout";
      case OVERLOADED -> "overloaded";
    };
  }

  /**
   * A JSON pointer in the vendor's own form: {@code /messages/0/content} is messages[0].content.
   */
  public static String parameter(String pointer) {
    StringBuilder name = new StringBuilder();
    for (String token : pointer.split("/", -1)) {
      String member = token.replace("~1", "/").replace("~0", "~");
      if (NUMBER.matcher(member).matches() && !name.isEmpty()) {
        name.append('[').append(member).append(']');
      } else if (!member.isEmpty()) {
        name.append(name.isEmpty() ? "" : ".").append(member);
      }
    }
    return name.toString();
  }
}
