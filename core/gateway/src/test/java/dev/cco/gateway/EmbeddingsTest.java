package dev.cco.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.gateway.cache.CacheSettings;
import dev.cco.gateway.cache.CacheSettings.Policy;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.pricing.PricingConfig;
import dev.cco.gateway.routing.Router;
import dev.cco.gateway.routing.RoutingConfig;
import dev.cco.gateway.settings.ConfigSource;
import dev.cco.protocol.embeddings.EmbeddingsFormat;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Conversation;
import dev.cco.spi.Embedder;
import dev.cco.spi.Embeddings;
import dev.cco.spi.Events;
import dev.cco.spi.Operation;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.Usage;
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

class EmbeddingsTest {
  private static final String NUMBERS =
      """
      {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1.0,-0.5]}],\
      "model":"near-model","usage":{"prompt_tokens":1000,"total_tokens":1000}}\
      """;

  private final FakeProvider near = new FakeProvider("near", Operation.EMBEDDINGS);
  private final FakeProvider far = new FakeProvider("far");
  private final FakeEmbedder own = new FakeEmbedder();
  private final List<ExchangeRecord> records = Collections.synchronizedList(new ArrayList<>());
  private Gateway gateway = gateway(Policy.ALL);

  /** A provider with an API of its own; gives each text its length and its number. */
  private static final class FakeEmbedder implements Provider, Embedder {
    private final FakeProvider identity = new FakeProvider("own");
    private final List<String> asked = new ArrayList<>();
    private Usage usage = Usage.of(2000, 0);

    @Override
    public ProviderMetadata metadata() {
      return identity.metadata();
    }

    @Override
    public void start(ProviderContext context) {}

    @Override
    public Events converse(Target target, Conversation conversation) {
      throw new AssertionError("nobody converses here");
    }

    @Override
    public Embeddings embed(Target target, List<String> texts, Optional<Integer> dimensions) {
      asked.add(target.model().id() + texts + dimensions);
      return new Embeddings(
          texts.stream().map(text -> new float[] {text.length(), 0.25f}).toList(), usage);
    }

    @Override
    public void close() {}
  }

  private Gateway gateway(Policy policy) {
    Clock clock = Clock.systemUTC();
    Map<String, Provider> providers = Map.of("near", near, "far", far, "own", own);
    List<ProviderMetadata> metadata = List.of(near.metadata(), far.metadata(), own.metadata());
    RoutingConfig routing =
        new RoutingConfig(List.of(), Map.of(), Map.of("nick", "near-model"), ConfigSource.NONE);
    Router router = new Router(metadata, routing);
    Targets targets =
        new Targets(router, id -> EndpointSettings.DEFAULT, name -> Optional.empty(), false);
    CacheSettings cache = withPolicy(policy);
    return new Gateway(
        new Gateway.Parts(
            operation -> new EmbeddingsFormat(),
            request -> {},
            new ResponseCache(cache, clock),
            cache,
            new CacheScope(operation -> false),
            router,
            new Dispatcher(
                id -> Optional.ofNullable(providers.get(id)), targets, GatewaySettings.DEFAULT),
            new PriceBook(metadata, PricingConfig.EMPTY),
            records::add),
        GatewaySettings.DEFAULT,
        clock);
  }

  private static CacheSettings withPolicy(Policy policy) {
    CacheSettings all = CacheSettings.DEFAULTS;
    return new CacheSettings(all.enabled(), all.ttl(), all.tti(), all.heapBytes(), 0, policy);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Reply answer(String body) {
    return gateway.answer(
        new ClientRequest(
            "req_1",
            Operation.EMBEDDINGS,
            "default",
            Map.of(),
            Optional.empty(),
            body.getBytes(StandardCharsets.UTF_8),
            Instant.now(),
            System.nanoTime()));
  }

  private static String ask(String model, String input, String more) {
    return "{\"model\":\"" + model + "\",\"input\":" + input + more + "}";
  }

  private static String text(Reply reply) {
    return new String(((Reply.Whole) reply.body()).bytes(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(Reply reply) {
    return Json.parse(text(reply)).orElseThrow();
  }

  @Test
  void passesTheBytesWithTheModelReplacedAndPricesTheInput() {
    near.wire = request -> near.plain(NUMBERS);

    Reply reply = answer(ask("nick", "[1,2]", ",\"later\":[ ]"));

    assertThat(near.bodies).containsExactly(ask("near-model", "[1,2]", ",\"later\":[ ]"));
    assertThat(text(reply)).isEqualTo(NUMBERS);
    assertThat(reply.headers())
        .containsEntry("x-cco-model", "near-model")
        .containsEntry("x-cco-cost-usd", "0.003");
    assertThat(records.getFirst().usage()).isEqualTo(Usage.of(1000, 0));
    assertThat(records.getFirst().operation()).isEqualTo(Operation.EMBEDDINGS);
    assertThat(records.getFirst().stream()).isFalse();
  }

  @Test
  void bringsAnAnswerIntoTheFormAskedFor() {
    near.wire = request -> near.plain(NUMBERS);

    Reply reply = answer(ask("near-model", "\"a\"", ",\"encoding_format\":\"base64\""));

    assertThat(json(reply).at("/data/0/embedding").textValue()).isEqualTo("AACAPwAAAL8=");
  }

  @Test
  void storesAndReplaysTheFormsApart() {
    near.wire = request -> near.plain(NUMBERS);
    String base64 = ask("near-model", "\"a\"", ",\"encoding_format\":\"base64\"");

    Reply first = answer(base64);
    Reply again = answer(base64);
    Reply numbers = answer(ask("near-model", "\"a\"", ""));
    Reply sameNumbers = answer(ask("near-model", "\"a\"", ",\"encoding_format\":\"float\""));

    assertThat(near.bodies).hasSize(2);
    assertThat(text(again)).isEqualTo(text(first));
    assertThat(text(sameNumbers)).isEqualTo(text(numbers)).isEqualTo(NUMBERS);
    assertThat(again.headers()).containsEntry("x-cco-cost-usd", "0");
    assertThat(records.get(1).cache()).isEqualTo(CacheOutcome.HIT_BYTES);
    assertThat(records.get(3).cache()).isEqualTo(CacheOutcome.HIT_CANONICAL);
  }

  @Test
  void storesWhereOnlyWhatIsDeterminedIsStored() {
    gateway.close();
    gateway = gateway(Policy.DETERMINISTIC);
    near.wire = request -> near.plain(NUMBERS);

    Reply reply = answer(ask("near-model", "\"a\"", ""));

    assertThat(reply.headers()).containsEntry("Cache-Status", "cco; fwd=miss; stored");
  }

  @Test
  void asksAProviderThroughItsOwnApiAndComposesTheAnswer() {
    Reply reply = answer(ask("own-model", "[\"abc\",\"d\"]", ",\"dimensions\":2"));

    assertThat(own.asked).containsExactly("own-model[abc, d]Optional[2]");
    assertThat(text(reply))
        .isEqualTo(
            """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[3.0,0.25]},\
            {"object":"embedding","index":1,"embedding":[1.0,0.25]}],"model":"own-model",\
            "usage":{"prompt_tokens":2000,"total_tokens":2000}}\
            """);
    assertThat(reply.headers()).containsEntry("x-cco-cost-usd", "0.006");
  }

  @Test
  void refusesTokensWhereTheyMeanNothing() {
    Reply reply = answer(ask("own-model", "[[1,2]]", ""));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(json(reply).at("/error/param").textValue()).isEqualTo("input");
    assertThat(json(reply).at("/error/message").textValue()).contains("own-model", "strings");
    assertThat(own.asked).isEmpty();
  }

  @Test
  void refusesAnotherLengthThanWasAskedFor() {
    Reply reply = answer(ask("own-model", "\"abc\"", ",\"dimensions\":3"));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(json(reply).at("/error/param").textValue()).isEqualTo("dimensions");
    assertThat(json(reply).at("/error/message").textValue()).contains("have 2");
  }

  @Test
  void doesNotStoreWhatHasNoUsage() {
    own.usage = Usage.UNKNOWN;

    Reply reply = answer(ask("own-model", "\"abc\"", ""));

    assertThat(reply.headers()).containsEntry("Cache-Status", "cco; fwd=miss");
    assertThat(json(reply).at("/usage/prompt_tokens").asInt()).isZero();
  }

  @Test
  void namesTheModelThatMakesNoEmbeddings() {
    Reply reply = answer(ask("far-model", "\"a\"", ""));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(json(reply).at("/error/type").textValue()).isEqualTo("invalid_request_error");
    assertThat(json(reply).at("/error/param").textValue()).isEqualTo("model");
    assertThat(json(reply).at("/error/message").textValue()).contains("far-model");
    assertThat(far.bodies).isEmpty();
    assertThat(records.getFirst().attempts()).isEmpty();
  }

  @Test
  void refusesBadInputBeforeAnyProviderIsAsked() {
    Reply reply = answer(ask("near-model", "[]", ""));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(json(reply).at("/error/param").textValue()).isEqualTo("input");
    assertThat(near.bodies).isEmpty();
  }
}
