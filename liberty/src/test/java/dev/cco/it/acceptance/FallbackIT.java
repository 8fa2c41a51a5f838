package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first provider dies, then the second. */
class FallbackIT {
  private static final String FILE =
      """
      {"fallback_chain": {"claude-sonnet-5": ["gpt-4.1", "ollama/llama3.2"]}}
      """;

  /** A call, and what its row must say. */
  private record Expected(String id, String provider, List<String> attempts) {}

  private final FaultServer anthropic = Upstream.start(Spoken.text("I am Claude. ", 11, 5)::to);
  private final FaultServer openai = Upstream.start(Spoken.text("I am a GPT. ", 12, 6)::to);
  private final FaultServer ollama = Upstream.start(Spoken.text("I am a llama. ", 13, 7)::to);

  @AfterEach
  void closeAll() {
    List.of(anthropic, openai, ollama).forEach(FaultServer::close);
  }

  @Test
  void fallsBackOverProvidersAndProtocolsAndRecordsEveryAttempt(@TempDir Path config)
      throws IOException {
    Files.writeString(config.resolve("model-routing.json"), FILE);
    var expected = new ArrayList<Expected>();
    Path data;

    Map<String, String> environment =
        Upstream.environment(anthropic.endpoint(), openai.endpoint(), ollama.endpoint());
    environment.put("CCO_CONFIG_DIR", config.toString());
    try (CcoServer server = CcoServer.start(environment)) {
      var gateway = new Gateway(server.baseUri());
      data = server.dataDir();

      expected.addAll(
          everyWay(
              gateway, "I am Claude. ", "anthropic", List.of("anthropic/claude-sonnet-5:200")));
      anthropic.close();
      expected.addAll(
          everyWay(
              gateway,
              "I am a GPT. ",
              "openai",
              List.of("anthropic/claude-sonnet-5:0", "openai/gpt-4.1:200")));
      openai.close();
      expected.addAll(
          everyWay(
              gateway,
              "I am a llama. ",
              "ollama",
              List.of("anthropic/claude-sonnet-5:0", "openai/gpt-4.1:0", "ollama/llama3.2:200")));
      ollama.close();
      everythingFails(gateway);
      server.stop();
    }

    checkModels(anthropic, "claude-sonnet-5");
    checkModels(openai, "gpt-4.1");
    checkModels(ollama, "llama3.2");
    Rows rows = Rows.of(data);
    for (Expected each : expected) {
      Rows.Call row = rows.only(each.id());
      assertThat(row.provider()).isEqualTo(each.provider());
      assertThat(row.status()).isEqualTo(200);
      assertThat(row.attempts().split(",")).hasSameSizeAs(each.attempts());
      for (int i = 0; i < each.attempts().size(); i++) {
        assertThat(row.attempts().split(",", -1)[i]).startsWith(each.attempts().get(i) + ":");
      }
    }
  }

  /** Each provider is asked for its own model, whatever the client asked for. */
  private static void checkModels(FaultServer provider, String model) {
    assertThat(Upstream.calls(provider)).isNotEmpty();
    assertThat(Upstream.calls(provider)).extracting(Spoken::model).containsOnly(model);
  }

  /** Both protocols, plain and streamed; each with a text of its own, so that no cache helps. */
  private static List<Expected> everyWay(
      Gateway gateway, String text, String provider, List<String> attempts) {
    var calls = new ArrayList<Expected>();
    for (String path : List.of(MESSAGES, CHAT)) {
      for (boolean stream : List.of(false, true)) {
        String question = "Who are you? " + provider + path + stream;

        Answer answer = gateway.post(path, Requests.of(path, "claude-sonnet-5", question, stream));

        Read read = Read.of(answer);
        assertThat(read.text()).isEqualTo(text);
        // An answer of the caller's own protocol comes as it is; a translated one names what was
        // asked for.
        boolean untouched = path.equals(CHAT) && provider.equals("openai");
        assertThat(read.model()).isEqualTo(untouched ? "gpt-4.1" : "claude-sonnet-5");
        assertThat(read.stopReason()).isEqualTo(path.equals(CHAT) ? "stop" : "end_turn");
        assertThat(read.inputTokens()).isPositive();
        assertThat(read.outputTokens()).isPositive();
        assertThat(answer.header("x-cco-provider")).isEqualTo(provider);
        assertThat(answer.header("x-cco-attempts")).isEqualTo("" + attempts.size());
        assertThat(answer.header("cache-status")).contains("fwd=miss");
        boolean fellBack = attempts.size() > 1;
        if (!stream) {
          assertThat(answer.header("cache-status").contains("stored")).isEqualTo(!fellBack);
        }
        calls.add(new Expected(answer.header("request-id"), provider, attempts));
      }
    }
    return calls;
  }

  private static void everythingFails(Gateway gateway) {
    Answer messages =
        gateway.post(MESSAGES, Requests.messages("claude-sonnet-5", "Anybody?", false));
    Answer chat = gateway.post(CHAT, Requests.chat("claude-sonnet-5", "Anybody?", true));

    assertThat(messages.status()).isEqualTo(502);
    assertThat(messages.json().path("type").asText()).isEqualTo("error");
    assertThat(messages.json().path("error").path("type").asText()).isEqualTo("api_error");
    assertThat(chat.status()).isEqualTo(502);
    assertThat(chat.json().path("error").path("message").asText()).isNotBlank();
    assertThat(messages.text() + chat.text())
        .doesNotContain(Upstream.ANTHROPIC_KEY)
        .doesNotContain(Upstream.OPENAI_KEY);
  }
}
