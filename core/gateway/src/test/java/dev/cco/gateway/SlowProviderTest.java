package dev.cco.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.routing.Router;
import dev.cco.gateway.routing.RoutingConfig;
import dev.cco.gateway.settings.ConfigSource;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target.Timeouts;
import dev.cco.spi.UpstreamFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is told of a provider that does not answer. */
class SlowProviderTest {
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final String ADDRESS = "https://inside.example:8443";

  private final FakeProvider near = new FakeProvider("near", Operation.CHAT);
  private final List<ProviderMetadata> metadata = List.of(near.metadata());
  private final Router router =
      new Router(metadata, new RoutingConfig(List.of(), Map.of(), Map.of(), ConfigSource.NONE));

  @Test
  void namesTheProviderAndNotItsAddress() {
    CountDownLatch never = new CountDownLatch(1);
    near.wire =
        request -> {
          try {
            never.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          throw new UpstreamFailure(UpstreamFailure.Kind.BROKEN, "stopped");
        };
    Exchange exchange = exchange();

    assertThatThrownBy(() -> dispatcher().open(exchange, router.plan("near-model")))
        .isInstanceOf(UpstreamFailure.class)
        .hasMessage("near did not answer within 30 ms");
  }

  private Dispatcher dispatcher() {
    Targets targets = new Targets(router, id -> impatient(), name -> Optional.empty(), false);
    return new Dispatcher(
        id -> Optional.of(near),
        targets,
        new GatewaySettings(
            1,
            GatewaySettings.DEFAULT.hold(),
            GatewaySettings.DEFAULT.heartbeat(),
            GatewaySettings.DEFAULT.maxPlainBytes(),
            GatewaySettings.DEFAULT.maxEventBytes(),
            GatewaySettings.DEFAULT.maxStoredBytes()));
  }

  private static EndpointSettings impatient() {
    EndpointSettings defaults = EndpointSettings.DEFAULT;
    return new EndpointSettings(
        Optional.of(URI.create(ADDRESS)),
        Optional.empty(),
        new Timeouts(SHORT, SHORT, SHORT, SHORT),
        defaults.streamTotal(),
        defaults.maxConcurrent(),
        defaults.breakerVolume(),
        defaults.breakerRatio(),
        defaults.breakerDelay());
  }

  private static Exchange exchange() {
    String body =
        "{\"model\":\"near-model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    ClientRequest request =
        new ClientRequest(
            "req_1",
            Operation.CHAT,
            "default",
            Map.of(),
            Optional.empty(),
            body.getBytes(StandardCharsets.UTF_8),
            Instant.now(),
            System.nanoTime());
    Exchange exchange = new Exchange(request, new ChatDialect());
    exchange.read();
    return exchange;
  }
}
