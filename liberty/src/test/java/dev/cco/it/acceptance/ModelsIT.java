package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cco.it.CcoServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of models in both shapes, on the packaged server. */
@TestInstance(Lifecycle.PER_CLASS)
class ModelsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] ANTHROPIC = {"anthropic-version", "2023-06-01"};

  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    server = CcoServer.start(Map.of());
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode anthropic(String path) throws IOException {
    return JSON.readTree(gateway.get(path, ANTHROPIC).text());
  }

  /** What Claude Code asks when it looks for models. */
  @Test
  void listsAllToClaudeCode() throws IOException {
    Answer answer = gateway.get("/v1/models?limit=1000", ANTHROPIC);
    JsonNode list = JSON.readTree(answer.text());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("request-id")).isNotEmpty();
    assertThat(list.path("has_more").booleanValue()).isFalse();
    List<String> ids = new ArrayList<>();
    List<String> dates = new ArrayList<>();
    for (JsonNode model : list.path("data")) {
      ids.add(model.path("id").textValue());
      dates.add(model.path("created_at").textValue());
      assertThat(model.path("type").textValue()).isEqualTo("model");
      assertThat(model.path("display_name").textValue()).isNotBlank();
    }
    assertThat(ids).contains("claude-opus-5-5", "sim/small", "gpt-5").doesNotHaveDuplicates();
    assertThat(dates).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(list.path("first_id").textValue()).isEqualTo(ids.getFirst());
    assertThat(list.path("last_id").textValue()).isEqualTo(ids.getLast());
  }

  @Test
  void walksThroughThePages() throws IOException {
    List<String> walked = new ArrayList<>();
    JsonNode page = anthropic("/v1/models?limit=7");
    page.path("data").forEach(model -> walked.add(model.path("id").textValue()));
    while (page.path("has_more").booleanValue()) {
      page = anthropic("/v1/models?limit=7&after_id=" + page.path("last_id").textValue());
      page.path("data").forEach(model -> walked.add(model.path("id").textValue()));
    }

    List<String> all = new ArrayList<>();
    anthropic("/v1/models?limit=1000")
        .path("data")
        .forEach(model -> all.add(model.path("id").textValue()));
    assertThat(walked).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "after_id=none", "before_id=none"})
  void refusesAWrongPage(String query) throws IOException {
    Answer answer = gateway.get("/v1/models?" + query, ANTHROPIC);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(JSON.readTree(answer.text()).at("/error/type").textValue())
        .isEqualTo("invalid_request_error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/models/sim/small",
        "/v1/models/sim%2Fsmall",
        "/p/demo/v1/models/sim/small",
        "/v1/models/sim%2fsmall"
      })
  void findsAModelByItsNameRawAndEncoded(String path) throws IOException {
    JsonNode openAi = JSON.readTree(gateway.get(path).text());

    assertThat(openAi.path("id").textValue()).isEqualTo("sim/small");
    assertThat(openAi.path("created").longValue()).isGreaterThan(1_700_000_000L);
    assertThat(anthropic(path).path("display_name").textValue()).isEqualTo("Simulator, small");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models/no/such:8b", "/v1/models/no%2Fsuch%3A8b"})
  void tellsInTheAskersWordsThatThereIsNoSuchModel(String path) throws IOException {
    Answer openAi = gateway.get(path);
    Answer anthropic = gateway.get(path, ANTHROPIC);

    assertThat(openAi.status()).isEqualTo(404);
    assertThat(JSON.readTree(openAi.text()).at("/error/code").textValue())
        .isEqualTo("model_not_found");
    assertThat(anthropic.status()).isEqualTo(404);
    assertThat(JSON.readTree(anthropic.text()).at("/error/message").textValue())
        .isEqualTo("model: no/such:8b");
    assertThat(JSON.readTree(anthropic.text()).at("/error/type").textValue())
        .isEqualTo("not_found_error");
  }

  /** That slashes may be encoded must not open what lies beside the resources. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/WEB-INF%2fweb.xml",
        "/x/..%2fWEB-INF/web.xml",
        "/x%2f..%2fWEB-INF%2fweb.xml",
        "/META-INF%2fMANIFEST.MF",
        "/..%2f..%2f..%2fserver.xml",
        "/jakarta.faces.resource/..%2f..%2fWEB-INF/web.xml"
      })
  void opensNothingElseByAnEncodedSlash(String path) {
    assertThat(gateway.get(path).status()).isBetween(400, 499);
  }
}
