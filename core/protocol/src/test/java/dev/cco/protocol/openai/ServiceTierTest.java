package dev.cco.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Terms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceTierTest {
  @ParameterizedTest
  @CsvSource({
    "default, STANDARD",
    "auto, STANDARD",
    "flex, REDUCED",
    "priority, FAST",
    "fast, FAST",
    "on_demand, STANDARD"
  })
  void tellsHowACallIsPriced(String tier, Terms.Rate rate) {
    assertThat(ServiceTier.terms(Json.object().put("service_tier", tier)))
        .isEqualTo(new Terms(rate, false, 0));
  }
}
