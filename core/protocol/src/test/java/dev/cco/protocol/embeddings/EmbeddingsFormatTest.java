package dev.cco.protocol.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.ErrorTranslation;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.schema.OpenApiSchema;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Embeddings;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingsFormatTest {
  private static final float[] VECTOR = {0.0023064255f, -0.009327292f, 1f, -1.0e-7f};
  private static final String NUMBERS =
      """
      {"object":"list","data":[{"object":"embedding","index":0,\
      "embedding":[0.0023064255,-0.009327292,1,-1.0E-7]}],"model":"text-embedding-3-small",\
      "usage":{"prompt_tokens":8,"total_tokens":8},"id":"kept"}\
      """;

  private final EmbeddingsFormat format = new EmbeddingsFormat();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"text\"",
        "[\"one\",\"two\"]",
        "[1,2,3]",
        "[[1,2],[3]]",
        "\" \"",
      })
  void takesEveryFormOfInput(String input) {
    RequestFacts facts = facts("{\"model\":\"m\",\"input\":" + input + "}");

    assertThat(facts.model()).isEqualTo("m");
    assertThat(facts.stream()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"input\":\"a\"}                                             | model",
        "{\"model\":7,\"input\":\"a\"}                                 | model",
        "{\"model\":\"m\"}                                             | input",
        "{\"model\":\"m\",\"input\":null}                              | input",
        "{\"model\":\"m\",\"input\":\"\"}                              | input",
        "{\"model\":\"m\",\"input\":[]}                                | input",
        "{\"model\":\"m\",\"input\":{}}                                | input",
        "{\"model\":\"m\",\"input\":7}                                 | input",
        "{\"model\":\"m\",\"input\":true}                              | input",
        "{\"model\":\"m\",\"input\":[null]}                            | input[0]",
        "{\"model\":\"m\",\"input\":[\"a\",\"\"]}                      | input[1]",
        "{\"model\":\"m\",\"input\":[\"a\",1]}                         | input[1]",
        "{\"model\":\"m\",\"input\":[1,\"a\"]}                         | input[1]",
        "{\"model\":\"m\",\"input\":[1,2.5]}                           | input[1]",
        "{\"model\":\"m\",\"input\":[-1]}                              | input[0]",
        "{\"model\":\"m\",\"input\":[99999999999]}                     | input[0]",
        "{\"model\":\"m\",\"input\":[[]]}                              | input[0]",
        "{\"model\":\"m\",\"input\":[[1],2]}                           | input[1]",
        "{\"model\":\"m\",\"input\":[[1,\"a\"]]}                       | input[0][1]",
        "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0}            | dimensions",
        "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":-5}           | dimensions",
        "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":1.5}          | dimensions",
        "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":\"8\"}        | dimensions",
        "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":99999999999}  | dimensions",
        "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"hex\"} | encoding_format",
        "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":1}       | encoding_format",
        "{\"model\":\"m\",\"input\":\"a\",\"user\":1}                  | user",
        "{\"model\":\"m\",\"input\":\"a\",\"base_url\":\"http://x\"}   | base_url",
      })
  void namesWhatIsWrongByItsParameter(String request, String parameter) {
    CallerFault fault = catchThrowableOfType(CallerFault.class, () -> facts(request));

    assertThat(fault.status()).isEqualTo(400);
    ApiError error = ErrorTranslation.of(fault, Protocol.CHAT);
    JsonNode told = Json.parse(format.error(error, "req_1")).orElseThrow().path("error");
    assertThat(told.path("param").asText()).isEqualTo(parameter);
    assertThat(told.path("type").asText()).isEqualTo("invalid_request_error");
    OpenApiSchema.assertValid("Error", told);
  }

  @Test
  void changesNothingButTheModel() {
    String request =
        "{ \"input\" : [\"a\"],"
            + " \"model\":\"sim/x\",\"later\":{\"b\":1},\"encoding_format\":\"base64\"}";

    byte[] rewritten = format.rewrite(facts(request), "x", false);

    assertThat(new String(rewritten, StandardCharsets.UTF_8))
        .isEqualTo(request.replace("sim/x", "x"));
  }

  @Test
  void takesNoFormAndTheFormOfNumbersForTheSameRequest() {
    String without = canonical("{\"model\":\"m\",\"input\":\"a\"}");

    assertThat(canonical("{\"input\":\"a\",\"encoding_format\":\"float\",\"model\":\"m\"}"))
        .isEqualTo(without);
    assertThat(canonical("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":null}"))
        .isEqualTo(without);
    assertThat(canonical("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}"))
        .isNotEqualTo(without);
    assertThat(canonical("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":8}"))
        .isNotEqualTo(without);
    assertThat(canonical("{\"model\":\"m\",\"input\":\"b\"}")).isNotEqualTo(without);
  }

  @Test
  void readsModelAndUsageOfAnAnswer() {
    var facts = format.answerFacts(bytes(NUMBERS));

    assertThat(facts.model()).isEqualTo("text-embedding-3-small");
    assertThat(facts.usage()).isEqualTo(Usage.of(8, 0));
    assertThat(facts.complete()).isTrue();
    assertThat(facts.storable()).isTrue();
  }

  @Test
  void doesNotStoreAnAnswerWithoutUsage() {
    var facts = format.answerFacts(bytes("{\"data\":[{\"embedding\":[1]}]}"));

    assertThat(facts.usage().known()).isFalse();
    assertThat(facts.storable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "[]",
        "{}",
        "{\"data\":[]}",
        "{\"data\":\"x\"}",
        "{\"error\":{\"message\":\"m\"}}",
        "{\"data\":[{\"embedding\":[1,2",
        "{\"data\":[{\"embedding\":[1]}]} {}",
      })
  void refusesWhatIsNoAnswer(String answer) {
    assertThatThrownBy(() -> format.answerFacts(bytes(answer)))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.INVALID_ANSWER));
  }

  @Test
  void leavesAnAnswerInTheRightFormAsItCame() {
    byte[] numbers = bytes(NUMBERS);
    byte[] base64 = asked("base64", numbers);

    assertThat(asked("float", numbers)).isSameAs(numbers);
    assertThat(asked("base64", base64)).isSameAs(base64);
  }

  @Test
  void turnsNumbersIntoBase64OfLittleEndianFloatsAndKeepsTheRest() {
    JsonNode answer = Json.parse(asked("base64", bytes(NUMBERS))).orElseThrow();

    String base64 = answer.path("data").path(0).path("embedding").textValue();
    assertThat(Base64.getDecoder().decode(base64)).isEqualTo(littleEndian(VECTOR));
    assertThat(answer.path("data").path(0).path("index").asInt()).isZero();
    assertThat(answer.path("usage").path("total_tokens").asInt()).isEqualTo(8);
    assertThat(answer.path("id").textValue()).isEqualTo("kept");
  }

  @Test
  void turnsBase64IntoTheSameNumbers() {
    byte[] base64 = asked("base64", bytes(NUMBERS));

    byte[] numbers = asked("float", base64);

    JsonNode vector = Json.parse(numbers).orElseThrow().path("data").path(0).path("embedding");
    assertThat(vector.size()).isEqualTo(VECTOR.length);
    for (int i = 0; i < VECTOR.length; i++) {
      assertThat(vector.get(i).floatValue()).isEqualTo(VECTOR[i]);
    }
    OpenApiSchema.assertValid("CreateEmbeddingResponse", Json.parse(numbers).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"###\"", "\"AAAAAAA=\"", "[\"a\"]", "[[1]]", "[null]"})
  void refusesVectorsThatAreNone(String vector) {
    byte[] answer = bytes("{\"data\":[{\"embedding\":" + vector + "}]}");
    String wanted = vector.startsWith("\"") ? "float" : "base64";

    assertThatThrownBy(() -> asked(wanted, answer)).isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void composesAnAnswerInTheVendorsShape() {
    Embeddings embeddings = new Embeddings(List.of(VECTOR, VECTOR), Usage.of(5, 0));

    JsonNode numbers = Json.parse(EmbeddingsAnswer.write("m", embeddings, false)).orElseThrow();
    JsonNode base64 = Json.parse(EmbeddingsAnswer.write("m", embeddings, true)).orElseThrow();

    assertThat(numbers.path("model").textValue()).isEqualTo("m");
    assertThat(numbers.path("data").path(1).path("index").asInt()).isEqualTo(1);
    assertThat(numbers.path("usage").path("prompt_tokens").asInt()).isEqualTo(5);
    assertThat(Vectors.floats(base64.path("data").path(1).path("embedding").textValue()))
        .isEqualTo(VECTOR);
    OpenApiSchema.assertValid("CreateEmbeddingResponse", numbers);
  }

  @Test
  void readsARequestCompletely() {
    EmbeddingsRequest texts =
        EmbeddingsRequest.read(
            Tape.scan(
                bytes(
                    "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":3,\"encoding_format\":\"base64\"}")));
    EmbeddingsRequest tokens =
        EmbeddingsRequest.read(Tape.scan(bytes("{\"model\":\"m\",\"input\":[[1,2],[3]]}")));
    EmbeddingsRequest one =
        EmbeddingsRequest.read(Tape.scan(bytes("{\"model\":\"m\",\"input\":[1,2]}")));

    assertThat(texts)
        .isEqualTo(
            new EmbeddingsRequest(
                "m", new EmbeddingsInput.Texts(List.of("a")), Optional.of(3), true));
    assertThat(tokens.input())
        .isEqualTo(new EmbeddingsInput.Tokens(List.of(List.of(1, 2), List.of(3))));
    assertThat(one.input()).isEqualTo(new EmbeddingsInput.Tokens(List.of(List.of(1, 2))));
    assertThat(texts.toString()).doesNotContain("a]");
  }

  private byte[] asked(String encoding, byte[] answer) {
    String request = "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"" + encoding + "\"}";
    return format.asAsked(facts(request), answer);
  }

  private RequestFacts facts(String request) {
    return format.facts(Tape.scan(bytes(request)), Operation.EMBEDDINGS);
  }

  private String canonical(String request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.writeCanonical(Tape.scan(bytes(request)), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] littleEndian(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
