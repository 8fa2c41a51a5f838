package dev.cco.gateway.pricing;

import static dev.cco.gateway.pricing.Prices.compared;
import static dev.cco.gateway.pricing.Prices.file;
import static dev.cco.gateway.pricing.Prices.flat;
import static dev.cco.gateway.pricing.Prices.provider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.Money;
import dev.cco.gateway.cache.StoredAnswer;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.gateway.settings.ConfigSource;
import dev.cco.spi.Price;
import dev.cco.spi.Protocol;
import dev.cco.spi.Terms;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PriceBookTest {
  private static final Price PLUGIN = flat("1", "2");
  private static final Price FILE = flat("3", "4");
  private static final Price OTHER = flat("5", "6");

  @Test
  void prefersTheFileToThePlugin() {
    PriceBook book =
        new PriceBook(
            List.of(provider("a", Map.of("m", PLUGIN, "n", PLUGIN))), file(Map.of("m", FILE)));

    assertThat(book.find("a", "m")).contains(FILE);
    assertThat(book.find("a", "n")).contains(PLUGIN);
  }

  @Test
  void keepsPricesOfOneNameAtTwoProvidersApart() {
    PriceBook book =
        new PriceBook(
            List.of(provider("a", Map.of("m", PLUGIN)), provider("b", Map.of("m", OTHER))),
            file(Map.of("c/m", FILE)));

    assertThat(book.find("a", "m")).contains(PLUGIN);
    assertThat(book.find("b", "m")).contains(OTHER);
    assertThat(book.find("c", "m")).contains(FILE);
    assertThat(new PriceBook(List.of(), file(Map.of("c/m", FILE))).find("d", "m")).isEmpty();
  }

  @Test
  void prefersTheExactNameToADatedOne() {
    PriceBook book =
        new PriceBook(List.of(), file(Map.of("gpt-4o", FILE, "gpt-4o-2024-05-13", OTHER)));

    assertThat(book.find("openai", "gpt-4o-2024-05-13")).contains(OTHER);
    assertThat(book.find("openai", "gpt-4o-2024-11-20")).contains(FILE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-opus-4-20250514",
        "claude-opus-4@20250514",
        "claude-opus-4-2025-05-14",
        "claude-opus-4-latest",
        "claude-opus-4-v1:0",
        "claude-opus-4-20250514-v1:0",
        "anthropic.claude-opus-4-20250514-v1:0",
        "us.anthropic.claude-opus-4-20250514-v1:0",
        "global.anthropic.claude-opus-4",
        "anthropic/claude-opus-4"
      })
  void seesThroughDatesVersionsAndResellersPrefixes(String name) {
    assertThat(new PriceBook(List.of(), file(Map.of("claude-opus-4", FILE))).find("x", name))
        .contains(FILE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-opus",
        "claude-opus-4-1",
        "claude-opus-4-1-20250805",
        "claude-opus-45",
        "claude-opus-4-20251399",
        "claude-opus-4-20250500",
        "claude-opus-4-99990101",
        "claude-opus-4-fast",
        "claude-opus-4-latest-preview",
        "my-claude-opus-4",
        "Claude-Opus-4",
        ""
      })
  void neverGuessesByFamily(String name) {
    assertThat(new PriceBook(List.of(), file(Map.of("claude-opus-4", FILE))).find("x", name))
        .isEmpty();
  }

  @Test
  void pricesWhateverElseAProviderServes() {
    PriceBook book =
        new PriceBook(
            List.of(provider("local", Map.of("*", flat("0", "0"), "big", OTHER))),
            file(Map.of("gpt-4", FILE, "local/rented", PLUGIN)));

    assertThat(book.find("local", "gpt-4").orElseThrow().input()).isZero();
    assertThat(book.find("local", "big")).contains(OTHER);
    assertThat(book.find("local", "rented")).contains(PLUGIN);
    assertThat(book.find("openai", "gpt-4")).contains(FILE);
  }

  @Test
  void comparesWithTheModelThatIsNamed() {
    Price cheap = compared("1", "2", Optional.of("dear"));
    PriceBook book =
        new PriceBook(
            List.of(provider("a", Map.of("cheap", cheap)), provider("b", Map.of("dear", OTHER))),
            PricingConfig.EMPTY);

    Money money = book.price("a", "cheap", Usage.of(1_000_000, 1_000_000));

    assertThat(money.cost()).contains(new BigDecimal("3"));
    assertThat(money.savings().model()).isEqualByComparingTo("8");
  }

  @Test
  void savesNothingAgainstAModelThatIsCheaper() {
    Price dear = compared("5", "6", Optional.of("b/cheap"));
    PriceBook book =
        new PriceBook(
            List.of(provider("a", Map.of("dear", dear)), provider("b", Map.of("cheap", PLUGIN))),
            PricingConfig.EMPTY);

    assertThat(book.price("a", "dear", Usage.of(10, 10)).savings().model()).isZero();
  }

  @Test
  void refusesToCompareWithAModelWithoutAPrice() {
    PricingConfig config =
        new PricingConfig(
            Map.of("cheap", compared("1", "2", Optional.of("unheard-of"))),
            Optional.empty(),
            new ConfigSource("p.json", Map.of("pricing.cheap.savings_comparison", 7)));

    assertThatThrownBy(() -> new PriceBook(List.of(), config))
        .isInstanceOf(ConfigException.class)
        .hasMessage("p.json:7: pricing.cheap.savings_comparison: 'unheard-of' has no price");
  }

  @ParameterizedTest
  @CsvSource({"true, 0, true", "false, 0, false", "true, 1, false"})
  void knowsThatNoTokensCostNothingWhateverThePrice(boolean known, long tokens, boolean priced) {
    PriceBook book = new PriceBook(List.of(), PricingConfig.EMPTY);

    Money money = book.price("a", "m", new Usage(tokens, 0, 0, 0, 0, 0, known));

    assertThat(money).isEqualTo(priced ? Money.NOTHING : Money.UNKNOWN);
  }

  @Test
  void doesNotPriceAnAnswerThatReportedNothing() {
    PriceBook book = new PriceBook(List.of(), file(Map.of("m", FILE, "free", flat("0", "0"))));

    assertThat(book.price("a", "m", Usage.UNKNOWN)).isEqualTo(Money.UNKNOWN);
    assertThat(book.price("a", "free", Usage.UNKNOWN).cost()).contains(BigDecimal.ZERO);
  }

  @Test
  void pricesTheLastFiguresOfAnAnswerThatWasCut() {
    PriceBook book = new PriceBook(List.of(), file(Map.of("m", FILE)));

    Money money = book.price("a", "m", new Usage(1_000, 0, 0, 0, 0, 0, false));

    assertThat(money.cost().orElseThrow()).isEqualByComparingTo("0.003");
  }

  @ParameterizedTest
  @CsvSource({
    "STANDARD, false, 0, 0.0035",
    "REDUCED,  false, 0, 0.00175",
    "FAST,     false, 0, 0.007",
    "STANDARD, true,  0, 0.00385",
    "REDUCED,  true,  0, 0.001925",
    "STANDARD, false, 3, 0.0335",
  })
  void billsByTheTermsThatTheAnswerNames(
      Terms.Rate rate, boolean regional, long searches, BigDecimal cost) {
    Price halvedInBatches =
        new Price(
            new BigDecimal("3"),
            new BigDecimal("5"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(new BigDecimal("0.5")),
            Optional.empty());
    PriceBook book = new PriceBook(List.of(), file(Map.of("m", halvedInBatches)));
    Usage usage = Usage.of(1000, 100).on(new Terms(rate, regional, searches));

    Money money = book.price("a", "m", usage);

    assertThat(money.cost().orElseThrow()).isEqualByComparingTo(cost);
  }

  @Test
  void halvesABatchOnlyOnce() {
    Price halvedInBatches =
        new Price(
            new BigDecimal("4"),
            new BigDecimal("4"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(new BigDecimal("0.5")),
            Optional.empty());
    PriceBook book = new PriceBook(List.of(), file(Map.of("m", halvedInBatches)));
    Usage usage = Usage.of(1000, 0).on(new Terms(Terms.Rate.REDUCED, false, 0));

    Money money = book.price("a", "m", usage, true);

    assertThat(money.cost().orElseThrow()).isEqualByComparingTo("0.002");
  }

  @Test
  void takesAHitForFreeAndSavesWhatItWouldHaveCost() {
    PriceBook book = new PriceBook(List.of(), PricingConfig.EMPTY);

    Money money = book.hit(stored(Optional.of(new BigDecimal("0.0284"))));

    assertThat(money.cost()).contains(BigDecimal.ZERO);
    assertThat(money.wouldBe()).contains(new BigDecimal("0.0284"));
    assertThat(money.savings().cache()).isEqualTo(new BigDecimal("0.0284"));
    assertThat(money.savings().total()).isEqualTo(new BigDecimal("0.0284"));
  }

  @Test
  void doesNotSayWhatAHitSavedWhereThePriceIsUnknown() {
    Money money = new PriceBook(List.of(), PricingConfig.EMPTY).hit(stored(Optional.empty()));

    assertThat(money.cost()).contains(BigDecimal.ZERO);
    assertThat(money.wouldBe()).isEmpty();
    assertThat(money.savings()).isEqualTo(Money.Savings.NONE);
  }

  @Test
  void remembersNoMoreNamesThanItsBound() {
    PriceBook book = new PriceBook(List.of(), file(Map.of("m", FILE)));

    for (int i = 0; i < PriceBook.MOST_REMEMBERED * 2 + 1; i++) {
      assertThat(book.find("a", "random-" + i)).isEmpty();
    }

    assertThat(book.remembered()).isBetween(1, PriceBook.MOST_REMEMBERED);
    assertThat(book.find("a", "m")).contains(FILE);
  }

  private static StoredAnswer stored(Optional<BigDecimal> cost) {
    return new StoredAnswer(
        Protocol.CHAT,
        false,
        "application/json",
        new byte[0],
        "m",
        "m",
        "a",
        Usage.of(1, 1),
        cost,
        Optional.empty(),
        Instant.EPOCH);
  }
}
