package dev.cco.gateway.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Slice;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** An error that a provider told as an event of a stream that began with 200. */
final class StreamedError {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StreamedError() {}

  /** The failure that the last event of these says, with the status it would have had. */
  static UpstreamFailure failure(Slice events) {
    String data = envelope(lastData(events));
    int status = status(data);
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.AUTHENTICATION;
          case 402 -> Kind.BILLING;
          case 408, 504 -> Kind.TIMEOUT;
          case 429 -> Kind.RATE_LIMITED;
          case 503, 529 -> Kind.OVERLOADED;
          default -> Kind.SERVER_ERROR;
        };
    ProviderReply reply =
        new ProviderReply(
            status,
            Map.of("content-type", "application/json"),
            data.getBytes(StandardCharsets.UTF_8));
    return new UpstreamFailure(
        kind,
        "the provider reported an error at the head of its stream",
        Optional.of(reply),
        Optional.empty(),
        null);
  }

  /**
   * The error as it would have come before the stream. OpenAI Responses tells it flat in an event
   * of its own, or as a part of the response that failed, with a code and no type.
   */
  private static String envelope(String data) {
    try {
      JsonNode event = JSON.readTree(data);
      JsonNode failed = event.path("response").path("error");
      boolean flat = event.path("type").asText().equals("error") && event.has("message");
      if (!failed.isObject() && !flat) {
        return data;
      }
      JsonNode error = failed.isObject() ? failed : event;
      ObjectNode envelope = JSON.createObjectNode();
      envelope
          .putObject("error")
          .put("message", error.path("message").asText())
          .put("type", type(error.path("code").asText()))
          .putNull("param")
          .set("code", error.path("code"));
      return envelope.toString();
    } catch (JsonProcessingException notJson) {
      return data;
    }
  }

  private static String type(String code) {
    return switch (code) {
      case "rate_limit_exceeded", "insufficient_quota" -> code;
      case "invalid_prompt", "context_length_exceeded" -> "invalid_request_error";
      default -> "server_error";
    };
  }

  private static String lastData(Slice events) {
    try {
      SseReader reader =
          new SseReader(
              new ByteArrayInputStream(events.array(), events.from(), events.length()),
              events.length() + 1);
      String last = "";
      for (Optional<WireEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
        last = next.get().data();
      }
      return last;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int status(String data) {
    JsonNode error;
    try {
      error = JSON.readTree(data).path("error");
    } catch (JsonProcessingException e) {
      return 500;
    }
    int code = error.path("code").asInt(0);
    if (code >= 400 && code <= 599) {
      return code;
    }
    return switch (error.path("type").asText()) {
      case "invalid_request_error" -> 400;
      case "authentication_error" -> 401;
      case "billing_error" -> 402;
      case "permission_error" -> 403;
      case "not_found_error" -> 404;
      case "request_too_large" -> 413;
      case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota" -> 429;
      case "timeout_error" -> 504;
      case "overloaded_error" -> 529;
      case "service_unavailable" -> 503;
      default -> 500;
    };
  }
}
