package dev.cco.gateway.batch;

import dev.cco.spi.BatchCall;
import dev.cco.spi.BatchProvider;
import dev.cco.spi.Conversation;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Price;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A provider that takes batches and says of them what a test tells it. */
final class FakeBatches implements Provider, BatchProvider {
  final List<BatchCall> calls = Collections.synchronizedList(new ArrayList<>());
  final List<Target> targets = Collections.synchronizedList(new ArrayList<>());
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

  /** What a call gets. */
  volatile Function<BatchCall, String> says = call -> "{}";

  @Override
  public ProviderMetadata metadata() {
    Price price =
        new Price(
            new BigDecimal("3"),
            new BigDecimal("15"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(new BigDecimal("0.5")),
            Optional.empty());
    Model model =
        new Model(
            "n-1",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(price),
            Model.Traits.UNDESCRIBED);
    return new ProviderMetadata(
        "anthropic",
        "Anthropic",
        Set.of(Operation.MESSAGES),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        List.of(new ProviderMetadata.Route("^n-", "")),
        List.of(model));
  }

  @Override
  public WireAnswer batch(Target target, Map<String, List<String>> headers, BatchCall call) {
    calls.add(call);
    targets.add(target);
    if (call instanceof BatchCall.Create create) {
      bodies.add(read(create));
    }
    return new Answer(says.apply(call));
  }

  private static String read(BatchCall.Create create) {
    try {
      return Files.readString(create.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Answer(String text) implements WireAnswer {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public Map<String, String> headers() {
      return Map.of("request-id", "req_theirs", "content-type", "application/json");
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
  }

  @Override
  public void start(ProviderContext context) {}

  @Override
  public Events converse(Target target, Conversation conversation) {
    throw new UnsupportedOperationException("only batches are asked here");
  }

  @Override
  public void close() {}
}
