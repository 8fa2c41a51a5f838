package dev.cco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The same WAR on the other server. */
final class PayaraIT {
  @Test
  void answersOnPayaraToo() throws Exception {
    try (PayaraServer server = PayaraServer.start()) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(server.baseUri().resolve("/v1/messages"))
                  .header("content-type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"model":"sim/small","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}
                          """))
                  .build());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"type\":\"message\"");
      assertThat(get(server.baseUri(), "/health").body()).contains("\"cache\"");
      assertThat(get(server.baseUri(), "/metrics").body()).contains("cco_cache_misses_total");
    }
  }

  private static HttpResponse<String> get(URI base, String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
