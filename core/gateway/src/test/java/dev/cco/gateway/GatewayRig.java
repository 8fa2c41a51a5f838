package dev.cco.gateway;

import dev.cco.gateway.cache.CacheSettings;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.pricing.PricingConfig;
import dev.cco.gateway.routing.Router;
import dev.cco.gateway.routing.RoutingConfig;
import dev.cco.gateway.settings.ConfigSource;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A gateway over two providers that do what a test tells them. */
final class GatewayRig {
  static final String PLAIN =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"near-model","choices":[\
      {"index":0,"message":{"role":"assistant","content":"hi","refusal":null},"logprobs":null,\
      "finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":200,\
      "total_tokens":1200}}""";
  static final String STREAM =
      """
      data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"near-model",\
      "choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],\
      "usage":null}

      data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"near-model",\
      "choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}],"usage":null}

      data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"near-model",\
      "choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

      data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"near-model",\
      "choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200}}

      data: [DONE]

      """;

  final FakeProvider near = new FakeProvider("near", Operation.CHAT);
  final FakeProvider far = new FakeProvider("far");
  final ResponseCache cache = new ResponseCache(CacheSettings.DEFAULTS, Clock.systemUTC());
  final List<ExchangeRecord> records = Collections.synchronizedList(new ArrayList<>());
  Optional<Secret> ourKey = Optional.empty();

  /** The plugins whose jars were taken away since the start. */
  final Set<String> gone = new HashSet<>();

  Gateway gateway(Map<String, List<String>> fallback) {
    return gateway(fallback, GatewaySettings.DEFAULT);
  }

  Gateway gateway(Map<String, List<String>> fallback, GatewaySettings settings) {
    Clock clock = Clock.systemUTC();
    Map<String, Provider> providers = Map.of("near", near, "far", far);
    List<ProviderMetadata> metadata = List.of(near.metadata(), far.metadata());
    RoutingConfig routing = new RoutingConfig(List.of(), fallback, Map.of(), ConfigSource.NONE);
    Router router = new Router(metadata, routing);
    Targets targets = new Targets(router, id -> withKey(), name -> Optional.empty(), false);
    return new Gateway(
        new Gateway.Parts(
            operation -> new ChatDialect(),
            request -> {},
            cache,
            CacheSettings.DEFAULTS,
            new CacheScope(operation -> false),
            router,
            new Dispatcher(
                id -> Optional.ofNullable(gone.contains(id) ? null : providers.get(id)),
                targets,
                settings),
            new PriceBook(metadata, PricingConfig.EMPTY),
            records::add),
        settings,
        clock);
  }

  private EndpointSettings withKey() {
    EndpointSettings defaults = EndpointSettings.DEFAULT;
    return new EndpointSettings(
        defaults.endpoint(),
        ourKey,
        defaults.timeouts(),
        defaults.streamTotal(),
        defaults.maxConcurrent(),
        defaults.breakerVolume(),
        defaults.breakerRatio(),
        defaults.breakerDelay());
  }

  GatewayRig() {
    near.wire = request -> request.stream() ? near.stream(STREAM) : near.plain(PLAIN);
  }

  static ClientRequest request(String body, Map<String, List<String>> headers) {
    return new ClientRequest(
        "req_1",
        Operation.CHAT,
        "default",
        headers,
        Optional.empty(),
        body.getBytes(StandardCharsets.UTF_8),
        Instant.now(),
        System.nanoTime());
  }

  static String ask(String model, boolean stream) {
    return "{\"model\":\""
        + model
        + "\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  }

  static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(Reply reply) {
    return switch (reply.body()) {
      case Reply.Whole whole -> new String(whole.bytes(), StandardCharsets.UTF_8);
      case Reply.Streamed streamed -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
          streamed.writing().writeTo(out);
        } catch (IOException e) {
          throw new AssertionError("memory is always there", e);
        }
        yield out.toString(StandardCharsets.UTF_8);
      }
    };
  }
}
