package dev.cco.spi;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider failed; another attempt or another provider may succeed. */
public final class UpstreamFailure extends ProviderException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** Nobody listens there. Not worth another try at the same endpoint. */
    REFUSED,
    /** The host cannot be found or its certificate cannot be trusted. */
    UNREACHABLE,
    /** The connection broke, or the answer ended too early. */
    BROKEN,
    /** Too slow: to connect, to begin, to go on, or in all. */
    TIMEOUT,
    /** 429. */
    RATE_LIMITED,
    /** 498, 503 or 529. */
    OVERLOADED,
    /** Another 5xx, or an error in the middle of an answer. */
    SERVER_ERROR,
    /** 401 or 403 to the credential we sent. */
    AUTHENTICATION,
    /** 402. */
    BILLING,
    /** A success that cannot be understood. */
    INVALID_ANSWER
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  public UpstreamFailure(
      Kind kind,
      String message,
      Optional<ProviderReply> reply,
      Optional<Duration> retryAfter,
      @Nullable Throwable cause) {
    super(message, reply, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public UpstreamFailure(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, Optional.empty(), Optional.empty(), cause);
  }

  public UpstreamFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }

  /** How long the provider asks to wait. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
