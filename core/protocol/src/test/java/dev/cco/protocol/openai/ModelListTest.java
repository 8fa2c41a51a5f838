package dev.cco.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.schema.OpenApiSchema;
import dev.cco.spi.Model;
import dev.cco.spi.Model.Traits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelListTest {
  private static final Model DATED =
      new Model(
          "local/qwen3:8b",
          Optional.of("Qwen 3"),
          Optional.of(Instant.ofEpochSecond(1_700_000_000)),
          Optional.of(40_960),
          Optional.empty(),
          Optional.empty(),
          Traits.UNDESCRIBED);
  private static final Model UNDATED = Model.named("sim/small");

  @Test
  void saysWhatClientsLookFor() {
    assertThat(ModelList.of(DATED).toString())
        .isEqualTo(
            "{\"id\":\"local/qwen3:8b\",\"object\":\"model\",\"created\":1700000000,"
                + "\"owned_by\":\"cco\"}");
  }

  @Test
  void holdsAgainstTheVendorsDescription() {
    OpenApiSchema.assertValid("Model", ModelList.of(DATED));
    OpenApiSchema.assertValid("Model", ModelList.of(UNDATED));
    OpenApiSchema.assertValid("ListModelsResponse", ModelList.of(List.of(DATED, UNDATED)));
    OpenApiSchema.assertValid("ListModelsResponse", ModelList.of(List.of()));
  }

  @Test
  void wouldNotHoldWithoutADate() {
    OpenApiSchema.assumePresent();

    assertThat(
            OpenApiSchema.violations("Model", ModelList.of(UNDATED).without("created").toString()))
        .isNotEmpty();
  }
}
