package dev.cco.kit;

import dev.cco.spi.Model;
import dev.cco.spi.Target;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What servers last said of the models they have, for calls that know only a name. */
public final class KnownModels {
  /** By name; the value is never changed. */
  private volatile Map<String, Model> known = Map.of();

  /** Remembers a server's list and gives it back. */
  public List<Model> learn(List<Model> models) {
    known =
        models.stream()
            .collect(Collectors.toMap(Model::id, model -> model, (first, same) -> first));
    return models;
  }

  /** The target with what is known of its model, unless somebody described it. */
  public Target describe(Target target) {
    Model asked = target.model();
    // Ollama takes a name without a tag for the latest.
    Model model = known.getOrDefault(asked.id(), known.getOrDefault(asked.id() + ":latest", asked));
    if (!asked.equals(Model.named(asked.id())) || model.equals(asked)) {
      return target;
    }
    return new Target(
        target.endpoint(),
        target.credential(),
        model,
        target.timeouts(),
        target.strict(),
        target.options());
  }
}
