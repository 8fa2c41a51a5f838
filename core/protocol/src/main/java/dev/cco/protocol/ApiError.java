package dev.cco.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * An error to tell a client, in no protocol's words yet.
 *
 * @param status the HTTP status
 * @param kind what it is, from which each protocol takes its own word
 * @param message for people: what to change
 * @param pointer where in the request, as a JSON pointer; empty if nowhere in particular
 * @param code a machine-readable code, empty if the kind says it all
 */
public record ApiError(
    int status,
    Kind kind,
    String message,
    String pointer,
    String code,
    Optional<Duration> retryAfter,
    boolean finalAnswer) {

  /** The classes of errors that clients tell apart. */
  public enum Kind {
    INVALID_REQUEST,
    AUTHENTICATION,
    BILLING,
    PERMISSION,
    NOT_FOUND,
    CONFLICT,
    TOO_LARGE,
    RATE_LIMIT,
    API,
    TIMEOUT,
    OVERLOADED
  }

  /** An error without further detail. */
  public static ApiError of(int status, Kind kind, String message) {
    return new ApiError(status, kind, message, "", "", Optional.empty(), false);
  }
}
