package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Model;
import dev.cco.spi.Price;
import dev.cco.spi.Reasoning;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the models that a server has pulled. They run here, so their price is zero. */
final class ModelList {
  private final Price free;

  ModelList(Price free) {
    this.free = free;
  }

  List<Model> read(byte[] answer) {
    JsonNode list =
        Json.parseObject(answer)
            .map(o -> o.path("models"))
            .filter(JsonNode::isArray)
            .orElseThrow(
                () -> new UpstreamFailure(Kind.INVALID_ANSWER, "ollama sent no list of models"));
    List<Model> models = new ArrayList<>();
    for (JsonNode model : list) {
      if (!model.path("name").asText().isEmpty()) {
        models.add(model(model));
      }
    }
    return models;
  }

  private Model model(JsonNode model) {
    int context = model.path("details").path("context_length").asInt();
    return new Model(
        model.path("name").asText(),
        Optional.empty(),
        time(model.path("modified_at").asText()),
        context > 0 ? Optional.of(context) : Optional.empty(),
        Optional.empty(),
        Optional.of(free),
        traits(model.path("capabilities")));
  }

  /** Old servers do not say what a model can. */
  private static Model.Traits traits(JsonNode capabilities) {
    if (!capabilities.isArray()) {
      return Model.Traits.UNDESCRIBED;
    }
    Set<String> words = new HashSet<>();
    capabilities.forEach(word -> words.add(word.asText()));
    Set<Reasoning.Mode> thinking =
        words.contains("thinking")
            ? Set.of(Reasoning.Mode.DISABLED, Reasoning.Mode.ADAPTIVE)
            : Set.of();
    return new Model.Traits(true, true, true, thinking, true);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
