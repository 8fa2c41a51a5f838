package dev.cco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Starting, stopping, and saying what is wrong. */
final class StartIT {
  private static final String GREETING = question("sim/small", "Hello");

  @Test
  void saysHowToTryItAndAnswersThat() throws Exception {
    // As a container's environment says it that sets nothing.
    try (CcoServer server = CcoServer.start(Map.of("JVM_ARGS", ""))) {
      awaitWelcome(server);

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(post(server.baseUri(), GREETING), HttpResponse.BodyHandlers.ofString());

      assertThat(server.consoleLog())
          .contains(
              "CCO ",
              " is ready at " + server.baseUri(),
              "curl " + server.baseUri() + "/v1/messages",
              GREETING,
              "Dashboard     " + server.baseUri() + "/",
              server.dataDir().toString())
          .doesNotContain("CWWK");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Test
  void endsOnSigtermAndStartsAgain() {
    try (CcoServer server = CcoServer.start()) {
      ProcessHandle jvm = server.launcher().children().getFirst();

      int exitCode = server.stop();

      assertThat(exitCode).isEqualTo(143);
      assertThat(jvm.isAlive()).isFalse();
      server.restart();
      assertThat(server.launcher().isAlive()).isTrue();
    }
  }

  @Test
  void takesTheServerAlongWhenTheLauncherIsKilled() {
    try (CcoServer server = CcoServer.start()) {
      ProcessHandle jvm = server.launcher().children().getFirst();

      server.launcher().killAlone();

      assertThat(jvm.onExit()).succeedsWithin(Duration.ofMinutes(1));
    }
  }

  @Test
  void namesThePortThatIsInUse() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ChildProcess launcher = launch(Map.of("CCO_PORT", Integer.toString(other.getLocalPort())));

      assertThat(launcher.awaitExit()).isEqualTo(2);
      assertThat(launcher.console())
          .contains("port " + other.getLocalPort(), "in use", "CCO_PORT=");
    }
  }

  @Test
  void namesTheVariableThatIsWrong() {
    ChildProcess launcher = launch(Map.of("CCO_PORT", "http"));

    assertThat(launcher.awaitExit()).isEqualTo(2);
    assertThat(launcher.console()).contains("CCO_PORT", "\"http\"").hasLineCount(1);
  }

  @Test
  void saysInOneLineThatJavaIsTooOld() {
    RunDirectory directory = RunDirectory.create("old-java");
    List<String> command = List.of(oldJava(), "-jar", CcoServer.command().getLast());

    ChildProcess launcher = ChildProcess.start(command, Map.of(), directory.console());

    assertThat(launcher.awaitExit()).isEqualTo(2);
    assertThat(launcher.console())
        .startsWith("CCO needs Java 21 or newer; this is Java ")
        .hasLineCount(1);
  }

  /**
   * A default {@code java.net.http} client asks for an upgrade to h2c, which has frozen Liberty.
   */
  @Test
  void answersManyClientsThatAskForAnUpgradeAtOnce() throws Exception {
    String large = question("sim/slow-250ms", "word ".repeat(10_000));
    try (CcoServer server = CcoServer.start();
        HttpClient client = HttpClient.newHttpClient()) {
      var answered = new AtomicInteger();
      List<CompletableFuture<HttpResponse<String>>> posts =
          IntStream.range(0, 64)
              .mapToObj(number -> send(client, post(server.baseUri(), large)))
              .map(post -> post.whenComplete((answer, failure) -> answered.incrementAndGet()))
              .toList();

      for (int call = 0; call < 100; call++) {
        assertThat(send(client, live(server.baseUri())).get(1, TimeUnit.MINUTES).statusCode())
            .isEqualTo(200);
      }
      int answeredMeanwhile = answered.get();

      for (CompletableFuture<HttpResponse<String>> post : posts) {
        assertThat(post.get(2, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
      }
      assertThat(answeredMeanwhile).isLessThan(64);
    }
  }

  private static CompletableFuture<HttpResponse<String>> send(
      HttpClient client, HttpRequest request) {
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest post(URI base, String body) {
    return HttpRequest.newBuilder(base.resolve("/v1/messages"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpRequest live(URI base) {
    return HttpRequest.newBuilder(base.resolve("/health/live")).build();
  }

  private static String question(String model, String text) {
    return "{\"model\":\"%s\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(model, text);
  }

  private static ChildProcess launch(Map<String, String> extra) {
    RunDirectory directory = RunDirectory.create("launch");
    var environment = new HashMap<>(CcoServer.directories(directory));
    environment.putAll(extra);
    return ChildProcess.start(CcoServer.command(), environment, directory.console());
  }

  /** Ready comes a moment before the launcher has noticed and said so. */
  private static void awaitWelcome(CcoServer server) {
    long start = System.nanoTime();
    while (!server.consoleLog().contains("Ctrl-C")) {
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(30).toNanos());
      Thread.onSpinWait();
    }
  }

  /** The Java that runs Maven, where that is an old one. */
  private static String oldJava() {
    Path home = Path.of(System.getProperty("cco.it.maven-java-home"));
    if (Integer.parseInt(System.getProperty("cco.it.maven-java-version")) >= 21) {
      throw Prerequisite.missing("Maven itself runs on a Java that is new enough");
    }
    return home.resolve("bin/java").toString();
  }
}
