package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.DIALECT;
import static dev.cco.protocol.responses.Responses.tape;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.RequestFacts;
import dev.cco.spi.Block;
import dev.cco.spi.Operation;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScanTest {
  private static RequestFacts facts(String request) {
    return DIALECT.facts(tape(request), Operation.RESPONSES);
  }

  private static RequestFacts with(String members) {
    return facts("{\"model\":\"m\",\"input\":\"x\"," + members + "}");
  }

  private static String canonical(String request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DIALECT.writeCanonical(tape(request), out);
    return out.toString(UTF_8);
  }

  @Test
  void findsWhatDecides() {
    RequestFacts facts = with("\"stream\":true");

    assertThat(facts.model()).isEqualTo("m");
    assertThat(facts.stream()).isTrue();
    assertThat(facts.includeUsage()).isTrue();
    assertThat(facts.serverTools()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"type\":\"web_search\"}]",
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"mcp\"}]",
        "\"tools\":[{}]",
        "\"conversation\":\"conv_1\"",
        "\"conversation\":{\"id\":\"conv_1\"}",
        "\"background\":true"
      })
  void doesNotLetAnswersBeStoredThatAnotherTurnWouldChange(String members) {
    assertThat(with(members).serverTools()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"custom\",\"name\":\"g\"}]",
        "\"tools\":null",
        "\"conversation\":null,\"background\":false",
        "\"previous_response_id\":\"resp_1\""
      })
  void letsTheRestBeStored(String members) {
    assertThat(with(members).serverTools()).isFalse();
  }

  @Test
  void leavesOutOfTheKeyWhatCannotChangeTheAnswer() {
    assertThat(
            canonical(
                "{\"stream\":true,\"stream_options\":{\"include_obfuscation\":false},\"metadata\":{\"a\":\"b\"},\"model\":\"m\",\"input\":\"x\"}"))
        .isEqualTo(canonical("{\"input\":\"x\",\"model\":\"m\"}"))
        .isNotEqualTo(canonical("{\"input\":\"x\",\"model\":\"m\",\"store\":false}"));
  }

  @Test
  void keepsKeysOfTheseNamesFurtherDown() {
    assertThat(canonical("{\"input\":[{\"metadata\":1}],\"model\":\"m\"}")).contains("metadata");
  }

  @Test
  void takesEnvelopesOfItsOwnOutOfWhatGoesThrough() {
    String envelope =
        "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\""
            + Responses.SEAL.of("claude", new Block.Thinking("hm", "c2ln"))
            + "\"}";
    String vendors = "{\"type\":\"reasoning\",\"encrypted_content\":\"gAAA\"}";
    String request = "{\"model\":\"m\",\"input\":[%s{\"role\":\"user\", \"content\":\"hi\"},%s]}";

    assertThat(
            new String(
                DIALECT.rewrite(facts(request.formatted(envelope + ",", vendors)), "m", true),
                UTF_8))
        .isEqualTo(request.formatted("", vendors));
  }

  @Test
  void changesTheModelsNameAndNothingElse() {
    String request = "{ \"input\":\"x\", \"model\" : \"a\", \"stream\":true, \"later\": [1.0] }";
    RequestFacts facts = facts(request);

    assertThat(new String(DIALECT.rewrite(facts, "b\"c", true), UTF_8))
        .isEqualTo(request.replace("\"a\"", "\"b\\\"c\""));
    assertThat(DIALECT.rewrite(facts, "a", true)).isEqualTo(request.getBytes(UTF_8));
  }
}
