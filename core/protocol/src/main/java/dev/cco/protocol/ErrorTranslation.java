package dev.cco.protocol;

import dev.cco.protocol.ApiError.Kind;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Protocol;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Tells a client of one protocol how a provider of any kind failed. */
public final class ErrorTranslation {
  private static final String QUOTA = "insufficient_quota";
  private static final String MODEL = "model_not_found";

  private ErrorTranslation() {}

  /** The error to answer with, its status as the protocol has it. */
  public static ApiError of(ProviderException exception, Protocol protocol) {
    UpstreamError error = exception.reply().map(UpstreamError::read).orElse(UpstreamError.NONE);
    String message =
        error.message().isEmpty() ? String.valueOf(exception.getMessage()) : error.message();
    return switch (exception) {
      case CallerFault fault -> callersFault(fault, error, message, protocol);
      case UpstreamFailure failure -> upstreamFailure(failure, error, message, protocol);
    };
  }

  private static ApiError callersFault(
      CallerFault fault, UpstreamError error, String message, Protocol protocol) {
    if (ContextOverflow.is(error)) {
      return overflow(error, protocol);
    }
    if (refusesSystem(error, protocol)) {
      return systemRefused(error);
    }
    boolean own = fault.reply().isEmpty();
    return switch (fault.status()) {
      case 404 -> {
        boolean model =
            error.code().equals(MODEL)
                || fault.pointer().equals("/model")
                || message.toLowerCase(Locale.ROOT).contains("model");
        // Anthropic's own words begin so, and Claude Code looks for them.
        String words =
            model && protocol == Protocol.MESSAGES && !message.startsWith("model: ")
                ? "model: " + message
                : message;
        yield error(404, Kind.NOT_FOUND, words, fault.pointer(), model ? MODEL : error.code());
      }
      case 409 -> error(409, Kind.CONFLICT, message, fault.pointer(), error.code());
      case 413 -> error(413, Kind.TOO_LARGE, message, fault.pointer(), error.code());
      default ->
          error(
              own ? fault.status() : 400,
              Kind.INVALID_REQUEST,
              message,
              fault.pointer(),
              error.code());
    };
  }

  private static boolean refusesSystem(UpstreamError error, Protocol protocol) {
    return protocol == Protocol.MESSAGES && SystemRefusal.is(error);
  }

  private static ApiError systemRefused(UpstreamError error) {
    return error(400, Kind.INVALID_REQUEST, SystemRefusal.message(error), "/messages", "");
  }

  private static ApiError overflow(UpstreamError error, Protocol protocol) {
    return error(
        400,
        Kind.INVALID_REQUEST,
        ContextOverflow.message(error, protocol),
        "",
        ContextOverflow.CODE);
  }

  private static ApiError upstreamFailure(
      UpstreamFailure failure, UpstreamError error, String message, Protocol protocol) {
    // Some servers answer 500 to a prompt that they cannot hold.
    if (failure.kind() == UpstreamFailure.Kind.SERVER_ERROR && ContextOverflow.is(error)) {
      return overflow(error, protocol);
    }
    if (failure.kind() == UpstreamFailure.Kind.SERVER_ERROR && refusesSystem(error, protocol)) {
      return systemRefused(error);
    }
    boolean messages = protocol == Protocol.MESSAGES;
    Optional<Duration> retryAfter = failure.retryAfter();
    return switch (failure.kind()) {
      case REFUSED, UNREACHABLE, BROKEN, INVALID_ANSWER ->
          new ApiError(502, Kind.API, message, "", "", retryAfter, false);
      case TIMEOUT -> new ApiError(504, Kind.TIMEOUT, message, "", "", retryAfter, false);
      case RATE_LIMITED ->
          isQuota(error)
              ? new ApiError(429, Kind.RATE_LIMIT, message, "", QUOTA, retryAfter, true)
              : new ApiError(429, Kind.RATE_LIMIT, message, "", "", retryAfter, false);
      case OVERLOADED ->
          new ApiError(messages ? 529 : 503, Kind.OVERLOADED, message, "", "", retryAfter, false);
      case SERVER_ERROR ->
          new ApiError(serverError(failure), Kind.API, message, "", "", retryAfter, false);
      case AUTHENTICATION ->
          // The provider's words would name our key, and a 401 would make clients ask for theirs.
          new ApiError(
              502,
              Kind.API,
              "The provider refused the gateway's own credential.",
              "",
              "upstream_auth",
              Optional.empty(),
              false);
      case BILLING ->
          new ApiError(messages ? 402 : 429, Kind.BILLING, message, "", QUOTA, retryAfter, true);
    };
  }

  private static boolean isQuota(UpstreamError error) {
    return error.code().equals(QUOTA) || error.type().equals(QUOTA);
  }

  /** 500 and 502 are known to every client; other ones become 502. */
  private static int serverError(UpstreamFailure failure) {
    int status = failure.reply().map(ProviderReply::status).orElse(502);
    return status == 500 ? 500 : 502;
  }

  private static ApiError error(
      int status, Kind kind, String message, String pointer, String code) {
    return new ApiError(status, kind, message, pointer, code, Optional.empty(), false);
  }
}
