package dev.cco.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cco.kit.UpstreamAnswer;
import dev.cco.kit.UpstreamCall;
import dev.cco.kit.UpstreamClient;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Credential;
import dev.cco.spi.Model;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Secret;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(60);
  private static final String SECRET = "sk-0123456789abcdef";
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final UpstreamClient client = client(Map.of());

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void sendsNothingButWhatTheVendorNeeds() throws IOException {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{}"))) {
      assertThat(read(send(server))).isEqualTo("{}");

      Received request = server.only();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/v1/messages");
      assertThat(request.text()).isEqualTo("{\"model\":\"m\"}");
      assertThat(request.headers().keySet())
          .containsExactlyInAnyOrder(
              "host",
              "user-agent",
              "accept-encoding",
              "x-vendor",
              "authorization",
              "content-type",
              "content-length");
      assertThat(request.header("accept-encoding")).isEqualTo("identity");
      assertThat(request.header("authorization")).isEqualTo("Bearer " + SECRET);
      assertThat(request.header("user-agent")).startsWith("cco/20");
    }
  }

  @Test
  void takesAnEndpointWithOrWithoutItsVersionAndKeepsItsPath() {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{}"))) {
      for (String path : List.of("", "/", "/v1", "/v1/", "/api/", "/api/v1")) {
        client.send(call(URI.create(server.endpoint() + path), timeouts(LONG))).close();
      }

      assertThat(server.received())
          .extracting(Received::path)
          .containsExactly(
              "/v1/messages",
              "/v1/messages",
              "/v1/messages",
              "/v1/messages",
              "/api/v1/messages",
              "/api/v1/messages");
    }
  }

  @Test
  void keepsAConnectionForTheNextCallOnceAnAnswerWasReadToItsEnd() throws IOException {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{}"))) {
      read(send(server));
      read(send(server));

      assertThat(server.received()).hasSize(2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void keepsTheConnectionOfAStreamWhoseLastEventWasReadThoughItsEndWasNot() throws IOException {
    Reply stream = Reply.chunked(200, "text/event-stream").last("data: 1\n\n");
    try (FaultServer server = FaultServer.always(stream)) {
      for (int i = 0; i < 2; i++) {
        try (UpstreamAnswer answer = send(server)) {
          assertThat(answer.body().readNBytes(9)).asString().isEqualTo("data: 1\n\n");
        }
      }

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void keepsTheConnectionOfAnErrorToo() {
    try (FaultServer server = FaultServer.always(Reply.json(529, "{}"))) {
      failure(server);
      failure(server);

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void stopsTheUpstreamWhenAnAnswerIsClosedBeforeItsEnd() throws IOException {
    Reply endless = Reply.chunked(200, "text/event-stream").piece("data: 1\n\n").silence();
    try (FaultServer server = FaultServer.always(endless)) {
      UpstreamAnswer answer = send(server);
      assertThat(answer.body().read()).isEqualTo('d');

      answer.close();

      assertThat(server.awaitDeparture()).isTrue();
    }
  }

  @Test
  void triesOnceMoreWhereAPooledConnectionWasDead() throws IOException {
    Reply answer = Reply.json(200, "{}");
    try (FaultServer server = FaultServer.inTurn(answer, Reply.nothing().close(), answer)) {
      read(send(server));

      assertThat(read(send(server))).isEqualTo("{}");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void doesNotTryAgainOnAFreshConnection() {
    try (FaultServer server = FaultServer.always(Reply.nothing().close())) {
      assertThat(failure(server).kind()).isEqualTo(Kind.BROKEN);
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    URI nobody;
    try (ServerSocket taken = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
    }

    assertThat(failure(nobody).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void saysThatAHostIsUnknown() {
    assertThat(failure(URI.create("https://nowhere.invalid")).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void saysThatTlsFailed() {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{}"))) {
      URI tls = URI.create(server.endpoint().toString().replace("http:", "https:"));

      assertThat(failure(tls).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.1", "ftp://127.0.0.1", "http://user:pass@127.0.0.1", "http:///x"})
  void sendsCredentialsToProperAddressesOnly(String address) {
    assertThat(failure(URI.create(address)).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void reportsAResetConnection() {
    try (FaultServer server = FaultServer.always(Reply.nothing().reset())) {
      assertThat(failure(server).kind()).isEqualTo(Kind.BROKEN);
    }
  }

  @Test
  void boundsTheTimeToTheFirstByte() {
    try (FaultServer server = FaultServer.always(Reply.nothing().silence())) {
      UpstreamFailure failure =
          catchThrowableOfType(
              UpstreamFailure.class,
              () ->
                  client.send(
                      call(server.endpoint(), new Target.Timeouts(LONG, SHORT, LONG, LONG))));

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }
  }

  @Test
  void boundsTheSilenceBetweenTwoReads() throws IOException {
    Reply stalls = Reply.chunked(200, "text/event-stream").piece("data: 1\n\n").silence();
    try (FaultServer server = FaultServer.always(stalls)) {
      UpstreamAnswer answer =
          client.send(call(server.endpoint(), new Target.Timeouts(LONG, LONG, SHORT, LONG)));

      assertThat(answer.body().readNBytes(9)).asString().isEqualTo("data: 1\n\n");
      assertThatThrownBy(() -> answer.body().read()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void notesAnAnswerThatIsCutOff() {
    Reply cut = Reply.whole(200, "application/json", new byte[0], "x: y");
    Reply shorter = Reply.nothing().raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n");
    try (FaultServer server =
        FaultServer.inTurn(
            shorter.raw("content-length: 10\r\n\r\n{\"a\"").close(),
            Reply.chunked(200, "application/json").piece("{\"a\"").close(),
            cut)) {
      assertThatThrownBy(() -> read(send(server))).isInstanceOf(UncheckedIOException.class);
      assertThatThrownBy(() -> read(send(server))).isInstanceOf(UncheckedIOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200,text/html",
    "200,''",
    "204,application/json",
    "206,application/json",
    "302,application/json",
    "200,application/octet-stream"
  })
  void refusesASuccessThatIsNone(int status, String mediaType) {
    Reply redirect = Reply.whole(status, mediaType, new byte[0], "location: http://127.0.0.1:1/");
    try (FaultServer server = FaultServer.always(redirect)) {
      UpstreamFailure failure = failure(server);

      assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER);
      assertThat(failure.reply()).isEmpty();
      assertThat(server.received()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 abc\r\n\r\n", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nbad\r\n\r\n"})
  void refusesWhatIsNotHttp(String bytes) {
    try (FaultServer server = FaultServer.always(Reply.nothing().raw(bytes).close())) {
      assertThat(failure(server).kind()).isIn(Kind.INVALID_ANSWER, Kind.BROKEN);
    }
  }

  @Test
  void inflatesWhatCameCompressedUnasked() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    }
    Reply reply =
        Reply.whole(200, "application/json", zipped.toByteArray(), "content-encoding: gzip");
    try (FaultServer server = FaultServer.always(reply)) {
      assertThat(read(send(server))).isEqualTo("{\"a\":1}");
      assertThat(read(send(server))).isEqualTo("{\"a\":1}");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void refusesACompressionThatIsNone() {
    Reply lie = Reply.json(200, "{\"a\":1}", "content-encoding: gzip");
    try (FaultServer server = FaultServer.always(lie)) {
      assertThat(failure(server).kind()).isEqualTo(Kind.BROKEN);
    }
  }

  @Test
  void boundsAPlainAnswerAt64Mebibytes() throws IOException {
    byte[] piece = new byte[1 << 20];
    Reply atTheLimit = Reply.chunked(200, "application/json");
    for (int i = 0; i < 64; i++) {
      atTheLimit = atTheLimit.piece(piece);
    }
    Reply aboveIt = atTheLimit.piece("x").end();
    try (FaultServer server = FaultServer.inTurn(atTheLimit.end(), aboveIt)) {
      try (UpstreamAnswer answer = send(server)) {
        assertThat(answer.body().readAllBytes()).hasSize(64 << 20);
      }
      UpstreamAnswer tooLong = send(server);

      IOException refused =
          catchThrowableOfType(IOException.class, () -> tooLong.body().readAllBytes());

      assertThat(client.broken(refused).kind()).isEqualTo(Kind.INVALID_ANSWER);
    }
  }

  @Test
  void showsAClientOnlyTheHeadersMeantForIt() {
    Reply reply =
        Reply.json(
            200,
            "{}",
            "Request-Id: req_1",
            "anthropic-organization-id: o",
            "openai-version: v",
            "x-ratelimit-limit-tokens: 5",
            "Set-Cookie: a=b",
            "Server: nginx",
            "x-other: y");
    try (FaultServer server = FaultServer.always(reply);
        UpstreamAnswer answer = send(server)) {
      assertThat(answer.headers())
          .containsOnlyKeys(
              "content-type",
              "request-id",
              "anthropic-organization-id",
              "openai-version",
              "x-ratelimit-limit-tokens");
    }
  }

  @Test
  void keepsTheCredentialOutOfErrors() {
    Reply echo = Reply.json(400, "{\"a\":\"" + SECRET + SECRET + "\"}", "request-id: " + SECRET);
    try (FaultServer server = FaultServer.always(echo)) {
      CallerFault fault = catchThrowableOfType(CallerFault.class, () -> send(server));

      ProviderReply reply = fault.reply().orElseThrow();
      assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"******\"}");
      assertThat(reply.headers()).containsEntry("request-id", "***");
      assertThat(fault).hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void cutsAnErrorsBodyAtOneMebibyte() {
    Reply huge = Reply.whole(500, "text/html", new byte[(1 << 20) + 1]);
    try (FaultServer server = FaultServer.always(huge)) {
      assertThat(failure(server).reply().orElseThrow().body()).hasSize(1 << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after: 2, PT2S",
    "retry-after: 1.5, PT1.5S",
    "retry-after-ms: 250, PT0.25S",
    "retry-after: 0, PT0S",
    "retry-after: 99999999999999999999, PT24H",
    "'retry-after: Sat, 21 Nov 2026 10:00:30 GMT', PT30S",
    "'retry-after: Sat, 21 Nov 2026 09:00:00 GMT', PT0S"
  })
  void readsHowLongToWait(String header, Duration wait) {
    try (FaultServer server = FaultServer.always(Reply.json(429, "{}", header))) {
      assertThat(failure(server).retryAfter()).hasValue(wait);
    }
  }

  @Test
  void doesNotGuessHowLongToWait() {
    try (FaultServer server = FaultServer.always(Reply.json(429, "{}", "retry-after: soon"))) {
      assertThat(failure(server).retryAfter()).isEmpty();
    }
  }

  @Test
  void waitsForAFreeConnectionNoLongerThanForConnecting() {
    Reply endless = Reply.chunked(200, "text/event-stream").piece("data: 1\n\n").silence();
    try (FaultServer server = FaultServer.always(endless);
        UpstreamClient narrow = client(Map.of("max-connections", "1"));
        UpstreamAnswer holding = narrow.send(call(server.endpoint(), timeouts(LONG)))) {
      assertThat(holding.status()).isEqualTo(200);

      UpstreamFailure failure =
          catchThrowableOfType(
              UpstreamFailure.class,
              () ->
                  narrow.send(
                      call(server.endpoint(), new Target.Timeouts(SHORT, LONG, LONG, LONG))));

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }
  }

  @Test
  void goesThroughAProxyWhereOneIsSet() {
    try (FaultServer proxy = FaultServer.always(Reply.nothing().raw("HTTP/1.1 403 No\r\n\r\n"));
        UpstreamClient proxied = client(Map.of("proxy", proxy.endpoint().toString()))) {
      UpstreamFailure failure =
          catchThrowableOfType(
              UpstreamFailure.class,
              () -> proxied.send(call(URI.create("https://api.example"), timeouts(LONG))));

      assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(proxy.only().method()).isEqualTo("CONNECT");
      assertThat(proxy.only().path()).isEqualTo("api.example:443");
      assertThat(proxy.only().headers()).doesNotContainKey("authorization");
    }
  }

  @ParameterizedTest
  @CsvSource({"max-connections,0", "max-connections,many", "insecure,yes", "proxy,localhost"})
  void namesASettingWithABadValue(String name, String value) {
    assertThatThrownBy(() -> client(Map.of(name, value)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cco.provider.vendor." + name);
  }

  private static UpstreamClient client(Map<String, String> settings) {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new UpstreamClient("vendor", new ProviderContext(clock, settings));
  }

  private UpstreamAnswer send(FaultServer server) {
    return client.send(call(server.endpoint(), timeouts(LONG)));
  }

  private UpstreamFailure failure(FaultServer server) {
    return failure(server.endpoint());
  }

  private UpstreamFailure failure(URI endpoint) {
    return catchThrowableOfType(
        UpstreamFailure.class, () -> client.send(call(endpoint, timeouts(LONG))));
  }

  private static String read(UpstreamAnswer answer) {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Target.Timeouts timeouts(Duration all) {
    return new Target.Timeouts(all, all, all, all);
  }

  private static UpstreamCall call(URI endpoint, Target.Timeouts timeouts) {
    Credential credential = new Credential(Secret.of(SECRET), Credential.Scheme.PROVIDER);
    Target target =
        new Target(
            Optional.of(endpoint),
            Optional.of(credential),
            Model.named("m"),
            timeouts,
            false,
            Map.of());
    return UpstreamCall.post(
        target,
        "/v1/messages",
        "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8),
        List.of(new BasicHeader("x-vendor", "1")),
        Credential.Scheme.BEARER);
  }
}
