package dev.cco.web;

import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.Provider;
import dev.cco.web.plugins.ProviderRegistry;
import dev.cco.web.settings.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts and ends the gateway with the application, and knows how far it is. */
@ApplicationScoped
public class Lifecycle {
  private static final Logger LOGGER = System.getLogger(Lifecycle.class.getName());

  /** How far the application is. */
  public sealed interface State {
    /** Not ready yet. */
    record Starting() implements State {}

    /** The configuration cannot be used; the message says where and why. */
    record Misconfigured(String message) implements State {}

    /** Serving. */
    record Running(Cco cco) implements State {}
  }

  /** Replaced as a whole: by the start, and by the end. */
  private volatile State state = new State.Starting();

  @Inject @Any Instance<Provider> plugins;
  @Inject Event<ExchangeRecord> exchanges;
  @Inject Metrics metrics;

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    Clock clock = Clock.systemUTC();
    try {
      Settings settings = Settings.read(ConfigProvider.getConfig(Lifecycle.class.getClassLoader()));
      ProviderRegistry providers = new ProviderRegistry(plugins, settings.providers()::all, clock);
      Cco cco = new GatewayWiring(settings, providers, exchanges::fire, clock).wire();
      metrics.watch(cco.cache());
      state = new State.Running(cco);
      LOGGER.log(Level.INFO, "CCO serves: providers={0}", providers.metadata().size());
    } catch (ConfigException e) {
      state = new State.Misconfigured(String.valueOf(e.getMessage()));
      LOGGER.log(Level.ERROR, "CCO cannot serve, its configuration is wrong:\n{0}", e.getMessage());
    }
  }

  @PreDestroy
  void stop() {
    State ended = state;
    state = new State.Starting();
    if (ended instanceof State.Running running) {
      running.cco().close();
    }
  }

  public State state() {
    return state;
  }

  /** The running whole, while it runs. */
  public Optional<Cco> running() {
    return state instanceof State.Running running ? Optional.of(running.cco()) : Optional.empty();
  }
}
