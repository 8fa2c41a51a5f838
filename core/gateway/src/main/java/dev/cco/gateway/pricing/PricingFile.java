package dev.cco.gateway.pricing;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.gateway.settings.ConfigFile;
import dev.cco.gateway.settings.ConfigNode;
import dev.cco.spi.Price;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code model-pricing.json}. */
public final class PricingFile {
  private static final long LONGEST_PROMPT = 1_000_000_000;
  private static final Set<String> CLASSES =
      Set.of("input", "output", "cache_read", "cache_write_5m", "cache_write_1h");
  private static final Set<String> OF_TIER = with("above");
  private static final Set<String> OF_MODEL = with("tiers", "batch_factor", "savings_comparison");

  private PricingFile() {}

  /**
   * Reads the file; where there is none, prices are as the plugins say.
   *
   * @throws ConfigException with everything that is wrong in it
   */
  public static PricingConfig read(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return PricingConfig.EMPTY;
    }
    return config(ConfigFile.read(path));
  }

  private static PricingConfig config(ConfigFile.Document document) {
    ConfigNode root = document.root().only(Set.of("compiled", "pricing"));
    Optional<LocalDate> compiled = root.optional("compiled").map(PricingFile::date);
    List<ConfigError> errors = new ArrayList<>();
    Map<String, Price> prices = new LinkedHashMap<>();
    root.required("pricing")
        .members()
        .forEach(
            (model, node) -> {
              try {
                prices.put(model, price(node));
              } catch (ConfigException e) {
                errors.addAll(e.errors());
              }
            });
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new PricingConfig(prices, compiled, document.source());
  }

  private static LocalDate date(ConfigNode node) {
    try {
      return LocalDate.parse(node.text());
    } catch (DateTimeParseException e) {
      throw new ConfigException(node.error("must be a date, as in 2026-11-21"), e);
    }
  }

  private static Price price(ConfigNode node) {
    node.only(OF_MODEL);
    return new Price(
        amount(node.required("input")),
        amount(node.required("output")),
        node.optional("cache_read").map(PricingFile::amount),
        node.optional("cache_write_5m").map(PricingFile::amount),
        node.optional("cache_write_1h").map(PricingFile::amount),
        tiers(node),
        node.optional("batch_factor").map(PricingFile::factor),
        node.optional("savings_comparison").map(ConfigNode::text));
  }

  private static List<Price.Tier> tiers(ConfigNode node) {
    List<Price.Tier> tiers = new ArrayList<>();
    long bound = 0;
    for (ConfigNode item : node.optional("tiers").map(ConfigNode::items).orElse(List.of())) {
      Price.Tier tier = tier(item);
      if (tier.above() <= bound) {
        throw item.required("above").refuse("must be more than the tier before says");
      }
      bound = tier.above();
      tiers.add(tier);
    }
    return tiers;
  }

  private static Price.Tier tier(ConfigNode node) {
    node.only(OF_TIER);
    return new Price.Tier(
        node.required("above").whole(1, LONGEST_PROMPT),
        amount(node.required("input")),
        amount(node.required("output")),
        node.optional("cache_read").map(PricingFile::amount),
        node.optional("cache_write_5m").map(PricingFile::amount),
        node.optional("cache_write_1h").map(PricingFile::amount));
  }

  private static BigDecimal amount(ConfigNode node) {
    BigDecimal amount = node.decimal();
    if (amount.signum() < 0) {
      throw node.refuse("must not be negative");
    }
    return amount;
  }

  private static BigDecimal factor(ConfigNode node) {
    BigDecimal factor = amount(node);
    if (factor.compareTo(BigDecimal.ONE) > 0) {
      throw node.refuse("must be between 0 and 1");
    }
    return factor;
  }

  private static Set<String> with(String... more) {
    return Stream.concat(CLASSES.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }
}
