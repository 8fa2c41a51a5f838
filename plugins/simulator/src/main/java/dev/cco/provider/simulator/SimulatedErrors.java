package dev.cco.provider.simulator;

import dev.cco.protocol.ApiError;
import dev.cco.protocol.ApiError.Kind;
import java.util.Optional;

/** The words for a simulated error. */
final class SimulatedErrors {
  private SimulatedErrors() {}

  static ApiError of(int status, String message) {
    boolean model = status == 404;
    return new ApiError(
        status,
        kind(status),
        message,
        model ? "/model" : "",
        model ? "model_not_found" : "",
        Optional.empty(),
        false);
  }

  /** Whether a provider would say when to come again. */
  static boolean isWorthWaiting(int status) {
    return status == 429 || status == 503 || status == 529;
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401 -> Kind.AUTHENTICATION;
      case 402 -> Kind.BILLING;
      case 403 -> Kind.PERMISSION;
      case 404 -> Kind.NOT_FOUND;
      case 409 -> Kind.CONFLICT;
      case 413 -> Kind.TOO_LARGE;
      case 429 -> Kind.RATE_LIMIT;
      case 503, 529 -> Kind.OVERLOADED;
      case 408, 504 -> Kind.TIMEOUT;
      default -> status < 500 ? Kind.INVALID_REQUEST : Kind.API;
    };
  }
}
