package dev.cco.gateway;

import static dev.cco.gateway.GatewayRig.PLAIN;
import static dev.cco.gateway.GatewayRig.STREAM;
import static dev.cco.gateway.GatewayRig.ask;
import static dev.cco.gateway.GatewayRig.request;
import static dev.cco.gateway.GatewayRig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedAnswersTest {
  /** Up to and with the first content. */
  private static final int BEGUN = STREAM.indexOf("\n\n", STREAM.indexOf("\"hi\"")) + 2;

  private final GatewayRig rig = new GatewayRig();
  private final FakeProvider near = rig.near;
  private final List<ExchangeRecord> records = rig.records;
  private final Gateway gateway = rig.gateway(Map.of());
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void identicalRequestsUnderWayShareOneCall() throws Exception {
    near.wire = request -> near.plain(released(PLAIN));
    List<Asking> all = asked(16, ask("near-model", false), Map.of());

    mayAnswer.countDown();

    for (Asking one : all) {
      assertThat(text(one.reply())).isEqualTo(PLAIN);
    }
    assertThat(near.bodies).hasSize(1);
    assertThat(records).hasSize(16);
    assertThat(records)
        .filteredOn(record -> record.cache() == CacheOutcome.MISS)
        .singleElement()
        .satisfies(record -> assertThat(record.money().cost()).contains(new BigDecimal("0.006")));
    assertThat(records)
        .filteredOn(record -> record.cache() == CacheOutcome.HIT_COLLAPSED)
        .hasSize(15)
        .allSatisfy(
            record -> {
              assertThat(record.money().cost()).contains(BigDecimal.ZERO);
              assertThat(record.money().savings().cache()).isEqualByComparingTo("0.006");
            });
  }

  @Test
  void aFollowerIsToldSo() throws Exception {
    near.wire = request -> near.plain(released(PLAIN));
    List<Asking> both = asked(2, ask("near-model", false), Map.of());

    mayAnswer.countDown();

    assertThat(List.of(both.get(0).reply(), both.get(1).reply()))
        .extracting(reply -> reply.headers().get("Cache-Status"))
        .containsExactly("cco; fwd=miss; stored", "cco; fwd=miss; collapsed");
  }

  @Test
  void aFailureIsToldToAllThatWait() throws Exception {
    near.wire =
        request -> {
          released("");
          throw new UpstreamFailure(Kind.REFUSED, "nobody listens");
        };
    List<Asking> all = asked(3, ask("near-model", false), Map.of());

    mayAnswer.countDown();

    for (Asking one : all) {
      assertThat(one.reply().status()).isEqualTo(502);
    }
    assertThat(near.bodies).hasSize(1);
  }

  @Test
  void aStreamIsReadByAllFromItsBeginning() throws Exception {
    near.wire = request -> near.stream(begunAndLaterEnded());
    Reply first = gateway.answer(request(ask("near-model", true), Map.of()));
    Reply late = gateway.answer(request(ask("near-model", true), Map.of()));
    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> text(first), threads());
    CompletableFuture<String> readLate = CompletableFuture.supplyAsync(() -> text(late), threads());

    mayAnswer.countDown();

    assertThat(readLate.get()).isEqualTo(read.get()).endsWith("data: [DONE]\n\n");
    assertThat(near.bodies).hasSize(1);
    assertThat(late.headers()).containsEntry("Cache-Status", "cco; fwd=miss; collapsed");
    assertThat(records).hasSize(2);
    assertThat(records)
        .extracting(record -> record.money().cost().orElseThrow().signum())
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void oneThatLeavesTakesNothingFromTheOthers() throws Exception {
    near.wire = request -> near.stream(begunAndLaterEnded());
    Reply.Streamed first = streamed();
    Reply.Streamed second = streamed();

    assertThat(leaving(first)).isInstanceOf(IOException.class);
    int closedBefore = near.closed.get();
    mayAnswer.countDown();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    second.writing().writeTo(out);

    assertThat(closedBefore).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("data: [DONE]\n\n");
    assertThat(near.closed.get()).isPositive();
    assertThat(records).extracting(ExchangeRecord::status).containsExactly(499, 200);
    assertThat(records.get(0).money().cost()).contains(BigDecimal.ZERO);
    assertThat(records.get(1).money().cost()).contains(new BigDecimal("0.006"));
  }

  @Test
  void theLastThatLeavesStopsTheProvider() throws Exception {
    near.wire = request -> near.stream(begunAndLaterEnded());
    Reply.Streamed first = streamed();
    Reply.Streamed second = streamed();

    assertThat(leaving(first)).isInstanceOf(IOException.class);
    assertThat(leaving(second)).isInstanceOf(IOException.class);

    assertThat(near.closed.get()).isPositive();
    assertThat(records).extracting(ExchangeRecord::status).containsExactly(499, 499);
  }

  @Test
  void aSlowReaderHoldsNobodyUp() throws Exception {
    near.wire = request -> near.stream(STREAM);
    Reply.Streamed slow = streamed();
    Reply.Streamed quick = streamed();
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> write(slow, stopping(stuck, go)), threads());
    stuck.await();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    quick.writing().writeTo(out);

    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("data: [DONE]\n\n");
    go.countDown();
    reading.get();
    assertThat(near.bodies).hasSize(1);
  }

  @Test
  void otherProjectsAndThoseThatWantFreshAnswersAskThemselves() throws Exception {
    near.wire = request -> near.plain(released(PLAIN));
    String body = ask("near-model", false);
    Asking first = new Asking(request(body, Map.of()));
    Asking fresh = new Asking(request(body, Map.of("cache-control", List.of("no-cache"))));
    Asking elsewhere = new Asking(inProject("other", body));
    while (near.bodies.size() < 3) {
      Thread.onSpinWait();
    }

    mayAnswer.countDown();

    assertThat(first.reply().status()).isEqualTo(200);
    assertThat(fresh.reply().status()).isEqualTo(200);
    assertThat(elsewhere.reply().status()).isEqualTo(200);
  }

  private static ClientRequest inProject(String project, String body) {
    ClientRequest like = request(body, Map.of());
    return new ClientRequest(
        "req_2",
        like.operation(),
        project,
        like.headers(),
        Optional.empty(),
        like.body(),
        like.arrivedAt(),
        like.arrivedNanos());
  }

  private Reply.Streamed streamed() {
    Reply reply = gateway.answer(request(ask("near-model", true), Map.of()));
    return (Reply.Streamed) reply.body();
  }

  private static Throwable leaving(Reply.Streamed reply) {
    return catchThrowable(() -> reply.writing().writeTo(gone()));
  }

  private static OutputStream gone() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("gone");
      }
    };
  }

  /** A client that stops reading at its first bytes until it may go on. */
  private static OutputStream stopping(CountDownLatch stuck, CountDownLatch go) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) {
        stuck.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  private static void write(Reply.Streamed reply, OutputStream out) {
    try {
      reply.writing().writeTo(out);
    } catch (IOException e) {
      throw new AssertionError("the client never left", e);
    }
  }

  private static Executor threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  private String released(String answer) {
    try {
      assertThat(mayAnswer.await(20, TimeUnit.SECONDS)).isTrue();
      return answer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A provider's stream that goes on after its first content once it may. */
  private InputStream begunAndLaterEnded() {
    InputStream begun = GatewayRig.bytes(STREAM.substring(0, BEGUN));
    InputStream rest =
        new InputStream() {
          private final InputStream bytes = GatewayRig.bytes(STREAM.substring(BEGUN));

          @Override
          public int read() throws IOException {
            released("");
            return bytes.read();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            released("");
            return bytes.read(into, from, length);
          }
        };
    return new SequenceInputStream(begun, rest);
  }

  /** The same request so many times at once; the first leads, the others wait for it. */
  private List<Asking> asked(int count, String body, Map<String, List<String>> headers) {
    List<Asking> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Asking one = new Asking(request(body, headers));
      while (near.bodies.isEmpty() || (i > 0 && one.thread.getState() != Thread.State.WAITING)) {
        Thread.onSpinWait();
      }
      all.add(one);
    }
    return all;
  }

  /** A request on a thread of its own. */
  private final class Asking {
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final Thread thread;

    Asking(ClientRequest request) {
      thread = Thread.ofPlatform().start(() -> reply.complete(gateway.answer(request)));
    }

    Reply reply() throws ExecutionException, InterruptedException {
      return reply.get();
    }
  }
}
