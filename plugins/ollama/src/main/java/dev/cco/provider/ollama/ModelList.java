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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the models that a server has pulled. They run here, so their price is zero. */
final class ModelList {
  private final Price free;

  /** What was asked about one model each, by name and digest; only of those still there. */
  private volatile Map<String, JsonNode> shown = Map.of();

  ModelList(Price free) {
    this.free = free;
  }

  /**
   * The models of a list.
   *
   * @param show what the server says about one model, by its name
   */
  List<Model> read(byte[] answer, Function<String, JsonNode> show) {
    JsonNode list =
        Json.parseObject(answer)
            .map(o -> o.path("models"))
            .filter(JsonNode::isArray)
            .orElseThrow(
                () -> new UpstreamFailure(Kind.INVALID_ANSWER, "ollama sent no list of models"));
    List<Model> models = new ArrayList<>();
    Map<String, JsonNode> asked = new HashMap<>();
    for (JsonNode model : list) {
      String name = model.path("name").asText();
      if (name.isEmpty()) {
        continue;
      }
      // Most servers leave out of the list what a model can.
      boolean told = model.path("capabilities").isArray();
      models.add(model(model, told ? model : shown(model, name, show, asked)));
    }
    shown = Map.copyOf(asked);
    return models;
  }

  private JsonNode shown(
      JsonNode model, String name, Function<String, JsonNode> show, Map<String, JsonNode> asked) {
    String version = name + " " + model.path("digest").asText();
    JsonNode known = shown.get(version);
    JsonNode about = known == null ? show.apply(name) : known;
    asked.put(version, about);
    return about;
  }

  private Model model(JsonNode model, JsonNode about) {
    int context = context(model, about);
    return new Model(
        model.path("name").asText(),
        Optional.empty(),
        time(model.path("modified_at").asText()),
        context > 0 ? Optional.of(context) : Optional.empty(),
        Optional.empty(),
        Optional.of(free),
        traits(about.path("capabilities")));
  }

  /** Among what the server says about one model its architecture names the member. */
  private static int context(JsonNode model, JsonNode about) {
    int listed = model.path("details").path("context_length").asInt();
    JsonNode info = about.path("model_info");
    String architecture = info.path("general.architecture").asText();
    return listed > 0 ? listed : info.path(architecture + ".context_length").asInt();
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
