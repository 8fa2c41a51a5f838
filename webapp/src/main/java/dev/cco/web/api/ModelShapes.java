package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.spi.Model;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Models in Anthropic's shape. */
final class ModelShapes {
  /**
   * Stands where a shape demands a date and nobody knows it; Anthropic's own list has the beginning
   * of the epoch there, too.
   */
  static final Instant UNKNOWN = Instant.EPOCH;

  private static final List<String> LINES = List.of("haiku", "sonnet", "opus", "fable", "mythos");

  private ModelShapes() {}

  static ObjectNode anthropic(ModelPage page) {
    ObjectNode list = Json.object();
    ArrayNode data = list.putArray("data");
    page.models().forEach(model -> data.add(anthropic(model)));
    return list.put("has_more", page.more())
        .put("first_id", page.models().isEmpty() ? null : page.models().getFirst().id())
        .put("last_id", page.models().isEmpty() ? null : page.models().getLast().id());
  }

  static ObjectNode anthropic(Model model) {
    ObjectNode body =
        Json.object()
            .put("type", "model")
            .put("id", model.id())
            .put("display_name", model.displayName().orElse(model.id()))
            .put("created_at", model.created().orElse(UNKNOWN).toString())
            .put("max_input_tokens", model.contextWindow().orElse(null))
            .put("max_tokens", model.maxOutput().orElse(null))
            .put("lifecycle", "active")
            .put("line", line(model.id()).orElse(null))
            .putNull("deprecated_at")
            .putNull("retires_at");
    // The vendor's type has all capabilities or none, and our metadata knows some.
    return body.putNull("capabilities");
  }

  private static Optional<String> line(String id) {
    String name = id.toLowerCase(Locale.ROOT);
    return name.contains("claude")
        ? LINES.stream().filter(name::contains).findFirst()
        : Optional.empty();
  }
}
