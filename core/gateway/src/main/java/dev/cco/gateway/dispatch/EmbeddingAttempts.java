package dev.cco.gateway.dispatch;

import dev.cco.gateway.Exchange;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.routing.Route;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.embeddings.EmbeddingsAnswer;
import dev.cco.protocol.embeddings.EmbeddingsInput;
import dev.cco.protocol.embeddings.EmbeddingsRequest;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Embedder;
import dev.cco.spi.Embeddings;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Embeddings of providers that do not take them in the client's own bytes. */
final class EmbeddingAttempts {
  private static final int BAD_REQUEST = 400;

  private EmbeddingAttempts() {}

  /**
   * Refuses what the provider could not even be asked.
   *
   * @throws RefusalException if it makes no embeddings
   */
  static void check(Exchange exchange, Provider provider, Route route) {
    boolean asked = exchange.operation() == Operation.EMBEDDINGS;
    if (asked && !Attempts.passes(provider, Operation.EMBEDDINGS) && !embeds(provider)) {
      throw new RefusalException(none(provider, route));
    }
  }

  private static boolean embeds(Provider provider) {
    return provider instanceof Embedder;
  }

  static Opened open(Exchange exchange, Embedder provider, Route route, Target target) {
    EmbeddingsRequest request = EmbeddingsRequest.read(exchange.facts().tape());
    Embeddings embeddings =
        switch (request.input()) {
          case EmbeddingsInput.Texts texts ->
              provider.embed(target, texts.texts(), request.dimensions());
          case EmbeddingsInput.Tokens tokens ->
              throw new CallerFault(
                  BAD_REQUEST,
                  "Tokens mean nothing to the provider of '%s'; send the texts as strings."
                      .formatted(request.model()),
                  "/input");
        };
    check(request, embeddings);
    byte[] body = EmbeddingsAnswer.write(request.model(), embeddings, request.base64());
    AnswerFacts facts =
        new AnswerFacts(request.model(), embeddings.usage(), "", true, embeddings.usage().known());
    return new Opened.Plain(route, Map.of(), List.of(), body, facts);
  }

  /** A vector of another length would be taken for one of the right length. */
  private static void check(EmbeddingsRequest request, Embeddings embeddings) {
    if (embeddings.vectors().size() != request.input().size()) {
      throw new UpstreamFailure(
          Kind.INVALID_ANSWER, "the provider did not answer one vector for each input");
    }
    int length = embeddings.vectors().getFirst().length;
    if (request.dimensions().filter(wanted -> wanted != length).isPresent()) {
      throw new CallerFault(
          BAD_REQUEST,
          "Invalid 'dimensions': vectors of '%s' have %d and cannot be had with %d."
              .formatted(request.model(), length, request.dimensions().get()),
          "/dimensions");
    }
  }

  private static ApiError none(Provider provider, Route route) {
    return new ApiError(
        BAD_REQUEST,
        ApiError.Kind.INVALID_REQUEST,
        "The model '%s' makes no embeddings: %s offers none."
            .formatted(route.upstreamModel(), provider.metadata().displayName()),
        "/model",
        "unsupported_model",
        Optional.empty(),
        false);
  }
}
