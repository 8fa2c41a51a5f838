package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.LedgerFullException;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.Reply;
import dev.cco.gateway.batch.Batch.Counts;
import dev.cco.gateway.batch.Batch.Status;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.ErrorTranslation;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Protocol;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What clients are told about batches, in Anthropic's words. */
final class BatchReplies {
  private static final MessagesDialect DIALECT = new MessagesDialect();
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-jsonl";

  private BatchReplies() {}

  static Reply json(ClientRequest caller, ObjectNode body, Map<String, String> provider) {
    return new Reply(200, headers(caller, JSON, provider), new Reply.Whole(Json.bytes(body)));
  }

  static Reply lines(ClientRequest caller, Reply.Writing writing, Map<String, String> provider) {
    return new Reply(200, headers(caller, LINES, provider), new Reply.Streamed(writing));
  }

  /**
   * A batch as a client sees it.
   *
   * @param self the address of all batches, as the client reached it
   */
  static ObjectNode view(Batch batch, String self) {
    Optional<ObjectNode> told = batch.delegation().map(Batch.Delegation::view);
    return told.isPresent() ? rewritten(told.get(), batch.id(), self) : own(batch, self);
  }

  private static ObjectNode rewritten(ObjectNode view, String id, String self) {
    ObjectNode shown = view.deepCopy();
    if (shown.path("results_url").isTextual()) {
      shown.put("results_url", resultsUrl(id, self));
    }
    return shown;
  }

  private static ObjectNode own(Batch batch, String self) {
    Counts counts = batch.counts();
    boolean results = batch.hasEnded() && batch.archivedAt().isEmpty();
    ObjectNode view =
        Json.object()
            .put("id", batch.id())
            .put("type", "message_batch")
            .put("processing_status", batch.status().name().toLowerCase(Locale.ROOT));
    view.putObject("request_counts")
        .put("processing", batch.status() == Status.ENDED ? 0 : batch.total())
        .put("succeeded", counts.succeeded())
        .put("errored", counts.errored())
        .put("canceled", counts.canceled())
        .put("expired", counts.expired());
    return view.put("created_at", text(batch.createdAt()))
        .put("expires_at", text(batch.expiresAt()))
        .put("ended_at", text(batch.endedAt()))
        .put("cancel_initiated_at", text(batch.cancelInitiatedAt()))
        .put("archived_at", text(batch.archivedAt()))
        .put("results_url", results ? resultsUrl(batch.id(), self) : null);
  }

  private static String resultsUrl(String id, String self) {
    return self + "/" + id + "/results";
  }

  @SuppressWarnings("NullAway") // JSON's null
  private static String text(Optional<Instant> instant) {
    return instant.map(BatchReplies::text).orElse(null);
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).toString();
  }

  static ObjectNode page(List<ObjectNode> batches, boolean more) {
    ObjectNode page = Json.object();
    ArrayNode data = page.putArray("data");
    batches.forEach(data::add);
    page.put("has_more", more);
    page.set("first_id", batches.isEmpty() ? null : batches.getFirst().path("id"));
    page.set("last_id", batches.isEmpty() ? null : batches.getLast().path("id"));
    return page;
  }

  /** A refusal, or a provider's error in its own words. */
  static Reply error(ClientRequest caller, RuntimeException failure) {
    return switch (failure) {
      case RefusalException refusal -> composed(caller, refusal.error());
      case ProviderException refused ->
          refused
              .reply()
              .map(reply -> asItCame(caller, reply))
              .orElseGet(() -> composed(caller, ErrorTranslation.of(refused, Protocol.MESSAGES)));
      case LedgerFullException full ->
          composed(
              caller, ApiError.of(503, ApiError.Kind.OVERLOADED, "Nothing can be recorded now."));
      default -> throw failure;
    };
  }

  private static Reply asItCame(ClientRequest caller, ProviderReply reply) {
    String type = reply.headers().getOrDefault("content-type", JSON);
    return new Reply(
        reply.status(), headers(caller, type, reply.headers()), new Reply.Whole(reply.body()));
  }

  private static Reply composed(ClientRequest caller, ApiError error) {
    Map<String, String> headers = headers(caller, JSON, Map.of());
    error
        .retryAfter()
        .ifPresent(
            wait -> headers.put("retry-after", Long.toString(Math.max(1, wait.toSeconds()))));
    if (error.finalAnswer()) {
      headers.put("x-should-retry", "false");
    }
    return new Reply(error.status(), headers, new Reply.Whole(DIALECT.error(error, caller.id())));
  }

  private static Map<String, String> headers(
      ClientRequest caller, String type, Map<String, String> provider) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("request-id", caller.id());
    headers.put("x-request-id", caller.id());
    headers.put("Content-Type", type);
    provider.forEach(
        (name, value) -> {
          switch (name) {
            case "request-id", "x-request-id" -> headers.put("x-cco-upstream-request-id", value);
            case "content-type", "content-length" -> {
              // Said by us.
            }
            default -> headers.put(name, value);
          }
        });
    return headers;
  }
}
