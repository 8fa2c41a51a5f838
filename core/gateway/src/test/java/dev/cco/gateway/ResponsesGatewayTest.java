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
import dev.cco.protocol.responses.ResponsesDialect;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/**
 * The Responses protocol on its way through the gateway: {@code near} speaks it, {@code far} not.
 */
class ResponsesGatewayTest {
  private static final String ANSWER =
      "{\"id\":\"resp_near\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"near-model\",\"output\":[{\"id\":\"msg_1\","
          + "\"type\":\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\","
          + "\"annotations\":[]}]}],\"usage\":{\"input_tokens\":1000,\"output_tokens\":200,\"total_tokens\":1200},\"later\":1}";
  private static final String CREATED =
      "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_near\",\"model\":\"near-model\","
          + "\"status\":\"in_progress\",\"output\":[]},\"sequence_number\":0}\n\n";
  private static final String TEXT =
      "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"hi\","
          + "\"sequence_number\":1}\n\n";
  private static final String COMPLETED =
      "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
          + ANSWER
          + ",\"sequence_number\":2}\n\n";
  private static final String FAILED =
      "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":\"resp_near\",\"status\":\"failed\",\"output\":[],"
          + "\"error\":{\"code\":\"server_error\",\"message\":\"Out of luck.\"}},\"sequence_number\":1}\n\n";

  private final FakeProvider near = new FakeProvider("near", Operation.RESPONSES);
  private final FakeProvider far = new FakeProvider("far");
  private final List<ExchangeRecord> records = Collections.synchronizedList(new ArrayList<>());
  private Gateway gateway = gateway(Map.of());

  private Gateway gateway(Map<String, List<String>> fallback) {
    Clock clock = Clock.systemUTC();
    GatewaySettings settings = GatewaySettings.DEFAULT;
    Map<String, Provider> providers = Map.of("near", near, "far", far);
    List<ProviderMetadata> metadata = List.of(near.metadata(), far.metadata());
    Router router =
        new Router(metadata, new RoutingConfig(List.of(), fallback, Map.of(), ConfigSource.NONE));
    Targets targets =
        new Targets(router, id -> EndpointSettings.DEFAULT, name -> Optional.empty(), false);
    return new Gateway(
        new Gateway.Parts(
            operation -> new ResponsesDialect(),
            request -> {},
            new ResponseCache(CacheSettings.DEFAULTS, clock),
            CacheSettings.DEFAULTS,
            new CacheScope(operation -> false),
            router,
            new Dispatcher(id -> Optional.ofNullable(providers.get(id)), targets, settings),
            new PriceBook(metadata, PricingConfig.EMPTY),
            records::add),
        settings,
        clock);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Reply answer(String body) {
    return gateway.answer(
        new ClientRequest(
            "req_1",
            Operation.RESPONSES,
            "default",
            Map.of(),
            Optional.empty(),
            body.getBytes(StandardCharsets.UTF_8),
            Instant.now(),
            System.nanoTime()));
  }

  private static String ask(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"input\":\"hi\"}".formatted(model, stream);
  }

  private static String text(Reply reply) {
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

  @Test
  void passesBytesThroughAndServesThemAgain() {
    near.wire = request -> near.plain(ANSWER);

    assertThat(text(answer(ask("near-model", false)))).isEqualTo(ANSWER);
    Reply again = answer(ask("near-model", false));

    assertThat(text(again)).isEqualTo(ANSWER);
    assertThat(again.headers().get("Cache-Status")).startsWith("cco; hit");
    assertThat(near.bodies).containsExactly(ask("near-model", false));
    assertThat(records.getFirst().usage()).isEqualTo(Usage.of(1000, 200));
  }

  @Test
  void servesAStoredStreamPlainlyAndAStoredAnswerAsAStream() {
    near.wire = request -> near.stream(CREATED + TEXT + COMPLETED);
    assertThat(text(answer(ask("near-model", true)))).isEqualTo(CREATED + TEXT + COMPLETED);

    assertThat(text(answer(ask("near-model", false)))).isEqualTo(ANSWER);
    assertThat(text(answer(ask("near-model", true)))).isEqualTo(CREATED + TEXT + COMPLETED);
    assertThat(near.bodies).hasSize(1);
  }

  @Test
  void unfoldsAStoredAnswerForAStreamingClient() {
    near.wire = request -> near.plain(ANSWER);
    answer(ask("near-model", false));

    String stream = text(answer(ask("near-model", true)));

    assertThat(stream)
        .startsWith("event: response.created\n")
        .contains("event: response.output_text.delta\n")
        .contains("\"response\":" + ANSWER);
    assertThat(near.bodies).hasSize(1);
  }

  @Test
  void endsACutStreamInAResponseThatFailed() {
    near.wire = request -> near.stream(CREATED + TEXT);

    String stream = text(answer(ask("near-model", true)));

    assertThat(stream)
        .startsWith(CREATED + TEXT + "event: response.failed\n")
        .contains("\"id\":\"resp_near\"", "\"status\":\"failed\"", "\"code\":\"server_error\"")
        .endsWith("\"sequence_number\":2}\n\n");
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().status()).isEqualTo(502);
  }

  @Test
  void endsACutTranslatedStreamInAResponseThatFailed() {
    far.events =
        conversation ->
            far.told(
                List.of(
                    new Event.Started("", "far-model", Usage.of(10, 0)),
                    new Event.BlockStarted(new Block.Text("")),
                    new Event.TextDelta("hel")),
                Optional.of(
                    new UpstreamFailure(UpstreamFailure.Kind.BROKEN, "the connection broke")));

    String stream = text(answer(ask("far-model", true)));

    assertThat(stream)
        .contains("event: response.output_text.delta\n")
        .contains("event: response.failed\n")
        .doesNotContain("response.completed");
  }

  @Test
  void tellsAnErrorAtTheHeadOfAStreamInTheEnvelope() {
    near.wire = request -> near.stream(FAILED);

    Reply reply = answer(ask("near-model", true));

    assertThat(reply.status()).isEqualTo(500);
    assertThat(text(reply))
        .isEqualTo(
            "{\"error\":{\"message\":\"Out of luck.\",\"type\":\"server_error\",\"param\":null,\"code\":\"server_error\"}}");
  }

  @Test
  void fallsBackToAProviderOfAnotherLanguage() {
    gateway.close();
    gateway = gateway(Map.of("near-model", List.of("far-model")));
    near.wire = request -> near.stream(CREATED + FAILED);

    String stream = text(answer(ask("near-model", true)));

    assertThat(stream)
        .contains("\"model\":\"near-model\"", "hello", "event: response.completed\n")
        .doesNotContain("resp_near");
  }

  @Test
  void repeatsTheRequestInATranslatedAnswer() {
    String asked =
        "{\"model\":\"far-model\",\"input\":\"hi\",\"instructions\":\"Be brief.\",\"metadata\":{\"a\":\"b\"}}";

    assertThat(text(answer(asked)))
        .contains("\"instructions\":\"Be brief.\"", "\"metadata\":{\"a\":\"b\"}", "\"hello\"");
  }

  @Test
  void refusesInTheEnvelopeWhatOnlyTheVendorKeeps() {
    Reply reply =
        answer("{\"model\":\"far-model\",\"input\":\"hi\",\"previous_response_id\":\"resp_0\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).contains("\"param\":\"previous_response_id\"");
  }
}
