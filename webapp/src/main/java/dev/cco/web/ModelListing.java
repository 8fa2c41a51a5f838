package dev.cco.web;

import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.routing.Router;
import dev.cco.spi.Credential;
import dev.cco.spi.Model;
import dev.cco.spi.ModelDirectory;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.web.plugins.ProviderRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The models that can be asked for: those the plugins declare, and those that providers which must
 * be asked said they have. They are asked in the background, never while a client waits.
 */
public final class ModelListing implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(ModelListing.class.getName());
  private static final long SECONDS_BETWEEN = 15;

  private final ProviderRegistry providers;
  private final Router router;
  private final Function<String, EndpointSettings> settings;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cco-models").factory());

  private final ScheduledFuture<?> refreshing;

  /** Replaced as a whole by the refresher. */
  private volatile List<Model> models;

  ModelListing(
      ProviderRegistry providers, Router router, Function<String, EndpointSettings> settings) {
    this.providers = providers;
    this.router = router;
    this.settings = settings;
    this.models = router.models();
    this.refreshing =
        refresher.scheduleWithFixedDelay(this::refresh, 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
  }

  /** All models as of the last time the providers were asked. */
  public List<Model> models() {
    return models;
  }

  private void refresh() {
    Map<String, List<Model>> discovered = new HashMap<>();
    for (Provider provider : providers.all()) {
      if (provider instanceof ModelDirectory directory) {
        ask(provider.metadata(), directory, discovered);
      }
    }
    models = router.models(discovered);
  }

  private void ask(
      ProviderMetadata provider, ModelDirectory directory, Map<String, List<Model>> discovered) {
    EndpointSettings configured = settings.apply(provider.id());
    Target target =
        new Target(
            configured.endpoint().or(provider::endpoint),
            configured.apiKey().map(key -> new Credential(key, Credential.Scheme.PROVIDER)),
            Model.named(""),
            configured.timeouts(),
            false,
            Map.of());
    try {
      discovered.put(provider.id(), directory.listModels(target));
    } catch (UpstreamFailure e) {
      LOGGER.log(
          Level.DEBUG, "Models cannot be listed now: provider={0} {1}", provider.id(), e.kind());
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "Models could not be listed: provider=" + provider.id(), e);
    }
  }

  @Override
  public void close() {
    refreshing.cancel(true);
    refresher.shutdownNow();
  }
}
