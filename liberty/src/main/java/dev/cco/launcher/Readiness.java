package dev.cco.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks {@code /health/ready} until the application serves or says why it will not. */
final class Readiness {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final URI question;

  Readiness(URI address) {
    this.question = address.resolve("/health/ready");
  }

  /** Returns when the application serves. */
  void await(ServerProcess server) throws StartException, InterruptedException {
    long start = System.nanoTime();
    while (!serving()) {
      if (!server.isAlive()) {
        throw new StartException(
            StartException.FAILED, "the server ended with exit code " + server.waitFor());
      }
      if (server.failure().isPresent()) {
        throw new StartException(StartException.FAILED, server.failure().get());
      }
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new StartException(
            StartException.FAILED,
            question + " did not answer 200 within " + LIMIT.toMinutes() + " minutes");
      }
      Thread.sleep(PAUSE);
    }
  }

  private boolean serving() throws StartException {
    try {
      var connection = (HttpURLConnection) question.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
        refuseMisconfigured(connection);
      }
      return status == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      // Nobody listens yet, or not yet for us: asked again until the limit.
      return false;
    }
  }

  private static void refuseMisconfigured(HttpURLConnection connection)
      throws IOException, StartException {
    try (InputStream body = connection.getErrorStream()) {
      var answer = new FlatJson(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      if (answer.text("status").filter("misconfigured"::equals).isPresent()) {
        throw new StartException(
            StartException.MISCONFIGURED,
            answer.text("message").orElse("the configuration is refused"));
      }
    }
  }
}
