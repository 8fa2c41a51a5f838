package dev.cco.gateway;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountsTest {
  private final FakeProvider near =
      new FakeProvider("near", Operation.MESSAGES, Operation.COUNT_TOKENS);
  private final FakeProvider gpt = new FakeProvider("gpt");
  private final FakeProvider far = new FakeProvider("far");
  private final List<ExchangeRecord> records = Collections.synchronizedList(new ArrayList<>());
  private final Gateway gateway = gateway();

  private Gateway gateway() {
    Clock clock = Clock.systemUTC();
    CacheSettings off =
        new CacheSettings(
            false,
            CacheSettings.DEFAULTS.ttl(),
            Optional.empty(),
            CacheSettings.DEFAULTS.heapBytes(),
            0,
            CacheSettings.Policy.ALL);
    Map<String, Provider> providers = Map.of("near", near, "far", far, "gpt", gpt);
    List<ProviderMetadata> metadata = List.of(near.metadata(), far.metadata(), gpt.metadata());
    Router router =
        new Router(metadata, new RoutingConfig(List.of(), Map.of(), Map.of(), ConfigSource.NONE));
    Targets targets =
        new Targets(router, id -> EndpointSettings.DEFAULT, name -> Optional.empty(), false);
    return new Gateway(
        new Gateway.Parts(
            operation -> new MessagesDialect(),
            request -> {},
            new ResponseCache(off, clock),
            off,
            new CacheScope(operation -> false),
            router,
            new Dispatcher(
                id -> Optional.ofNullable(providers.get(id)), targets, GatewaySettings.DEFAULT),
            new PriceBook(metadata, PricingConfig.EMPTY),
            records::add),
        GatewaySettings.DEFAULT,
        clock);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Reply count(String model) {
    String body =
        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    return gateway.answer(
        new ClientRequest(
            "req_1",
            Operation.COUNT_TOKENS,
            "default",
            Map.of(),
            Optional.empty(),
            body.getBytes(StandardCharsets.UTF_8),
            Instant.now(),
            System.nanoTime()));
  }

  private static String text(Reply reply) {
    return new String(((Reply.Whole) reply.body()).bytes(), StandardCharsets.UTF_8);
  }

  private static ProviderReply reply(int status, String body) {
    return new ProviderReply(
        status, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void letsTheProviderCountWhereItCan() {
    near.wire = request -> near.plain("{\"input_tokens\":7}");

    Reply reply = count("near-model");

    assertThat(text(reply)).isEqualTo("{\"input_tokens\":7}");
    assertThat(reply.headers()).containsEntry("x-cco-token-count", "native");
  }

  @Test
  void countsByTheTokenizerWhereItIsKnown() {
    Reply reply = count("gpt-5");

    assertThat(text(reply)).matches("\\{\"input_tokens\":[1-9][0-9]?}");
    assertThat(reply.headers()).containsEntry("x-cco-token-count", "tokenizer");
  }

  @Test
  void estimatesElsewhere() {
    Reply reply = count("far-model");

    assertThat(text(reply)).matches("\\{\"input_tokens\":[1-9][0-9]?}");
    assertThat(reply.headers()).containsEntry("x-cco-token-count", "estimate");
    assertThat(far.bodies).isEmpty();
  }

  /** Edge case 23: a server that is like Anthropic's but does not count. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"404 | {\"detail\":\"Not Found\"}", "404 | <html>", "405 | {}"})
  void estimatesWhereTheProviderHasNoSuchPath(int status, String body) {
    near.wire =
        request -> {
          throw new CallerFault("no such path", reply(status, body));
        };

    Reply reply = count("near-model");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("x-cco-token-count", "estimate");
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().status()).isEqualTo(200);
  }

  @Test
  void tellsThatTheModelIsNotThere() {
    String body =
        "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: x\"}}";
    near.wire =
        request -> {
          throw new CallerFault("no such model", reply(404, body));
        };

    Reply reply = count("near-model");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(text(reply)).isEqualTo(body);
  }

  @Test
  void tellsAFailureInsteadOfGuessing() {
    near.wire =
        request -> {
          throw new UpstreamFailure(
              Kind.RATE_LIMITED, "too much", Optional.of(reply(429, "{}")), Optional.empty(), null);
        };

    assertThat(count("near-model").status()).isEqualTo(429);
  }
}
