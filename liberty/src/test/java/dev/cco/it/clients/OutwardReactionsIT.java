package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Claude Code reacts to, where somebody else than Anthropic answers. */
@TestInstance(Lifecycle.PER_CLASS)
class OutwardReactionsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPENAI_OVERFLOW =
      "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens. However, your"
          + " messages resulted in 9000 tokens.\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}";

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() throws IOException {
    upstream = Upstream.start(OutwardReactionsIT::answer);
    server = CcoServer.start(Upstream.environment(upstream));
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private Answer ask(String model, String prompt) {
    String request = new ClaudeCodeRequest(model, prompt).text();
    return gateway.post(ClaudeCodeRequest.PATH, request, ClaudeCodeRequest.headers());
  }

  private JsonNode received(String text) throws IOException {
    List<Received> all =
        Upstream.calls(upstream).stream().filter(request -> request.text().contains(text)).toList();
    assertThat(all).hasSize(1);
    return JSON.readTree(all.getFirst().body());
  }

  @Test
  void asksAThinkingModelInItsOwnWords() throws IOException {
    Answer answer = ask("gpt-5.5", "think about it");

    assertThat(Read.of(answer).text()).isEqualTo("Done.");
    JsonNode body = received("think about it");
    assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(32_000);
    assertThat(body.path("reasoning_effort").asText()).isEqualTo("medium");
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("developer");
    assertThat(body.at("/messages/2/role").asText()).isEqualTo("developer");
    assertThat(body.path("safety_identifier").asText()).matches("[0-9a-f]{32}");
    assertThat(body.path("prompt_cache_key").asText()).matches("[0-9a-f]{32}");
    assertThat(answer.header("x-cco-dropped")).isEqualTo("context_management");
  }

  @Test
  void asksForNoMoreThanTheModelCanAnswer() throws IOException {
    ask("gpt-4o", "as much as you can");

    assertThat(received("as much as you can").path("max_completion_tokens").asInt())
        .isEqualTo(16_384);
  }

  @Test
  void loadsALocalModelWithRoomForThePrompt() throws IOException {
    ask("ollama/llama3.2", "have room for me");

    JsonNode body = received("have room for me");
    assertThat(body.at("/options/num_ctx").asInt()).isGreaterThanOrEqualTo(16_384);
    assertThat(body.path("truncate").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "gpt-5.5", "ollama/llama3.2"})
  void answersAQuestionForATitle(String model) throws IOException {
    ObjectNode request = JSON.createObjectNode().put("model", model).put("max_tokens", 32_000);
    request.put("stream", true);
    request
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "a title by " + model);
    ObjectNode format = request.putObject("output_config").putObject("format");
    ObjectNode schema = format.put("type", "json_schema").putObject("schema");
    schema.put("type", "object").putObject("properties").putObject("title").put("type", "string");
    schema.put("additionalProperties", false).putArray("required").add("title");

    Answer answer =
        gateway.post(ClaudeCodeRequest.PATH, request.toString(), ClaudeCodeRequest.headers());

    assertThat(Read.of(answer).stopReason()).isEqualTo("end_turn");
    JsonNode body = received("a title by " + model);
    JsonNode sent =
        body.has("format") ? body.path("format") : body.at("/response_format/json_schema/schema");
    assertThat(sent).isEqualTo(schema);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, openai overflow, 400, invalid_request_error, prompt is too long: 9000 tokens > 8192 maximum",
    "ollama/llama3.2, ollama overflow, 400, invalid_request_error, prompt is too long",
    "gpt-4o, llama overflow, 400, invalid_request_error, prompt is too long: 9000 tokens > 8192 maximum",
    "gpt-4o, template, 400, invalid_request_error, role 'system' is not supported on this model",
    "gpt-4o, gone, 404, not_found_error, model"
  })
  void tellsWhatWentWrongInTheWordsClaudeCodeActsOn(
      String model, String prompt, int status, String type, String message) throws IOException {
    Answer answer = ask(model, prompt);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().at("/error/type").asText()).isEqualTo(type);
    assertThat(answer.json().at("/error/message").asText()).contains(message);
  }

  @Test
  void endsAtAStopThatTheModelDoesNotTake() throws IOException {
    String request =
        "{\"model\":\"gpt-5.5\",\"max_tokens\":99,\"stream\":true,\"stop_sequences\":[\"STOP\"],"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"count to the stop\"}]}";

    Answer answer = gateway.post("/v1/messages", request, ClaudeCodeRequest.headers());

    assertThat(Read.of(answer).text()).isEqualTo("one two ");
    assertThat(answer.text())
        .contains("\"stop_reason\":\"stop_sequence\"", "\"stop_sequence\":\"STOP\"");
    assertThat(received("count to the stop").has("stop")).isFalse();
  }

  @Test
  void answersARequestForNoTokensByItself() {
    String request =
        "{\"model\":\"gpt-4o\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"warm up\"}]}";

    Answer answer = gateway.post("/v1/messages", request, ClaudeCodeRequest.headers());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("content")).isEmpty();
    assertThat(answer.json().path("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(Upstream.calls(upstream)).noneMatch(received -> received.text().contains("warm up"));
  }

  private static Reply answer(Received request) {
    String text = request.text();
    if (text.contains("openai overflow")) {
      return Reply.json(400, OPENAI_OVERFLOW);
    }
    if (text.contains("llama overflow")) {
      return Reply.json(
          400,
          "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":\"too much\",\"n_prompt_tokens\":9000,\"n_ctx\":8192}}");
    }
    if (text.contains("ollama overflow")) {
      return Reply.json(400, "{\"error\":\"the input length exceeds the context length\"}");
    }
    if (text.contains("template")) {
      return Reply.json(
          500,
          "{\"error\":{\"code\":500,\"message\":\"System message must be at the beginning.\",\"type\":\"server_error\"}}");
    }
    if (text.contains("gone")) {
      return Reply.json(
          404,
          "{\"error\":{\"message\":\"The model does not exist\",\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}");
    }
    if (text.contains("count to the stop")) {
      return Spoken.text("one two STOP three", 10, 5).to(request);
    }
    return Spoken.text("Done.", 4_000, 1).to(request);
  }
}
