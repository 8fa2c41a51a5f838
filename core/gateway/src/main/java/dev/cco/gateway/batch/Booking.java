package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.Attempt;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.gateway.Ledger;
import dev.cco.gateway.Money;
import dev.cco.gateway.batch.BatchRequests.Item;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Operation;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what a provider's batch cost into the ledger, at the price of batches. A call's id follows
 * from the batch's and its own, so that booking a batch again after a crash books nothing twice.
 */
final class Booking {
  private static final MessagesDialect DIALECT = new MessagesDialect();
  private static final int ID_LENGTH = 24;

  private final Router router;
  private final PriceBook prices;
  private final Ledger ledger;
  private final Clock clock;

  Booking(Router router, PriceBook prices, Ledger ledger, Clock clock) {
    this.router = router;
    this.prices = prices;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Books the results, which are read to their end. */
  void book(BatchFolder folder, String provider, InputStream results) throws IOException {
    Map<String, String> models = models(folder.requests());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(results, StandardCharsets.UTF_8));
    Instant now = clock.instant();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Optional<JsonNode> result = Json.parse(line);
      Optional<JsonNode> message =
          result
              .map(found -> found.path("result"))
              .filter(found -> found.path("type").asText("").equals("succeeded"))
              .map(found -> found.path("message"));
      if (message.isPresent()) {
        String customId = result.orElseThrow().path("custom_id").asText();
        ledger.record(record(folder.batch(), customId, models, provider, message.get(), now));
      }
    }
  }

  private static Map<String, String> models(Path file) throws IOException {
    Map<String, String> models = new HashMap<>();
    if (!Files.exists(file)) {
      return models;
    }
    try (BatchRequests requests = BatchRequests.open(file)) {
      for (Optional<Item> next = requests.next(); next.isPresent(); next = requests.next()) {
        models.put(next.get().customId(), next.get().model().intern());
      }
    }
    return models;
  }

  private ExchangeRecord record(
      Batch batch,
      String customId,
      Map<String, String> models,
      String provider,
      JsonNode message,
      Instant now) {
    String answered = message.path("model").asText("");
    String requested = models.getOrDefault(customId, answered);
    String served = router.route(requested).map(Route::upstreamModel).orElse(answered);
    Usage usage = usage(message);
    Money money = prices.price(provider, served, usage, true);
    return new ExchangeRecord(
        callId(batch.id(), customId),
        now,
        batch.project(),
        Optional.empty(),
        Operation.MESSAGES,
        requested,
        Optional.of(served),
        Optional.of(provider),
        List.of(new Attempt(provider, served, 200, "ok", Duration.ZERO)),
        200,
        Optional.empty(),
        false,
        Duration.ZERO,
        Optional.empty(),
        Duration.ZERO,
        usage,
        money,
        CacheOutcome.NONE);
  }

  private static Usage usage(JsonNode message) {
    try {
      return DIALECT.answerFacts(Json.bytes(message)).usage();
    } catch (UpstreamFailure notAMessage) {
      return Usage.UNKNOWN;
    }
  }

  private static String callId(String batch, String customId) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest((batch + "\n" + customId).getBytes(StandardCharsets.UTF_8));
      return "req_" + HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
