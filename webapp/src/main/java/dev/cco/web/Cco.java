package dev.cco.web;

import dev.cco.gateway.Gateway;
import dev.cco.gateway.batch.BatchService;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.routing.Router;
import dev.cco.ledger.LedgerService;
import dev.cco.web.plugins.ProviderRegistry;
import dev.cco.web.settings.Settings;

/** The running whole, put together once the configuration is read. */
public record Cco(
    Settings settings,
    ProviderRegistry providers,
    Router router,
    ModelListing models,
    ResponseCache cache,
    LedgerService ledger,
    Gateway gateway,
    BatchService batches)
    implements AutoCloseable {

  /** Ends in the order in which nothing is needed any more. */
  @Override
  public void close() {
    models.close();
    batches.close();
    gateway.close();
    providers.close();
    ledger.close();
    cache.close();
  }
}
