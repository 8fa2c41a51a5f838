package dev.cco.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.gateway.Money;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped file against figures worked out by hand. */
final class ShippedPricesTest {
  private static final PricingConfig FILE =
      PricingFile.read(Path.of("..", "..", "config", "model-pricing.json"));

  private final PriceBook book = new PriceBook(List.of(), FILE);

  @Test
  void saysWhenItWasCompiled() {
    assertThat(FILE.compiled()).contains(LocalDate.of(2026, 11, 21));
  }

  @Test
  void pricesFiveClassesOfTokens() {
    // 1,000 x 4 + 10,000 x 0.2 + 2,000 x 5 + 300 x 8 + 500 x 20 = 28,400 per million
    Money money =
        anthropic("claude-opus-5-5", new Usage(1_000, 10_000, 2_000, 300, 500, 100, true));

    assertThat(money.cost()).contains(new BigDecimal("0.0284"));
    assertThat(money.wouldBe()).isEqualTo(money.cost());
    // 13,300 x 4 + 500 x 20 = 63,200 without the prompt cache
    assertThat(money.savings().promptCache()).isEqualByComparingTo("0.0348");
    assertThat(money.savings().total()).isEqualByComparingTo("0.0348");
    assertThat(money.unitPrices().orElseThrow())
        .isEqualTo(
            new Money.UnitPrices(
                new BigDecimal("4"),
                new BigDecimal("0.2"),
                new BigDecimal("5"),
                new BigDecimal("8"),
                new BigDecimal("20")));
  }

  @Test
  void countsAWriteThatIsNotYetReadAsALoss() {
    // 1,000 tokens written at 5 instead of 4
    Money money = anthropic("claude-opus-5-5", new Usage(0, 0, 1_000, 0, 0, 0, true));

    assertThat(money.savings().promptCache()).isEqualByComparingTo("-0.001");
  }

  @ParameterizedTest
  @CsvSource({
    // 100,000 x 0.1 + 1,000 x 0.5 = 10,500 per million
    "100000, 0, 0.0105",
    // 100,001 x 0.5 + 1,000 x 2.5 = 52,500.5 per million: the whole request
    "100001, 0, 0.0525005",
    // the bound counts what was read: 1 x 0.5 + 100,000 x 0.05 + 1,000 x 2.5
    "1, 100000, 0.0075005",
    "1, 99999, 0.00150009",
  })
  void pricesTheWholeRequestByItsTier(long input, long read, BigDecimal cost) {
    Money money = anthropic("claude-haiku-5-5", new Usage(input, read, 0, 0, 1_000, 0, true));

    assertThat(money.cost().orElseThrow()).isEqualByComparingTo(cost);
  }

  @Test
  void pricesReadAndWrittenTokensOfOpenai() {
    // 700 x 2 + 200 x 0.2 + 100 x 2.5 + 50 x 10 = 2,190 per million
    Money money = book.price("openai", "gpt-6-sol", new Usage(700, 200, 100, 0, 50, 20, true));

    assertThat(money.cost()).contains(new BigDecimal("0.00219"));
    // 1,000 x 2 + 50 x 10 = 2,500 without the prompt cache
    assertThat(money.savings().promptCache()).isEqualByComparingTo("0.00031");
  }

  @Test
  void pricesAMillionTimesOneTokenExactly() {
    Money money = book.price("openai", "gpt-5-nano", new Usage(0, 1, 0, 0, 0, 0, true));

    assertThat(money.cost()).contains(new BigDecimal("0.000000005"));
  }

  @Test
  void chargesAClassWithoutAPriceAsInput() {
    // gpt-5-pro has no discount for reads: 10 x 15
    Money money = book.price("openai", "gpt-5-pro", new Usage(0, 10, 0, 0, 0, 0, true));

    assertThat(money.cost().orElseThrow()).isEqualByComparingTo("0.00015");
    assertThat(money.savings().promptCache()).isZero();
  }

  @Test
  void halvesABatch() {
    // 1,000 x 4 + 500 x 20 = 14,000 per million
    Money money = book.price("anthropic", "claude-opus-5-5", Usage.of(1_000, 500), true);

    assertThat(money.cost().orElseThrow()).isEqualByComparingTo("0.007");
    assertThat(money.savings().batch()).isEqualByComparingTo("0.007");
    assertThat(money.unitPrices().orElseThrow().output()).isEqualByComparingTo("10");
  }

  @Test
  void addsUpSavingsOfBatchAndPromptCacheToTheWholeDifference() {
    Usage usage = new Usage(100, 900, 0, 0, 10, 0, true);

    Money money = book.price("anthropic", "claude-opus-5-5", usage, true);

    // uncached 1,000 x 4 + 10 x 20 = 4,200; paid (100 x 4 + 900 x 0.2 + 10 x 20) / 2 = 390
    assertThat(money.cost().orElseThrow()).isEqualByComparingTo("0.00039");
    assertThat(money.savings().total()).isEqualByComparingTo("0.00381");
  }

  @Test
  void takesALocalModelForFreeAndSaysWhatItSaved() {
    Money money = book.price("ollama", "llama3.3:70b", Usage.of(1_000, 500));

    assertThat(money.cost()).contains(BigDecimal.ZERO);
    // claude-haiku-4-5: 1,000 x 1 + 500 x 5 = 3,500 per million
    assertThat(money.savings().model()).isEqualByComparingTo("0.0035");
    assertThat(money.savings().promptCache()).isZero();
  }

  @Test
  void takesALocalModelForFreeWhateverItIsCalled() {
    assertThat(book.price("ollama", "gpt-4", Usage.of(1, 1)).cost()).contains(BigDecimal.ZERO);
  }

  @Test
  void doesNotKnowAPriceThatIsNotThere() {
    assertThat(anthropic("claude-opus-99", Usage.of(1, 1))).isEqualTo(Money.UNKNOWN);
    assertThat(book.price("nobody", "nothing", Usage.of(1, 0)).cost()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-opus-4",
        "claude-sonnet-3.5",
        "claude-3-5-sonnet-20241022",
        "claude-3-5-haiku-latest",
        "gpt-4",
        "gpt-4-turbo-2024-04-09",
        "gpt-3.5-turbo"
      })
  void knowsTheNamesOfOldManuals(String model) {
    assertThat(book.find("any", model)).isPresent();
  }

  @Test
  void knowsMixtralAtGroqOnly() {
    assertThat(book.find("groq", "mixtral-8x7b-32768")).isPresent();
    assertThat(book.find("mistral", "mixtral-8x7b-32768")).isEmpty();
  }

  private Money anthropic(String model, Usage usage) {
    return book.price("anthropic", model, usage);
  }
}
