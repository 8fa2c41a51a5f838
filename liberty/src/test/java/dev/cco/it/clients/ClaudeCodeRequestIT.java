package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.Answer;
import dev.cco.it.acceptance.Gateway;
import dev.cco.it.acceptance.Read;
import dev.cco.it.acceptance.Spoken;
import dev.cco.it.acceptance.Upstream;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Claude Code sends, through each kind of route. */
@TestInstance(Lifecycle.PER_CLASS)
class ClaudeCodeRequestIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALIASED = "claude-for-the-team";
  private static final String ROUTING =
      """
      {"routes": [{"pattern": "^claude-for-the-team$", "provider": "anthropic",
                   "model": "claude-opus-5-5"}]}
      """;
  private static final String ARGUMENTS = "{\"file_path\":\"/home/dev/shop/pom.xml\",\"limit\":5}";

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start(@TempDir Path config) throws IOException {
    Files.writeString(config.resolve("model-routing.json"), ROUTING);
    upstream = Upstream.start(ClaudeCodeRequestIT::answer);
    Map<String, String> environment = Upstream.environment(upstream);
    environment.put("CCO_CONFIG_DIR", config.toString());
    server = CcoServer.start(environment);
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  @Test
  void isAsLargeAsTheRealOne() {
    String text = new ClaudeCodeRequest("claude-opus-5-5", "say hi").text();

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(45_000, 75_000);
  }

  @Test
  void reachesAnthropicByteForByteWithOurKey() {
    String request = new ClaudeCodeRequest("claude-opus-5-5", "say hi, forwarded").text();

    Answer answer = gateway.post(ClaudeCodeRequest.PATH, request, ClaudeCodeRequest.headers());

    assertThat(Read.of(answer).tool()).isEqualTo("Read");
    Received received = received("forwarded");
    assertThat(received.text()).isEqualTo(request);
    assertThat(received.path()).startsWith("/v1/messages");
    assertThat(received.header("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(received.header("anthropic-beta")).isEqualTo(ClaudeCodeRequest.BETAS);
    assertThat(received.headers().toString())
        .contains(Upstream.ANTHROPIC_KEY)
        .doesNotContain(ClaudeCodeRequest.CREDENTIAL)
        .doesNotContainIgnoringCase("x-stainless");
  }

  @Test
  void reachesAnthropicWithNothingButTheModelReplaced() {
    String request = new ClaudeCodeRequest(ALIASED, "say hi, renamed").text();

    gateway.post(ClaudeCodeRequest.PATH, request, ClaudeCodeRequest.headers());

    assertThat(received("renamed").text())
        .isEqualTo(request.replace("\"" + ALIASED + "\"", "\"claude-opus-5-5\""));
  }

  @Test
  void getsTheAnswerByteForByte() {
    String request = new ClaudeCodeRequest("claude-opus-5-5", "say it back").text();

    Answer answer = gateway.post(ClaudeCodeRequest.PATH, request, ClaudeCodeRequest.headers());

    assertThat(answer.header("content-type")).startsWith("text/event-stream");
    assertThat(answer.header("content-encoding")).isEmpty();
    // The ids count up; this one's is in the bytes that came.
    String id = Read.of(answer).id();
    String expected = String.join("", spoken().pieces(received("say it back")));
    assertThat(answer.text()).isEqualTo(expected.replaceFirst("msg_upstream_\\d+", id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4.1", "ollama/llama3.2"})
  void isTranslatedAndCallsAToolThere(String model) throws IOException {
    var question = new ClaudeCodeRequest(model, "what does the pom say? " + model);

    Read first =
        Read.of(gateway.post(ClaudeCodeRequest.PATH, question.text(), ClaudeCodeRequest.headers()));

    assertThat(first.model()).isEqualTo(model);
    assertThat(first.text()).isEqualTo("Let me look at it.");
    assertThat(first.tool()).isEqualTo("Read");
    assertThat(first.toolId()).isNotBlank();
    assertThat(JSON.readTree(first.arguments())).isEqualTo(JSON.readTree(ARGUMENTS));
    assertThat(first.stopReason()).isEqualTo("tool_use");
    assertThat(first.inputTokens()).isEqualTo(4_000);
    assertThat(first.outputTokens()).isEqualTo(40);

    String followUp =
        question
            .answer(
                first.text(), first.toolId(), first.tool(), JSON.readTree(ARGUMENTS), "<project/>")
            .text();
    Read last =
        Read.of(gateway.post(ClaudeCodeRequest.PATH, followUp, ClaudeCodeRequest.headers()));

    assertThat(last.text()).isEqualTo("It is an empty project.");
    assertThat(last.stopReason()).isEqualTo("end_turn");
    List<Received> received = all("what does the pom say? " + model);
    assertThat(received).hasSize(2).allSatisfy(ClaudeCodeRequestIT::checkTranslated);
    checkToolResult(received.getLast(), first);
  }

  private static void checkTranslated(Received received) throws IOException {
    assertThat(received.headers().toString()).doesNotContain(ClaudeCodeRequest.CREDENTIAL);
    assertThat(received.headers()).doesNotContainKeys("anthropic-beta", "anthropic-version");
    assertThat(received.text())
        .doesNotContain("cache_control", "$schema", "x-anthropic-billing-header")
        .doesNotContain("context_management", "signature-of-somebody-else")
        .contains("You are Claude Code", "The working directory is /home/dev/shop");
    JsonNode body = JSON.readTree(received.body());
    assertThat(body.path("model").asText()).isIn("gpt-4.1", "llama3.2");
    assertThat(body.path("stream").asBoolean(true)).isTrue();
    var tools = new ArrayList<String>();
    body.path("tools").forEach(tool -> tools.add(tool.path("function").path("name").asText()));
    assertThat(tools).containsExactlyElementsOf(ClaudeCodeRequest.TOOLS);
    assertThat(body.path("messages").path(0).path("role").asText()).isIn("system", "developer");
  }

  private static void checkToolResult(Received received, Read first) throws IOException {
    JsonNode body = JSON.readTree(received.body());
    boolean chat = received.path().startsWith("/v1/chat");
    JsonNode call = body.path("no call");
    JsonNode result = body.path("no result");
    for (JsonNode message : body.path("messages")) {
      call = message.has("tool_calls") ? message.path("tool_calls").path(0) : call;
      result = message.path("role").asText().equals("tool") ? message : result;
    }
    JsonNode arguments = call.path("function").path("arguments");
    assertThat(call.path("function").path("name").asText()).isEqualTo("Read");
    assertThat(chat ? JSON.readTree(arguments.asText()) : arguments)
        .isEqualTo(JSON.readTree(ARGUMENTS));
    assertThat(result.path("content").asText()).isEqualTo("<project/>");
    if (chat) {
      assertThat(call.path("id").asText()).isEqualTo(first.toolId());
      assertThat(result.path("tool_call_id").asText()).isEqualTo(first.toolId());
    }
  }

  private Received received(String text) {
    List<Received> all = all(text);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private List<Received> all(String text) {
    return Upstream.calls(upstream).stream()
        .filter(request -> request.text().contains(text))
        .toList();
  }

  private static Reply answer(Received request) {
    if (request.text().contains("<project/>")) {
      return Spoken.text("It is an empty project.", 4_100, 6).to(request);
    }
    return spoken().to(request);
  }

  private static Spoken spoken() {
    return Spoken.text("Let me look at it.", 4_000, 40).calling("toolu_read_1", "Read", ARGUMENTS);
  }
}
