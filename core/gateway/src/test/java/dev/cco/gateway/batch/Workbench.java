package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.CacheScope;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.Ledger;
import dev.cco.gateway.Reply;
import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.pricing.PricingConfig;
import dev.cco.gateway.routing.Router;
import dev.cco.gateway.routing.RoutingConfig;
import dev.cco.gateway.settings.ConfigSource;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Credential;
import dev.cco.spi.Credential.Scheme;
import dev.cco.spi.Operation;
import dev.cco.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A service over a test's folder, with a gateway and a provider that say what a test wants. */
final class Workbench extends Clock implements AutoCloseable {
  static final String SELF = "http://gate:1/v1/messages/batches";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final FakeBatches provider = new FakeBatches();
  final List<ClientRequest> asked = Collections.synchronizedList(new ArrayList<>());
  final List<ExchangeRecord> booked = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> aliases = new HashMap<>();
  Function<ClientRequest, Reply> gateway = request -> message("{\"type\":\"message\"}");
  Ledger ledger = booked::add;
  boolean forwards;
  BatchSettings settings = settings(4, true);

  private final Path root;
  private final AtomicInteger ids = new AtomicInteger();
  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private Optional<BatchService> service = Optional.empty();

  Workbench(Path root) {
    this.root = root;
  }

  static BatchSettings settings(int concurrency, boolean delegate) {
    return new BatchSettings(
        concurrency,
        delegate,
        1 << 20,
        1000,
        3,
        2000,
        Duration.ofHours(24),
        Duration.ofDays(29),
        Duration.ofMillis(1),
        Duration.ofMillis(20),
        Duration.ofMillis(200));
  }

  BatchService service() {
    if (service.isEmpty()) {
      service = Optional.of(start());
    }
    return service.get();
  }

  /** Ends the service, and starts another one over the same folder. */
  BatchService restart() {
    close();
    service = Optional.empty();
    return service();
  }

  private BatchService start() {
    Router router =
        new Router(
            List.of(provider.metadata()),
            new RoutingConfig(List.of(), Map.of(), aliases, ConfigSource.NONE));
    return new BatchService(
        root,
        new BatchService.Parts(
            request -> {
              asked.add(request);
              return gateway.apply(request);
            },
            () -> "req_" + ids.incrementAndGet(),
            request -> {},
            new CacheScope(operation -> forwards),
            router,
            id -> Optional.of(provider).filter(one -> id.equals("anthropic")).map(one -> one),
            new Targets(router, id -> EndpointSettings.DEFAULT, name -> Optional.empty(), false),
            new PriceBook(List.of(provider.metadata()), PricingConfig.EMPTY),
            ledger),
        settings,
        this);
  }

  ClientRequest caller(String project) {
    return caller(project, Optional.empty());
  }

  ClientRequest caller(String project, Optional<String> key) {
    return new ClientRequest(
        "req_caller",
        Operation.MESSAGES,
        project,
        Map.of("anthropic-version", List.of("2023-06-01"), "x-secret", List.of("in-a-header")),
        key.map(text -> new Credential(Secret.of(text), Scheme.API_KEY)),
        new byte[0],
        now,
        0);
  }

  /** Creates a batch of these requests, and gives its id. */
  String create(ClientRequest caller, String... items) {
    return json(tryCreate(caller, BatchRequestsTest.requests(items))).path("id").asText();
  }

  Reply tryCreate(ClientRequest caller, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Upload upload = service().receive(caller, new ByteArrayInputStream(bytes), bytes.length);
    return service().create(caller, upload, SELF);
  }

  JsonNode get(ClientRequest caller, String id) {
    return json(service().get(caller, id, SELF));
  }

  /** Waits until a batch has ended. */
  JsonNode ended(ClientRequest caller, String id) {
    await(() -> get(caller, id).path("processing_status").asText().equals("ended"));
    return get(caller, id);
  }

  static String item(String customId, String model) {
    return BatchRequestsTest.item(
        customId,
        "{\"model\":\"" + model + "\",\"max_tokens\":1,\"messages\":[\"" + customId + "\"]}");
  }

  static String text(ClientRequest request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  static Reply message(String json) {
    return reply(200, json, Map.of());
  }

  static Reply reply(int status, String json, Map<String, String> headers) {
    return new Reply(status, headers, new Reply.Whole(json.getBytes(StandardCharsets.UTF_8)));
  }

  static String body(Reply reply) {
    return switch (reply.body()) {
      case Reply.Whole whole -> new String(whole.bytes(), StandardCharsets.UTF_8);
      case Reply.Streamed streamed -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
          streamed.writing().writeTo(out);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield out.toString(StandardCharsets.UTF_8);
      }
    };
  }

  static JsonNode json(Reply reply) {
    return Json.parse(body(reply)).orElseThrow();
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it never came true");
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  void move(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants only");
  }

  @Override
  public void close() {
    service.ifPresent(BatchService::close);
  }
}
