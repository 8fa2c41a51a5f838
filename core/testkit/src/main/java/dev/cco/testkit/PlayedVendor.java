package dev.cco.testkit;

import dev.cco.spi.Credential;
import dev.cco.spi.Model;
import dev.cco.spi.Secret;
import dev.cco.spi.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A stage for providers with a network: a {@link FaultServer} that speaks the vendor's language.
 */
public final class PlayedVendor implements Stage {
  /** The credential that calls carry. */
  public static final String SECRET = "sk-test-0123456789-do-not-tell";

  private static final Duration LONG = Duration.ofSeconds(20);

  private final FaultServer server;
  private final String model;

  /** A vendor that serves {@code model} and answers as {@code script} says. */
  public PlayedVendor(String model, Function<Received, Reply> script) {
    this.model = model;
    this.server = FaultServer.start(script);
  }

  public FaultServer server() {
    return server;
  }

  @Override
  public Target target() {
    return new Target(
        Optional.of(server.endpoint()),
        Optional.of(new Credential(Secret.of(SECRET), Credential.Scheme.PROVIDER)),
        Model.named(model),
        new Target.Timeouts(LONG, LONG, LONG, LONG),
        false,
        Map.of());
  }

  @Override
  public String lastRequest() {
    return server.received().getLast().text();
  }

  @Override
  public boolean awaitStopped() {
    return server.awaitDeparture();
  }

  @Override
  public void close() {
    server.close();
  }
}
