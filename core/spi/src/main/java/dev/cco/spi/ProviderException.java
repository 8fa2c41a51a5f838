package dev.cco.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that did not succeed: either the caller's fault or the upstream's failure. */
public abstract sealed class ProviderException extends RuntimeException
    permits CallerFault, UpstreamFailure {
  private static final long serialVersionUID = 1L;
  private final transient Optional<ProviderReply> reply;

  ProviderException(String message, Optional<ProviderReply> reply, @Nullable Throwable cause) {
    super(message, cause);
    this.reply = reply;
  }

  /** The provider's own answer, where there was one. */
  public final Optional<ProviderReply> reply() {
    return reply;
  }
}
