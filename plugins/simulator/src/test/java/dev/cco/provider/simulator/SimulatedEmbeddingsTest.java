package dev.cco.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedEmbeddingsTest {
  private final SimulatorProvider simulator = new SimulatorProvider();

  @Test
  void givesTheSameVectorOfLengthOneToTheSameText() {
    JsonNode answer = asked("sim/small", "[\"Hello world\",\"🙂\"]", "");

    assertThat(asked("sim/small", "[\"Hello world\",\"🙂\"]", "")).isEqualTo(answer);
    assertThat(answer.path("data").size()).isEqualTo(2);
    for (JsonNode item : answer.path("data")) {
      float[] vector = vector(item);
      assertThat(vector).hasSize(256);
      assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
    }
    assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(4);
    assertThat(answer.path("model").textValue()).isEqualTo("sim/small");
  }

  @Test
  void putsTextsThatShareWordsNearEachOther() {
    JsonNode data =
        asked("sim/large", "[\"the red house\",\"The red, red house!\",\"of ships and wax\"]", "")
            .path("data");
    float[] house = vector(data.get(0));

    assertThat(house).hasSize(1024);
    assertThat(product(house, vector(data.get(1)))).isGreaterThan(0.8);
    assertThat(product(house, vector(data.get(2)))).isLessThan(0.3);
  }

  @Test
  void givesTheBeginningOfTheLongVectorAsAShortOne() {
    float[] full = vector(asked("sim/small", "\"a b\"", "").at("/data/0"));
    float[] cut = vector(asked("sim/small", "\"a b\"", ",\"dimensions\":8").at("/data/0"));

    assertThat(cut).hasSize(8);
    assertThat(product(cut, cut)).isCloseTo(1, within(1e-5));
    assertThat(cut[7] / cut[0]).isCloseTo(full[7] / full[0], within(1e-3f));
  }

  @Test
  void answersBase64WithTheSameNumbers() {
    float[] numbers = vector(asked("sim/small", "[7,9]", "").at("/data/0"));
    String base64 =
        asked("sim/small", "[[7,9]]", ",\"encoding_format\":\"base64\"")
            .at("/data/0/embedding")
            .textValue();

    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    float[] decoded = new float[256];
    bytes.asFloatBuffer().get(decoded);
    assertThat(decoded).isEqualTo(numbers);
  }

  @Test
  void refusesLongerVectorsThanItHas() {
    assertThatThrownBy(() -> asked("sim/small", "\"a\"", ",\"dimensions\":257"))
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.pointer()).isEqualTo("/dimensions"));
  }

  @Test
  void simulatesAnErrorHereToo() {
    assertThatThrownBy(() -> asked("sim/error-429", "\"a\"", ""))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.RATE_LIMITED));
  }

  private JsonNode asked(String model, String input, String more) {
    Duration patience = Duration.ofSeconds(20);
    Target target =
        new Target(
            Optional.empty(),
            Optional.empty(),
            Model.named(model),
            new Target.Timeouts(patience, patience, patience, patience),
            false,
            Map.of());
    String body = "{\"model\":\"" + model + "\",\"input\":" + input + more + "}";
    WireRequest request =
        new WireRequest(
            Operation.EMBEDDINGS, Map.of(), body.getBytes(StandardCharsets.UTF_8), false);
    try (WireAnswer answer = simulator.forward(target, request)) {
      return Json.parse(answer.body().readAllBytes()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] vector(JsonNode item) {
    JsonNode embedding = item.path("embedding");
    float[] vector = new float[embedding.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = embedding.get(i).floatValue();
    }
    return vector;
  }

  private static double product(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (double) left[i] * right[i];
    }
    return sum;
  }
}
