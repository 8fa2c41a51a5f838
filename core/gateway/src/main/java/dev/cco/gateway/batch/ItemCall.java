package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.Reply;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Credential;
import dev.cco.spi.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks one request of a batch, on the way that every request takes. */
final class ItemCall {
  private static final Logger LOGGER = System.getLogger(ItemCall.class.getName());
  private static final MessagesDialect DIALECT = new MessagesDialect();

  private final Function<ClientRequest, Reply> gateway;
  private final Supplier<String> ids;
  private final Clock clock;

  ItemCall(Function<ClientRequest, Reply> gateway, Supplier<String> ids, Clock clock) {
    this.gateway = gateway;
    this.ids = ids;
    this.clock = clock;
  }

  /** What became of it. */
  sealed interface Outcome {
    /** A message. */
    record Succeeded(byte[] message) implements Outcome {}

    /** An error, in the protocol's envelope, that another try would not mend. */
    record Errored(byte[] envelope) implements Outcome {}

    /** Another try may succeed. */
    record Again(Duration atLeast) implements Outcome {}
  }

  /**
   * Asks; blocks while a provider is asked.
   *
   * @param credential the client's own, absent where it came with none or a restart lost it
   */
  Outcome ask(Batch batch, byte[] params, Optional<Credential> credential) {
    String id = ids.get();
    ClientRequest request =
        new ClientRequest(
            id,
            Operation.MESSAGES,
            batch.project(),
            batch.headers(),
            credential,
            params,
            clock.instant(),
            System.nanoTime());
    try {
      Reply reply = gateway.apply(request);
      return outcome(reply, id, batch.credentialed() && credential.isEmpty());
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "A request of a batch failed by a defect: requestId=" + id, e);
      return errored(500, ApiError.Kind.API, "Something went wrong inside CCO; see its log.", id);
    }
  }

  private static Outcome outcome(Reply reply, String id, boolean lostCredential) {
    byte[] body = bytes(reply.body());
    if (reply.status() < 400) {
      return new Outcome.Succeeded(body);
    }
    if (isWorthAnotherTry(reply)) {
      return new Outcome.Again(retryAfter(reply));
    }
    Optional<JsonNode> envelope =
        Json.parse(body).filter(error -> error.path("type").asText("").equals("error"));
    if (lostCredential && isForLackOfAKey(reply.status(), envelope)) {
      return errored(
          401,
          ApiError.Kind.AUTHENTICATION,
          "CCO was restarted, and keeps no client's key over a restart: send this request again.",
          id);
    }
    return envelope.isPresent()
        ? new Outcome.Errored(body)
        : errored(
            reply.status(),
            ApiError.Kind.API,
            "The provider answered " + reply.status() + " without an error that can be read.",
            id);
  }

  private static boolean isWorthAnotherTry(Reply reply) {
    boolean temporary = reply.status() == 408 || reply.status() == 429 || reply.status() >= 500;
    return temporary && !"false".equals(reply.headers().get("x-should-retry"));
  }

  private static boolean isForLackOfAKey(int status, Optional<JsonNode> envelope) {
    return status == 401
        || envelope
            .map(error -> error.path("error").path("details").path("error_code").asText(""))
            .filter("missing_provider_key"::equals)
            .isPresent();
  }

  private static Duration retryAfter(Reply reply) {
    String wait = reply.headers().getOrDefault("retry-after", "");
    return wait.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(wait)) : Duration.ZERO;
  }

  static Outcome.Errored errored(int status, ApiError.Kind kind, String message, String id) {
    return new Outcome.Errored(DIALECT.error(ApiError.of(status, kind, message), id));
  }

  private static byte[] bytes(Reply.Body body) {
    return switch (body) {
      case Reply.Whole whole -> whole.bytes();
      case Reply.Streamed streamed -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
          streamed.writing().writeTo(out);
        } catch (IOException e) {
          throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        yield out.toByteArray();
      }
    };
  }
}
