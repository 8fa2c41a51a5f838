package dev.cco.gateway;

import static dev.cco.gateway.GatewayRig.PLAIN;
import static dev.cco.gateway.GatewayRig.STREAM;
import static dev.cco.gateway.GatewayRig.ask;
import static dev.cco.gateway.GatewayRig.bytes;
import static dev.cco.gateway.GatewayRig.request;
import static dev.cco.gateway.GatewayRig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Event;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Secret;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private final GatewayRig rig = new GatewayRig();
  private final FakeProvider near = rig.near;
  private final FakeProvider far = rig.far;
  private final List<ExchangeRecord> records = rig.records;
  private Gateway gateway = rig.gateway(Map.of());

  @AfterEach
  void close() {
    gateway.close();
  }

  private Reply answer(String body) {
    return gateway.answer(request(body, Map.of()));
  }

  @Test
  void passesBytesOfTheSameProtocolThrough() {
    String asked = "{ \"model\" : \"near-model\", \"messages\":[],\"unknown\":{\"b\":1,\"a\":[ ]}}";

    Reply reply = answer(asked);

    assertThat(near.bodies).containsExactly(asked);
    assertThat(text(reply)).isEqualTo(PLAIN);
    assertThat(reply.headers())
        .containsEntry("x-cco-provider", "near")
        .containsEntry("x-cco-model", "near-model")
        .containsEntry("x-cco-cost-usd", "0.006")
        .containsEntry("Cache-Status", "cco; fwd=miss; stored");
  }

  @Test
  void answersTheSameBytesFromTheCacheForNothing() {
    Reply first = answer(ask("near-model", false));

    Reply second = answer(ask("near-model", false));

    assertThat(near.bodies).hasSize(1);
    assertThat(text(second)).isEqualTo(text(first));
    assertThat(second.headers().get("Cache-Status")).startsWith("cco; hit; ttl=");
    assertThat(second.headers()).containsEntry("x-cco-cost-usd", "0");
    assertThat(records.get(1).cache()).isEqualTo(CacheOutcome.HIT_BYTES);
    assertThat(records.get(1).requestedModel()).isEqualTo("near-model");
    assertThat(records.get(1).money().savings().cache())
        .isEqualByComparingTo(new BigDecimal("0.006"));
  }

  @Test
  void findsTheSameMeaningInOtherBytes() {
    answer(ask("near-model", false));

    Reply reply =
        answer(
            "{\"messages\":[{\"content\":\"h\\u0069\",\"role\":\"user\"}],"
                + "\"model\":\"near-model\"}");

    assertThat(reply.headers().get("Cache-Status")).startsWith("cco; hit");
    assertThat(records.get(1).cache()).isEqualTo(CacheOutcome.HIT_CANONICAL);
  }

  @Test
  void servesAPlainAskerFromAStoredStreamAndAStreamingOneFromAPlainAnswer() {
    String streamed = text(answer(ask("near-model", true)));
    Reply plain = answer(ask("near-model", false));

    assertThat(streamed).contains("\"content\":\"hi\"").endsWith("data: [DONE]\n\n");
    assertThat(text(plain)).contains("\"chat.completion\"").contains("\"total_tokens\":1200");

    gateway.close();
    gateway = rig.gateway(Map.of());
    answer(ask("near-model", false));
    Reply replayed = answer(ask("near-model", true));

    assertThat(text(replayed)).contains("\"content\":\"hi\"").endsWith("data: [DONE]\n\n");
    assertThat(replayed.headers().get("Cache-Status")).startsWith("cco; hit");
  }

  @Test
  void hidesTheUsageThatTheClientDidNotAskForButBooksIt() {
    String streamed = text(answer(ask("near-model", true)));

    assertThat(near.bodies.getFirst()).contains("\"include_usage\":true");
    assertThat(streamed).doesNotContain("usage");
    assertThat(records.getFirst().usage()).isEqualTo(Usage.of(1000, 200));
  }

  @Test
  void keepsProjectsApart() {
    answer(ask("near-model", false));
    ClientRequest mine = request(ask("near-model", false), Map.of());
    ClientRequest others =
        new ClientRequest(
            "req_2",
            mine.operation(),
            "other",
            mine.headers(),
            mine.credential(),
            mine.body(),
            mine.arrivedAt(),
            mine.arrivedNanos());

    Reply reply = gateway.answer(others);

    assertThat(reply.headers()).containsEntry("Cache-Status", "cco; fwd=miss; stored");
    assertThat(near.bodies).hasSize(2);
  }

  @Test
  void fallsBackAcrossProtocolsAndStoresNothing() {
    gateway.close();
    gateway = rig.gateway(Map.of("near-model", List.of("far-model")));
    near.wire =
        request -> {
          throw new UpstreamFailure(Kind.REFUSED, "nobody listens");
        };

    Reply reply = answer(ask("near-model", false));

    assertThat(text(reply)).contains("hello").contains("\"model\":\"near-model\"");
    assertThat(reply.headers())
        .containsEntry("x-cco-provider", "far")
        .containsEntry("x-cco-attempts", "2")
        .containsEntry("Cache-Status", "cco; fwd=miss");
    assertThat(records.getFirst().attempts())
        .extracting(Attempt::provider, Attempt::outcome)
        .containsExactly(tuple("near", "refused"), tuple("far", "ok"));
  }

  @Test
  void takesNoStoredAnswerAtMaxAgeZero() {
    answer(ask("near-model", false));

    Reply fresh =
        gateway.answer(
            request(ask("near-model", false), Map.of("cache-control", List.of("max-age=0"))));

    assertThat(fresh.headers()).containsEntry("Cache-Status", "cco; fwd=miss; stored");
  }

  @Test
  void fallsBackWhenAStreamBeginsWithAnError() {
    gateway.close();
    gateway = rig.gateway(Map.of("near-model", List.of("far-model")));
    near.wire = request -> near.stream("data: {\"error\":{\"message\":\"busy\",\"code\":503}}\n\n");

    String streamed = text(answer(ask("near-model", true)));

    assertThat(streamed).contains("hello").endsWith("data: [DONE]\n\n").doesNotContain("busy");
  }

  @Test
  void tellsABrokenStreamAsAnErrorEventAndNeverStoresIt() {
    far.events =
        conversation ->
            far.told(
                List.of(
                    new Event.Started("", "far-model", Usage.of(10, 0)),
                    new Event.BlockStarted(new Block.Text("")),
                    new Event.TextDelta("begun")),
                Optional.of(new UpstreamFailure(Kind.BROKEN, "cut")));

    String streamed = text(answer(ask("far-model", true)));
    answer(ask("far-model", true));

    assertThat(streamed).contains("begun").contains("\"error\"").doesNotContain("[DONE]");
    assertThat(records.getFirst().errorType()).isPresent();
    assertThat(far.bodies).hasSize(2);
    assertThat(far.closed.get()).isPositive();
  }

  @Test
  void givesTheProvidersErrorAsItCame() {
    byte[] body =
        "{\"error\":{\"message\":\"slow down\",\"odd\":1}}".getBytes(StandardCharsets.UTF_8);
    near.wire =
        request -> {
          throw new UpstreamFailure(
              Kind.RATE_LIMITED,
              "429",
              Optional.of(new ProviderReply(429, Map.of("retry-after", "7"), body)),
              Optional.empty(),
              null);
        };

    Reply reply = answer(ask("near-model", false));

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.headers()).containsEntry("retry-after", "7");
    assertThat(text(reply)).isEqualTo(new String(body, StandardCharsets.UTF_8));
  }

  @Test
  void tellsAClientWhatIsWrongWithItsOwnKeyButNotWithOurs() {
    byte[] body = "{\"error\":{\"message\":\"bad key\"}}".getBytes(StandardCharsets.UTF_8);
    near.wire =
        request -> {
          throw new UpstreamFailure(
              Kind.AUTHENTICATION,
              "401",
              Optional.of(new ProviderReply(401, Map.of(), body)),
              Optional.empty(),
              null);
        };

    Reply clients = answer(ask("near-model", false));
    gateway.close();
    rig.ourKey = Optional.of(Secret.of("ours"));
    gateway = rig.gateway(Map.of());
    Reply ours = answer(ask("near-model", false));

    assertThat(clients.status()).isEqualTo(401);
    assertThat(text(clients)).contains("bad key");
    assertThat(ours.status()).isEqualTo(502);
  }

  @Test
  void doesNotFallBackOnTheCallersMistake() {
    gateway.close();
    gateway = rig.gateway(Map.of("near-model", List.of("far-model")));
    near.wire =
        request -> {
          throw new CallerFault(
              "bad", new ProviderReply(400, Map.of(), "{}".getBytes(StandardCharsets.UTF_8)));
        };

    Reply reply = answer(ask("near-model", false));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(far.bodies).isEmpty();
  }

  @Test
  void triesAServerErrorOnceMore() {
    near.wire =
        request -> {
          if (near.bodies.size() == 1) {
            throw new UpstreamFailure(Kind.SERVER_ERROR, "500");
          }
          return near.plain(PLAIN);
        };

    Reply reply = answer(ask("near-model", false));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("x-cco-attempts", "2");
  }

  @Test
  void refusesAnUnknownModelInTheClientsWords() {
    Reply reply = answer(ask("nobody-knows", false));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(text(reply)).contains("model_not_found");
    assertThat(records).hasSize(1);
  }

  /** M49. */
  @Test
  void saysThatThePluginOfARouteIsGone() {
    rig.gone.add("near");

    for (boolean stream : List.of(false, true)) {
      Reply reply = answer(ask("near-model", stream));

      assertThat(reply.status()).isEqualTo(503);
      assertThat(text(reply)).contains("'near'", "\"type\":\"server_error\"");
    }
    assertThat(records).hasSize(2);
  }

  @Test
  void fallsBackWhenThePluginOfARouteIsGone() {
    gateway.close();
    gateway = rig.gateway(Map.of("near-model", List.of("far-model")));
    rig.gone.add("near");

    Reply reply = answer(ask("near-model", false));

    assertThat(text(reply)).contains("hello");
    assertThat(reply.headers()).containsEntry("Cache-Status", "cco; fwd=miss");
  }

  @Test
  void storesNothingThatAnotherModelOfTheSameProviderAnswered() {
    gateway.close();
    gateway = rig.gateway(Map.of("near-model", List.of("near-other")));
    near.wire =
        request -> {
          if (new String(request.body(), StandardCharsets.UTF_8).contains("near-model")) {
            throw new UpstreamFailure(Kind.REFUSED, "nobody listens");
          }
          return near.plain(GatewayRig.PLAIN);
        };

    Reply first = answer(ask("near-model", false));
    Reply second = answer(ask("near-model", false));

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsEntry("Cache-Status", "cco; fwd=miss");
    assertThat(second.headers()).containsEntry("x-cco-attempts", "2");
  }

  @Test
  void obeysOnlyIfCached() {
    Reply reply =
        gateway.answer(
            request(ask("near-model", false), Map.of("cache-control", List.of("only-if-cached"))));

    assertThat(reply.status()).isEqualTo(504);
    assertThat(near.bodies).isEmpty();
  }

  @Test
  void stopsASilentProviderWhenTheClientLeavesBeforeItBegins() throws Exception {
    gateway.close();
    Duration soon = Duration.ofMillis(1);
    gateway = rig.gateway(Map.of(), new GatewaySettings(3, soon, soon, 1 << 20, 1 << 20, 1 << 20));
    CountDownLatch interrupted = new CountDownLatch(1);
    near.wire =
        request -> {
          try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw new UpstreamFailure(Kind.BROKEN, "interrupted", e);
          }
        };
    Reply reply = answer(ask("near-model", true));
    Reply.Streamed streamed = (Reply.Streamed) reply.body();

    assertThatThrownBy(() -> streamed.writing().writeTo(new LeavingClient(2)))
        .isInstanceOf(IOException.class);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(near.bodies).hasSize(1);
    assertThat(records.getFirst().status()).isEqualTo(499);
  }

  /** A client that takes so many writes and is gone. */
  private static final class LeavingClient extends OutputStream {
    private int writes;

    LeavingClient(int writes) {
      this.writes = writes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (writes-- <= 0) {
        throw new IOException("gone");
      }
    }
  }

  @Test
  void stopsTheProviderWhenTheClientLeaves() {
    int middle = STREAM.indexOf("data: [DONE]");
    near.wire =
        request ->
            near.stream(
                new SequenceInputStream(
                    bytes(STREAM.substring(0, middle)), bytes(STREAM.substring(middle))));
    Reply reply = answer(ask("near-model", true));
    Reply.Streamed streamed = (Reply.Streamed) reply.body();

    assertThatThrownBy(() -> streamed.writing().writeTo(new LeavingClient(0)))
        .isInstanceOf(IOException.class);

    assertThat(near.closed.get()).isPositive();
    assertThat(records.getFirst().status()).isEqualTo(499);
  }

  @Test
  void tellsWhatTheCacheDidWhereAClientAsks() {
    Map<String, List<String>> debug = Map.of("x-cco-debug", List.of("true"));

    Reply first = gateway.answer(request(ask("near-model", false), debug));
    Reply second = gateway.answer(request(ask("near-model", false), debug));

    assertThat(key(second)).isEqualTo(key(first)).hasSize(64);
    String begin = PLAIN.substring(0, PLAIN.length() - 1);
    assertThat(text(first))
        .startsWith(begin + ",\"_cache_metadata\":{\"cache_hit\":false,\"cached_at\":null,")
        .endsWith("\"cached_for_future\":true}}");
    assertThat(text(second))
        .startsWith(begin + ",\"_cache_metadata\":{\"cache_hit\":true,\"cached_at\":\"2")
        .endsWith("\"cached_for_future\":true}}");
    assertThat(text(answer(ask("near-model", false)))).isEqualTo(PLAIN);
  }

  private static String key(Reply reply) {
    String name = "\"cache_key\":\"";
    int start = text(reply).indexOf(name) + name.length();
    return text(reply).substring(start, text(reply).indexOf('"', start));
  }

  @Test
  void doesNotStoreWhatWasAskedBeforeTheCacheWasCleared() {
    near.wire =
        request -> {
          rig.cache.clear();
          return near.plain(PLAIN);
        };

    Reply reply = answer(ask("near-model", false));

    assertThat(reply.headers()).containsEntry("Cache-Status", "cco; fwd=miss");
    answer(ask("near-model", false));
    assertThat(near.bodies).hasSize(2);
  }
}
