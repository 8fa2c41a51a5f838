package dev.cco.web;

import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.Money.Savings;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.spi.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Counts exchanges for Prometheus. Labels take a bounded number of values. */
@ApplicationScoped
public class Metrics {
  private static final int MOST_MODELS = 200;
  private static final String OTHER = "other";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Set<String> models = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<Labels, Meters> meters = new ConcurrentHashMap<>();
  private final Timer hitLatency =
      Timer.builder("cco.cache.hit.latency")
          .description("Time of an answer from the cache")
          .register(registry);

  private record Labels(String operation, String provider, String model, int status, boolean hit) {}

  /** The meters of one combination of labels, so that a request looks up once. */
  private record Meters(
      Counter requests,
      List<Counter> tokens,
      Counter cost,
      Counter saved,
      Timer latency,
      Timer firstByte,
      Timer overhead) {}

  void count(@Observes ExchangeRecord exchange) {
    Meters meters = meters(exchange);
    meters.requests().increment();
    meters.latency().record(exchange.latency());
    meters.overhead().record(exchange.overhead());
    exchange.firstByte().ifPresent(meters.firstByte()::record);
    Savings savings = exchange.money().savings();
    meters.saved().increment(nonNegative(savings.total()));
    if (exchange.cache().hit()) {
      hitLatency.record(exchange.latency());
      return;
    }
    exchange.money().cost().ifPresent(cost -> meters.cost().increment(nonNegative(cost)));
    Usage usage = exchange.usage();
    long[] classes = {
      usage.input(), usage.cacheRead(), usage.cacheWrite5m(), usage.cacheWrite1h(), usage.output()
    };
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] > 0) {
        meters.tokens().get(i).increment((double) classes[i]);
      }
    }
  }

  private Meters meters(ExchangeRecord exchange) {
    Labels labels =
        new Labels(
            exchange.operation().path(),
            exchange.provider().orElse("none"),
            bounded(exchange.servedModel().orElse("none")),
            exchange.status(),
            exchange.cache().hit());
    return meters.computeIfAbsent(labels, this::register);
  }

  /** Model names come from clients: beyond so many they share one series. */
  private String bounded(String model) {
    if (models.contains(model)) {
      return model;
    }
    return models.size() < MOST_MODELS && models.add(model) ? model : OTHER;
  }

  private Meters register(Labels labels) {
    String[] of = {
      "operation", labels.operation(),
      "gen_ai.provider.name", labels.provider(),
      "gen_ai.request.model", labels.model()
    };
    return new Meters(
        Counter.builder("cco.requests")
            .tags(of)
            .tag("status", Integer.toString(labels.status()))
            .tag("cache", labels.hit() ? "hit" : "miss")
            .register(registry),
        tokenCounters(of),
        Counter.builder("cco.cost.dollars").tags(of).register(registry),
        Counter.builder("cco.saved.dollars").tags(of).register(registry),
        Timer.builder("cco.request.duration").tags(of).register(registry),
        Timer.builder("cco.time.to.first.token").tags(of).register(registry),
        Timer.builder("cco.gateway.overhead").tags(of).register(registry));
  }

  private List<Counter> tokenCounters(String[] of) {
    return List.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output").stream()
        .map(type -> Counter.builder("cco.tokens").tags(of).tag("type", type).register(registry))
        .toList();
  }

  private static double nonNegative(BigDecimal dollars) {
    return Math.max(0, dollars.doubleValue());
  }

  /** Shows the cache's own figures. */
  void watch(ResponseCache cache) {
    counter("cco.cache.hits", cache, c -> c.stats().hits());
    counter("cco.cache.misses", cache, c -> c.stats().misses());
    counter("cco.cache.stores", cache, c -> c.stats().stores());
    counter("cco.cache.evictions", cache, c -> c.stats().evictions());
    counter("cco.cost.saved.dollars", cache, c -> c.stats().savedCost().doubleValue());
    Gauge.builder("cco.cache.size.bytes", cache, c -> c.stats().sizeBytes()).register(registry);
  }

  private void counter(String name, ResponseCache cache, ToDoubleFunction<ResponseCache> value) {
    FunctionCounter.builder(name, cache, value).register(registry);
  }

  /** All figures in Prometheus' text form. */
  public String scrape() {
    return registry.scrape();
  }
}
