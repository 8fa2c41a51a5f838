package dev.cco.provider.local;

import com.fasterxml.jackson.databind.JsonNode;
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

  /** A model and what serves it, where that says so. */
  record Served(Model model, Optional<Engine> engine) {}

  ModelList(Price price) {
    this.price = price;
  }

  List<Served> read(byte[] answer) {
    JsonNode list =
        Json.parseObject(answer)
            .map(tree -> tree.path("data"))
            .filter(JsonNode::isArray)
            .orElseThrow(
                () ->
                    new UpstreamFailure(
                        Kind.INVALID_ANSWER, "the local server sent no list of models"));
    List<Served> models = new ArrayList<>();
    for (JsonNode model : list) {
      if (!model.path("id").asText().isEmpty()) {
        models.add(new Served(model(model), Engine.of(model.path("owned_by").asText())));
      }
    }
    return models;
  }

  private Model model(JsonNode model) {
    long created = model.path("created").asLong();
    int context = context(model);
    return new Model(
        model.path("id").asText(),
        Optional.empty(),
        created > 0 ? Optional.of(Instant.ofEpochSecond(created)) : Optional.empty(),
        context > 0 ? Optional.of(context) : Optional.empty(),
        Optional.empty(),
        Optional.of(price),
        Model.Traits.UNDESCRIBED);
  }

  /** vLLM and llama.cpp each have a name for it; others do not say it. */
  private static int context(JsonNode model) {
    int vllm = model.path("max_model_len").asInt();
    return vllm > 0 ? vllm : model.path("meta").path("n_ctx").asInt();
  }
}
