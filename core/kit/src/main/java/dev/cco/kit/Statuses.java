package dev.cco.kit;

import dev.cco.spi.CallerFault;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.time.Clock;
import java.util.Optional;

/** What the HTTP statuses of model servers mean. */
public final class Statuses {
  private Statuses() {}

  /** The exception that an error reply, of a status from 400 on, amounts to. */
  public static ProviderException exception(String provider, ProviderReply reply, Clock clock) {
    String message = provider + " answered " + reply.status();
    Optional<Kind> kind = failure(reply.status());
    if (kind.isEmpty() || Misblamed.is(reply)) {
      return new CallerFault(message, reply);
    }
    return new UpstreamFailure(
        kind.get(), message, Optional.of(reply), RetryAfter.of(reply.headers(), clock), null);
  }

  /** Empty for the caller's own mistakes. */
  private static Optional<Kind> failure(int status) {
    return switch (status) {
      case 401, 403 -> Optional.of(Kind.AUTHENTICATION);
      case 402 -> Optional.of(Kind.BILLING);
      case 408, 504 -> Optional.of(Kind.TIMEOUT);
      case 429 -> Optional.of(Kind.RATE_LIMITED);
      case 498, 503, 529 -> Optional.of(Kind.OVERLOADED);
      default -> status >= 500 ? Optional.of(Kind.SERVER_ERROR) : Optional.empty();
    };
  }
}
