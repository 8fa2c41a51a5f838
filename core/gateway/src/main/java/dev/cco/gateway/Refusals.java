package dev.cco.gateway;

import dev.cco.gateway.Exchange.Outcome;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.ErrorTranslation;
import dev.cco.spi.CallerFault;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import java.util.Locale;
import java.util.Optional;

/** Says what a client gets when there is no answer, in its own language. */
final class Refusals {
  private final Answers answers;

  Refusals(Answers answers) {
    this.answers = answers;
  }

  /** What a provider's last word, or our own refusal, is to this client. */
  Reply reply(Exchange exchange, RuntimeException failure) {
    if (failure instanceof ProviderException refused && exchange.passing()) {
      Optional<ProviderReply> reply =
          refused.reply().filter(r -> !isAboutOurKey(exchange, refused));
      if (reply.isPresent()) {
        return asItCame(exchange, reply.get());
      }
    }
    return composed(exchange, error(exchange, failure));
  }

  /** The error in no protocol's words yet. */
  static ApiError error(Exchange exchange, RuntimeException failure) {
    return switch (failure) {
      case RefusalException refusal -> refusal.error();
      case ProviderException refused ->
          ErrorTranslation.of(refused, exchange.operation().protocol());
      case LedgerFullException full ->
          ApiError.of(
              503,
              ApiError.Kind.OVERLOADED,
              "The call cannot be recorded now, and unrecorded calls are not allowed: "
                  + full.getMessage());
      default -> throw failure;
    };
  }

  /** A client can mend its own credential, but not ours. */
  private static boolean isAboutOurKey(Exchange exchange, ProviderException refused) {
    return exchange.ownKey()
        && refused instanceof UpstreamFailure upstream
        && upstream.kind() == UpstreamFailure.Kind.AUTHENTICATION;
  }

  /** The provider's own words, unmodified. */
  private Reply asItCame(Exchange exchange, ProviderReply reply) {
    answers.record(exchange, Outcome.refused(reply.status(), "upstream_" + reply.status()));
    ReplyHeaders headers =
        ReplyHeaders.of(exchange)
            .provider(reply.headers())
            .put("Content-Type", reply.headers().getOrDefault("content-type", "application/json"))
            .put("x-cco-attempts", Integer.toString(exchange.attempts().size()));
    return new Reply(reply.status(), headers.toMap(), new Reply.Whole(reply.body()));
  }

  private Reply composed(Exchange exchange, ApiError error) {
    String type = error.kind().name().toLowerCase(Locale.ROOT);
    answers.record(exchange, Outcome.refused(error.status(), type));
    ReplyHeaders headers =
        ReplyHeaders.of(exchange)
            .put("Content-Type", "application/json")
            .put("x-cco-attempts", Integer.toString(exchange.attempts().size()));
    error
        .retryAfter()
        .ifPresent(
            wait -> headers.put("retry-after", Long.toString(Math.max(1, wait.toSeconds()))));
    if (error.finalAnswer()) {
      headers.put("x-should-retry", "false");
    }
    byte[] body = exchange.format().error(error, exchange.request().id());
    return new Reply(error.status(), headers.toMap(), new Reply.Whole(body));
  }

  /** Whether this is something a client is told, rather than a defect of ours. */
  static boolean isAnswer(RuntimeException failure) {
    return failure instanceof RefusalException
        || failure instanceof CallerFault
        || failure instanceof UpstreamFailure
        || failure instanceof LedgerFullException;
  }
}
