package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.batch.Batch.Counts;
import dev.cco.gateway.batch.Batch.Delegation;
import dev.cco.gateway.batch.Batch.Status;
import dev.cco.protocol.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A batch as it is written down, without any of its requests' text. */
final class BatchState {
  private static final int FORMAT = 1;

  private BatchState() {}

  static byte[] write(Batch batch) {
    ObjectNode state =
        Json.object()
            .put("format", FORMAT)
            .put("id", batch.id())
            .put("scope", batch.scope())
            .put("project", batch.project())
            .put("total", batch.total())
            .put("credentialed", batch.credentialed())
            .put("created_at", batch.createdAt().toString())
            .put("expires_at", batch.expiresAt().toString())
            .put("status", batch.status().name());
    put(state, "cancel_initiated_at", batch.cancelInitiatedAt());
    put(state, "ended_at", batch.endedAt());
    put(state, "archived_at", batch.archivedAt());
    ObjectNode headers = state.putObject("headers");
    batch
        .headers()
        .forEach(
            (name, values) -> {
              ArrayNode list = headers.putArray(name);
              values.forEach(list::add);
            });
    state
        .putObject("counts")
        .put("succeeded", batch.counts().succeeded())
        .put("errored", batch.counts().errored())
        .put("canceled", batch.counts().canceled())
        .put("expired", batch.counts().expired());
    batch
        .delegation()
        .ifPresent(
            delegation ->
                state
                    .putObject("delegation")
                    .put("provider", delegation.provider())
                    .put("model", delegation.model())
                    .put("booked", delegation.booked())
                    .set("view", delegation.view()));
    return Json.bytes(state);
  }

  /** What was written, absent if it cannot be read any more. */
  static Optional<Batch> read(byte[] bytes) {
    try {
      return Json.parseObject(bytes)
          .filter(state -> state.path("format").asInt() == FORMAT)
          .map(BatchState::read);
    } catch (DateTimeException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Batch read(ObjectNode state) {
    JsonNode counts = state.path("counts");
    return new Batch(
        state.path("id").asText(),
        state.path("scope").asText(),
        state.path("project").asText(),
        state.path("total").asInt(),
        headers(state.path("headers")),
        state.path("credentialed").asBoolean(),
        Instant.parse(state.path("created_at").asText()),
        Instant.parse(state.path("expires_at").asText()),
        Status.valueOf(state.path("status").asText()),
        instant(state, "cancel_initiated_at"),
        instant(state, "ended_at"),
        instant(state, "archived_at"),
        new Counts(
            counts.path("succeeded").asInt(),
            counts.path("errored").asInt(),
            counts.path("canceled").asInt(),
            counts.path("expired").asInt()),
        delegation(state.path("delegation")));
  }

  private static Map<String, List<String>> headers(JsonNode node) {
    Map<String, List<String>> headers = new HashMap<>();
    node.properties()
        .forEach(
            header -> {
              List<String> values = new ArrayList<>();
              header.getValue().forEach(value -> values.add(value.asText()));
              headers.put(header.getKey(), List.copyOf(values));
            });
    return headers;
  }

  private static Optional<Delegation> delegation(JsonNode node) {
    return node.path("view") instanceof ObjectNode view
        ? Optional.of(
            new Delegation(
                node.path("provider").asText(),
                node.path("model").asText(),
                view,
                node.path("booked").asBoolean()))
        : Optional.empty();
  }

  private static Optional<Instant> instant(ObjectNode state, String name) {
    return Optional.of(state.path(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .map(Instant::parse);
  }

  private static void put(ObjectNode state, String name, Optional<Instant> instant) {
    instant.ifPresent(at -> state.put(name, at.toString()));
  }
}
