package dev.cco.web;

import dev.cco.gateway.Admission;
import dev.cco.gateway.CacheScope;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.Gateway;
import dev.cco.gateway.Ledger;
import dev.cco.gateway.batch.BatchService;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.pricing.PricingFile;
import dev.cco.gateway.routing.Router;
import dev.cco.gateway.routing.RoutingConfig;
import dev.cco.gateway.routing.RoutingFile;
import dev.cco.ledger.LedgerService;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.WireFormat;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.embeddings.EmbeddingsFormat;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.protocol.responses.ReasoningSeal;
import dev.cco.protocol.responses.ResponsesDialect;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderMetadata;
import dev.cco.web.api.RequestIds;
import dev.cco.web.plugins.ProviderRegistry;
import dev.cco.web.settings.InstanceSecret;
import dev.cco.web.settings.Settings;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts the gateway together from its parts. */
final class GatewayWiring {
  private final Settings settings;
  private final ProviderRegistry providers;
  private final Consumer<ExchangeRecord> watchers;
  private final Clock clock;

  /**
   * @param watchers told of each exchange once it is recorded
   */
  GatewayWiring(
      Settings settings,
      ProviderRegistry providers,
      Consumer<ExchangeRecord> watchers,
      Clock clock) {
    this.settings = settings;
    this.providers = providers;
    this.watchers = watchers;
    this.clock = clock;
  }

  Cco wire() {
    Map<String, EndpointSettings> endpoints = new HashMap<>();
    for (ProviderMetadata provider : providers.metadata()) {
      endpoints.put(provider.id(), settings.providers().endpoint(provider));
    }
    List<ProviderMetadata> configured =
        providers.metadata().stream()
            .map(p -> at(p, endpoints.getOrDefault(p.id(), EndpointSettings.DEFAULT)))
            .toList();
    RoutingConfig routing =
        RoutingFile.read(settings.folders().config().resolve("model-routing.json"));
    Router router = new Router(configured, routing);
    PriceBook prices =
        new PriceBook(
            configured,
            PricingFile.read(settings.folders().config().resolve("model-pricing.json")));
    Targets targets =
        new Targets(
            router,
            id -> endpoints.getOrDefault(id, EndpointSettings.DEFAULT),
            settings.providers()::variable,
            settings.strict());
    LedgerService ledger =
        LedgerService.start(
            settings.folders().data(), settings.database(), settings.ledger(), clock);
    // After the ledger, which makes sure that no other process uses the folder.
    byte[] secret = InstanceSecret.of(settings.secret(), settings.folders().data());
    ResponseCache cache = new ResponseCache(settings.cache(), clock);
    CacheScope scope = new CacheScope(operation -> forwards(operation, endpoints, routing));
    Admission admission = request -> {};
    Ledger watched = watched(ledger);
    Gateway gateway =
        new Gateway(
            new Gateway.Parts(
                formats(new ReasoningSeal(secret)),
                admission,
                cache,
                settings.cache(),
                scope,
                router,
                new Dispatcher(providers, targets, settings.gateway()),
                prices,
                watched),
            settings.gateway(),
            clock);
    ModelListing models =
        new ModelListing(
            providers, router, id -> endpoints.getOrDefault(id, EndpointSettings.DEFAULT));
    BatchService batches =
        new BatchService(
            settings.folders().data().resolve("batches"),
            new BatchService.Parts(
                gateway::answer,
                RequestIds::next,
                admission,
                scope,
                router,
                providers,
                targets,
                prices,
                watched),
            settings.batch(),
            clock);
    return new Cco(settings, providers, router, models, cache, ledger, gateway, batches);
  }

  private Ledger watched(Ledger ledger) {
    if (!settings.recording()) {
      return watchers::accept;
    }
    return exchange -> {
      ledger.record(exchange);
      watchers.accept(exchange);
    };
  }

  /** Whether a client's own credential may pay for an answer. */
  private static boolean forwards(
      Operation operation, Map<String, EndpointSettings> endpoints, RoutingConfig routing) {
    String vendor = Targets.vendor(operation.protocol());
    boolean vendorHasKey =
        Optional.ofNullable(endpoints.get(vendor)).flatMap(EndpointSettings::apiKey).isPresent();
    return !vendorHasKey
        || routing.routes().stream().anyMatch(route -> route.forwardClientCredential());
  }

  /** The plugin's metadata with the endpoint that is configured. */
  private static ProviderMetadata at(ProviderMetadata provider, EndpointSettings endpoint) {
    return new ProviderMetadata(
        provider.id(),
        provider.displayName(),
        provider.speaks(),
        endpoint.endpoint().or(provider::endpoint),
        provider.endpointVariable(),
        provider.credentialVariables(),
        provider.credentialRequired(),
        provider.routes(),
        provider.models());
  }

  private static Function<Operation, WireFormat> formats(ReasoningSeal seal) {
    Dialect messages = new MessagesDialect();
    Dialect chat = new ChatDialect();
    Dialect responses = new ResponsesDialect(seal);
    WireFormat embeddings = new EmbeddingsFormat();
    return operation ->
        switch (operation) {
          case MESSAGES, COUNT_TOKENS -> messages;
          case CHAT -> chat;
          case RESPONSES -> responses;
          case EMBEDDINGS -> embeddings;
        };
  }
}
