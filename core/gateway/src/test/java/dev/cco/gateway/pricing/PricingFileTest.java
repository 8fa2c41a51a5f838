package dev.cco.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.Price;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PricingFileTest {
  @TempDir private Path folder;

  @Test
  void readsEveryMember() throws IOException {
    PricingConfig config =
        read(
            """
            {"pricing": {"m": {"input": 0.1, "output": 0.50, "cache_read": 0.01,
              "cache_write_5m": 0.125, "cache_write_1h": 0.2, "batch_factor": 0.5,
              "savings_comparison": "n",
              "tiers": [{"above": 100000, "input": 0.5, "output": 2.5}]}}}
            """);

    Price price = Objects.requireNonNull(config.prices().get("m"));
    assertThat(price.output()).isEqualTo(new BigDecimal("0.50"));
    assertThat(price.cacheRead()).contains(new BigDecimal("0.01"));
    assertThat(price.cacheWrite5m()).contains(new BigDecimal("0.125"));
    assertThat(price.cacheWrite1h()).contains(new BigDecimal("0.2"));
    assertThat(price.batchFactor()).contains(new BigDecimal("0.5"));
    assertThat(price.savingsComparison()).contains("n");
    assertThat(price.tiers()).hasSize(1);
    assertThat(price.tiers().getFirst().above()).isEqualTo(100_000);
    assertThat(price.tiers().getFirst().cacheRead()).isEmpty();
  }

  @Test
  void takesAMissingFileForNoPrices() {
    assertThat(PricingFile.read(folder.resolve("none.json"))).isEqualTo(PricingConfig.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'input': -1, 'output': 2}                        | input        | must not be negative",
        "{'output': 2}                                     | input        | missing",
        "{'input': 1}                                      | output       | missing",
        "{'input': '1', 'output': 2}                       | input        | must be a number",
        "{'input': 1, 'output': null}                      | output       | must be a number",
        "{'input': 1, 'output': 2, 'cache_write': 3}       | cache_write  | unknown",
        "{'input': 1, 'output': 2, 'cache_read': -0.1}     | cache_read   | must not be negative",
        "{'input': 1, 'output': 2, 'batch_factor': 1.01}   | batch_factor | between 0 and 1",
        "{'input': 1, 'output': 2, 'batch_factor': -0.01}  | batch_factor | must not be negative",
        "{'input': 1, 'output': 2, 'savings_comparison': ''} | savings_comparison | empty",
        "{'input': 1, 'output': 2, 'tiers': [{'above': 0, 'input': 1, 'output': 2}]}"
            + " | tiers[0].above | between 1 and",
        "{'input': 1, 'output': 2, 'tiers': [{'above': 1, 'output': 2}]}"
            + " | tiers[0].input | missing",
        "{'input': 1, 'output': 2, 'tiers': [{'above': 2, 'input': 1, 'output': 2},"
            + " {'above': 2, 'input': 1, 'output': 2}]} | tiers[1].above | more than",
      })
  void refusesBadPricesByLineAndField(String price, String field, String message)
      throws IOException {
    List<ConfigError> errors =
        refusal("{\"pricing\": {\n\"m\": " + price.replace('\'', '"') + "}}");

    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().line()).isEqualTo(2);
    assertThat(errors.getFirst().field()).isEqualTo("pricing.m." + field);
    assertThat(errors.getFirst().message()).contains(message);
  }

  @Test
  void takesFreeModelsAndWholeBatchFactors() throws IOException {
    PricingConfig config =
        read("{\"pricing\": {\"m\": {\"input\": 0, \"output\": 0, \"batch_factor\": 1}}}");

    Price price = Objects.requireNonNull(config.prices().get("m"));
    assertThat(price.input()).isZero();
    assertThat(price.batchFactor()).contains(BigDecimal.ONE);
  }

  @Test
  void namesEveryBadModelAtOnce() throws IOException {
    List<ConfigError> errors =
        refusal(
            """
            {"pricing": {
              "a": {"input": -1, "output": 1},
              "b": {"input": 1, "output": 1},
              "c": {"output": 1}
            }}
            """);

    assertThat(errors).extracting(ConfigError::line).containsExactly(2, 4);
  }

  @Test
  void refusesAModelThatIsThereTwice() throws IOException {
    String row = "\"m\": {\"input\": 1, \"output\": 1}";

    assertThat(refusal("{\"pricing\": {\n" + row + ",\n" + row + "}}"))
        .extracting(ConfigError::line, ConfigError::field)
        .containsExactly(tuple(3, "pricing.m"));
  }

  @Test
  void refusesAFileWithoutPricesAndABadDate() throws IOException {
    assertThat(refusal("{}").getFirst().field()).isEqualTo("pricing");
    assertThat(refusal("{\"compiled\": \"21.11.2026\", \"pricing\": {}}").getFirst().field())
        .isEqualTo("compiled");
    assertThat(refusal("[]").getFirst().message()).contains("must be an object");
  }

  private PricingConfig read(String text) throws IOException {
    return PricingFile.read(Files.writeString(folder.resolve("model-pricing.json"), text));
  }

  private List<ConfigError> refusal(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("model-pricing.json"), text);
    return catchThrowableOfType(ConfigException.class, () -> PricingFile.read(file)).errors();
  }
}
