package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.DIALECT;
import static dev.cco.protocol.responses.Responses.data;
import static dev.cco.protocol.responses.Responses.event;
import static dev.cco.protocol.responses.Responses.fold;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {
  private static ObjectNode answer() throws IOException {
    return Json.parseObject(Recorded.bytes("answer.json")).orElseThrow();
  }

  @Test
  void foldsAStreamIntoItsAnswer() throws IOException {
    assertThat(fold(Recorded.stream())).isEqualTo(answer());
  }

  @Test
  void unfoldsAnAnswerIntoItsStreamUpToChunking() throws IOException {
    List<WireEvent> unfolded = DIALECT.unfold(Recorded.bytes("answer.json"), true);

    assertThat(unfolded.stream().map(WireEvent::name).distinct())
        .containsExactlyElementsOf(
            Recorded.stream().stream().map(WireEvent::name).distinct().toList());
    for (int i = 0; i < unfolded.size(); i++) {
      assertThat(data(unfolded.get(i)).path("sequence_number").asInt()).isEqualTo(i);
    }
    assertThat(Responses.decode(unfolded).getFirst())
        .isEqualTo(Responses.decode(Recorded.stream()).getFirst());
    assertThat(fold(unfolded)).isEqualTo(answer());
  }

  @Test
  void unfoldsWhatNobodyKnows() {
    String answer =
        "{\"output\":[{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\",\"new\":1},"
            + "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[{\"type\":\"url_citation\",\"url\":\"u\"}]}]}],"
            + "\"status\":\"completed\",\"later\":true}";

    List<WireEvent> stream = DIALECT.unfold(answer.getBytes(UTF_8), true);

    assertThat(stream.stream().map(WireEvent::name))
        .contains("response.output_text.annotation.added");
    assertThat(fold(stream)).isEqualTo(Json.parseObject(answer).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "completed,response.completed",
    "incomplete,response.incomplete",
    "failed,response.failed",
    "cancelled,response.failed",
    "queued,response.queued"
  })
  void endsAStreamAsTheAnswerEnded(String status, String event) {
    String answer = "{\"id\":\"r\",\"output\":[],\"status\":\"" + status + "\"}";

    assertThat(DIALECT.unfold(answer.getBytes(UTF_8), true).getLast().name()).isEqualTo(event);
  }

  @ParameterizedTest
  @CsvSource({
    "completed,{},true",
    "failed,{},false",
    "incomplete,{},false",
    "cancelled,{},false",
    "completed,{,false",
    "completed,[],false"
  })
  void storesOnlyCompleteAnswersWhoseCallsCanBeMade(
      String status, String arguments, boolean storable) {
    String answer =
        "{\"output\":[{\"type\":\"function_call\",\"arguments\":\"ARGUMENTS\"}],\"status\":\"STATUS\","
            + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":2}}";
    String told = answer.replace("ARGUMENTS", arguments).replace("STATUS", status);

    assertThat(DIALECT.answerFacts(told.getBytes(UTF_8)).storable()).isEqualTo(storable);
  }

  @Test
  void collectsItemsThatTheLastResponseLacks() {
    List<WireEvent> stream =
        List.of(
            event(
                "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"id\":\"b\"}}"),
            event(
                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"id\":\"a\"}}"),
            event("{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[]}}"));

    assertThat(fold(stream).toString())
        .isEqualTo("{\"id\":\"r\",\"output\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
  }

  @Test
  void looksAtAPlainAnswer() throws IOException {
    assertThat(DIALECT.answerFacts(Recorded.bytes("answer.json")))
        .isEqualTo(
            new AnswerFacts(
                "gpt-5-2025-08-07", new Usage(30, 5, 2, 0, 11, 4, true), "completed", true, true));
  }

  @Test
  void doesNotStoreAnAnswerThatIsStillBeingMade() {
    String queued =
        "{\"status\":\"queued\",\"output\":[],\"model\":\"m\",\"usage\":null,\"error\":null}";

    assertThat(DIALECT.answerFacts(queued.getBytes(UTF_8)).storable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"output\":{}}",
        "{\"error\":{\"message\":\"x\",\"code\":\"server_error\"}}",
        "{\"error\":\"x\"}"
      })
  void refusesWhatIsNoAnswer(String plain) {
    assertThatThrownBy(() -> DIALECT.answerFacts(plain.getBytes(UTF_8)))
        .isInstanceOf(UpstreamFailure.class);
  }
}
