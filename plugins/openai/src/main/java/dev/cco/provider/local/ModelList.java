package dev.cco.provider.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.kit.FreePrice;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Model;
import dev.cco.spi.Price;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a server says of its models, which run here and cost nothing. */
final class ModelList {
  private final Price price;

  ModelList(Optional<String> savingsComparison) {
    this.price = FreePrice.of(savingsComparison);
  }

  List<Model> read(byte[] answer) {
    JsonNode list =
        Json.parseObject(answer)
            .map(tree -> tree.path("data"))
            .filter(JsonNode::isArray)
            .orElseThrow(
                () ->
                    new UpstreamFailure(
                        Kind.INVALID_ANSWER, "the local server sent no list of models"));
    List<Model> models = new ArrayList<>();
    for (JsonNode model : list) {
      if (!model.path("id").asText().isEmpty()) {
        models.add(model(model));
      }
    }
    return models;
  }

  /** vLLM names the context window {@code max_model_len}; others do not name it. */
  private Model model(JsonNode model) {
    long created = model.path("created").asLong();
    int context = model.path("max_model_len").asInt();
    return new Model(
        model.path("id").asText(),
        Optional.empty(),
        created > 0 ? Optional.of(Instant.ofEpochSecond(created)) : Optional.empty(),
        context > 0 ? Optional.of(context) : Optional.empty(),
        Optional.empty(),
        Optional.of(price),
        Model.Traits.UNDESCRIBED);
  }
}
