package dev.cco.gateway.routing;

import dev.cco.gateway.pricing.ModelNames;
import dev.cco.spi.Model;
import dev.cco.spi.ProviderMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models that plugins declare. Immutable. */
final class ModelCatalogue {
  /** Not a model: a plugin prices with it whatever else it serves. */
  private static final String ANY = "*";

  private final Map<String, Map<String, Model>> byProvider = new HashMap<>();

  ModelCatalogue(List<ProviderMetadata> providers) {
    for (ProviderMetadata provider : providers) {
      Map<String, Model> models = new HashMap<>();
      provider.models().forEach(model -> models.put(model.id(), model));
      byProvider.put(provider.id(), models);
    }
  }

  Model model(String provider, String id) {
    return ModelNames.find(byProvider.getOrDefault(provider, Map.of()), id)
        .map(known -> known.id().equals(id) ? known : renamed(known, id))
        .orElseGet(() -> Model.named(id));
  }

  /** Each model once, under the first name that leads to it, then the aliases. */
  List<Model> routable(
      Router router,
      List<ProviderMetadata> providers,
      Set<String> aliases,
      Map<String, List<Model>> discovered) {
    Map<String, Model> byName = new LinkedHashMap<>();
    for (ProviderMetadata provider : providers) {
      Stream<Model> models =
          Stream.concat(
              provider.models().stream(),
              discovered.getOrDefault(provider.id(), List.of()).stream());
      models
          .filter(model -> !model.id().equals(ANY))
          .forEach(
              model ->
                  nameOf(router, provider, model)
                      .ifPresent(name -> byName.putIfAbsent(name, renamed(model, name))));
    }
    for (String alias : aliases) {
      router
          .route(alias)
          .ifPresent(route -> byName.putIfAbsent(alias, renamed(router.model(route), alias)));
    }
    return List.copyOf(byName.values());
  }

  /** The name a client uses: the model's own, or with a prefix that the provider's routes strip. */
  private static Optional<String> nameOf(Router router, ProviderMetadata provider, Model model) {
    List<String> names = new ArrayList<>(List.of(model.id()));
    provider.routes().forEach(route -> names.add(route.stripPrefix() + model.id()));
    return names.stream().filter(name -> leadsTo(router, name, provider, model)).findFirst();
  }

  private static boolean leadsTo(
      Router router, String name, ProviderMetadata provider, Model model) {
    return router
        .route(name)
        .filter(route -> route.provider().equals(provider.id()))
        .filter(route -> route.upstreamModel().equals(model.id()))
        .isPresent();
  }

  private static Model renamed(Model model, String name) {
    return new Model(
        name,
        model.displayName(),
        model.created(),
        model.contextWindow(),
        model.maxOutput(),
        model.price(),
        model.traits());
  }
}
