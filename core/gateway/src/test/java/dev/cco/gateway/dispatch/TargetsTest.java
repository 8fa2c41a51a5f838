package dev.cco.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.gateway.routing.RoutingConfig;
import dev.cco.gateway.settings.ConfigSource;
import dev.cco.spi.Credential;
import dev.cco.spi.Credential.Scheme;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TargetsTest {
  private static final Credential CLIENTS = new Credential(Secret.of("client"), Scheme.BEARER);
  private static final ProviderMetadata PROVIDER =
      new ProviderMetadata(
          "anthropic",
          "Anthropic",
          Set.of(Operation.MESSAGES),
          Optional.of(URI.create("https://vendor")),
          Optional.empty(),
          List.of("VENDOR_KEY"),
          true,
          List.of(new ProviderMetadata.Route("^claude-", "")),
          List.of());

  @Test
  void letsARouteThatForwardsTakeTheClientsCredentialBeforeOurs() {
    Route route = route(Optional.of("OUR_KEY"), true);

    assertThat(credential(route, Optional.of(CLIENTS), true)).isEqualTo("client");
    assertThat(credential(route, Optional.empty(), true)).isEqualTo("ours");
    assertThat(credential(route, Optional.of(CLIENTS), false)).isEqualTo("ours");
  }

  @Test
  void takesOurKeyBeforeTheClientsElsewhere() {
    Route route = route(Optional.of("OUR_KEY"), false);

    assertThat(credential(route, Optional.of(CLIENTS), true)).isEqualTo("ours");
  }

  @Test
  void asksForTheKeyThatARouteNamesWhereverItLeads() {
    Route route = route(Optional.of("MISSING_KEY"), false);

    assertThatThrownBy(() -> credential(route, Optional.empty(), true))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("MISSING_KEY");
  }

  private static String credential(Route route, Optional<Credential> clients, boolean first) {
    ClientRequest request =
        new ClientRequest(
            "req_1",
            Operation.MESSAGES,
            "default",
            Map.of(),
            clients,
            new byte[0],
            Instant.EPOCH,
            0);
    Targets targets =
        new Targets(
            new Router(
                List.of(PROVIDER),
                new RoutingConfig(List.of(), Map.of(), Map.of(), ConfigSource.NONE)),
            id -> EndpointSettings.DEFAULT,
            name -> name.equals("OUR_KEY") ? Optional.of(Secret.of("ours")) : Optional.empty(),
            false);
    return targets
        .target(route, PROVIDER, request, first)
        .credential()
        .map(credential -> credential.secret().reveal())
        .orElse("none");
  }

  private static Route route(Optional<String> keyVariable, boolean forward) {
    return new Route(
        "anthropic",
        "claude-x",
        "claude-x",
        Optional.of(URI.create("http://elsewhere")),
        keyVariable,
        Optional.empty(),
        0,
        forward,
        Map.of());
  }
}
