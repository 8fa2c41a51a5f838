package dev.cco.gateway.routing;

import dev.cco.spi.Model;
import dev.cco.spi.ProviderMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which provider serves a model's name: alias, then the file's routes in order, then the
 * plugins'. One router for each state of the configuration; immutable but for a bounded memory of
 * what it answered before.
 */
public final class Router {
  static final int MOST_REMEMBERED = 4096;
  private static final int LONGEST_REMEMBERED = 256;

  private final List<ProviderMetadata> providers;
  private final RoutingConfig config;
  private final RouteTable table;
  private final ModelCatalogue catalogue;
  private final long revision;

  /** Plans by requested name; names come from clients, so it is emptied when it is full. */
  private final Map<String, List<Route>> plans = new ConcurrentHashMap<>();

  /**
   * Puts plugins and file together.
   *
   * @param providers the plugins in the order of their routes, endpoints as configured
   * @throws dev.cco.gateway.settings.ConfigException if the file does not fit the plugins
   */
  public Router(List<ProviderMetadata> providers, RoutingConfig config) {
    RoutingChecks.providersExist(providers, config);
    this.providers = List.copyOf(providers);
    this.config = config;
    this.table = new RouteTable(providers, config.routes());
    RoutingChecks.namesAreRoutable(table, config);
    this.catalogue = new ModelCatalogue(providers);
    this.revision = RoutingRevision.of(providers, config);
  }

  /** The first place to ask; absent where nobody serves the name. */
  public Optional<Route> route(String model) {
    return plan(model).stream().findFirst();
  }

  /** All places to ask, in order: the model's route and those of its fallback chain. */
  public List<Route> plan(String model) {
    List<Route> known = plans.get(model);
    if (known != null) {
      return known;
    }
    List<Route> plan = makePlan(model);
    if (!plan.isEmpty() && model.length() <= LONGEST_REMEMBERED) {
      remember(model, plan);
    }
    return plan;
  }

  /** What is known of the model at a route's end. */
  public Model model(Route route) {
    return catalogue.model(route.provider(), route.upstreamModel());
  }

  /** Names the state of the configuration: the same content has the same number everywhere. */
  public long revision() {
    return revision;
  }

  /** The models that the plugins declare, by the names that lead to them, and the aliases. */
  public List<Model> models() {
    return models(Map.of());
  }

  /**
   * The same, and what providers were found to serve.
   *
   * @param discovered models by provider
   */
  public List<Model> models(Map<String, List<Model>> discovered) {
    return catalogue.routable(this, providers, config.aliases().keySet(), discovered);
  }

  int remembered() {
    return plans.size();
  }

  private List<Route> makePlan(String model) {
    String meant = config.aliases().getOrDefault(model, model);
    Optional<Route> first = table.route(meant);
    if (first.isEmpty()) {
      return List.of();
    }
    List<Route> plan = new ArrayList<>();
    plan.add(first.get().askedAs(model));
    for (String member : config.fallbackChain().getOrDefault(meant, List.of())) {
      String memberMeant = config.aliases().getOrDefault(member, member);
      table.route(memberMeant).ifPresent(route -> plan.add(route.askedAs(member).asFallback()));
    }
    return List.copyOf(plan);
  }

  private void remember(String model, List<Route> plan) {
    if (plans.size() >= MOST_REMEMBERED) {
      plans.clear();
    }
    plans.put(model, plan);
  }
}
