package dev.cco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard in a headless browser, with the figures of calls that were really made. */
final class DashboardIT {
  private static CcoServer server;
  private static Chromium browser;

  @BeforeAll
  static void makeCalls() throws Exception {
    browser = Chromium.required();
    server = CcoServer.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int call = 0; call < 12; call++) {
        // Six questions, each asked twice: the second time the cache answers.
        ask(client, "shop", "sim/" + (call % 2 == 0 ? "small" : "large"), "Question " + call % 6);
      }
      ask(client, "<script>alert(1)</script>", "sim/small", "Who is there?");
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void ask(HttpClient client, String project, String model, String text)
      throws Exception {
    String body =
        """
        {"model":"%s","max_tokens":64,"messages":[{"role":"user","content":"%s"}]}"""
            .formatted(model, text);
    HttpRequest request =
        HttpRequest.newBuilder(server.baseUri().resolve("/v1/messages"))
            .header("content-type", "application/json")
            .header("x-cco-project", project)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    // The page reads the ledger; asking for figures waits until it has caught up.
    client.send(
        HttpRequest.newBuilder(server.baseUri().resolve("/api/machine/stats")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI page(String path) {
    return server.baseUri().resolve(path);
  }

  @Test
  void showsTheFiguresOfAProject() throws Exception {
    String dom =
        browser.dom(page("/ui/project.xhtml?project=shop&period=1h")).replace("&nbsp;", " ");

    assertThat(dom).contains("<h1").contains("shop").contains("50.0 %").contains("sim/large");
    assertThat(dom).contains("<canvas");
  }

  @Test
  void showsAllProjectsOfTheMachineWithHostileNamesAsText() throws Exception {
    String dom = browser.dom(page("/ui/machine.xhtml?period=1h"));

    assertThat(dom).contains("shop").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    assertThat(dom).doesNotContain("<script>alert(1)");
  }

  @Test
  void looksLikeSomething() throws Exception {
    Path picture = Path.of("target", "dashboard.png");

    browser.screenshot(page("/ui/project.xhtml?project=shop&period=1h"), picture, 1440, 1000);

    assertThat(Files.size(picture)).isGreaterThan(50_000);
  }

  @Test
  void leadsABrowserToThePage() throws Exception {
    assertThat(browser.dom(page("/"))).contains("Current project");
  }
}
