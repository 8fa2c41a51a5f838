package dev.cco.gateway.pricing;

import dev.cco.gateway.Money;
import dev.cco.gateway.cache.StoredAnswer;
import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.Model;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Terms;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What calls cost: the plugins' prices with the file's on top. One book for each state of the
 * configuration; immutable but for a bounded memory of what it looked up before.
 */
public final class PriceBook {
  /** Prices whatever a provider serves beyond the models that are listed. */
  private static final String ANY = "*";

  static final int MOST_REMEMBERED = 4096;

  private final Map<String, Map<String, Price>> byProvider;
  private final Map<String, Price> ofAll;

  /** Names come from clients, so it is emptied when it is full. */
  private final Map<Name, Optional<Resolved>> resolved = new ConcurrentHashMap<>();

  private record Name(String provider, String model) {}

  /** A model's price and the price of what it is compared with. */
  private record Resolved(Price price, Optional<Price> comparison) {}

  /**
   * Puts plugins and file together.
   *
   * @throws ConfigException if the file compares with a model that has no price
   */
  public PriceBook(List<ProviderMetadata> providers, PricingConfig config) {
    this.ofAll = unqualified(providers, config);
    Map<String, Map<String, Price>> books = new HashMap<>();
    for (String provider : providerNames(providers, config)) {
      books.put(provider, book(provider, providers, config));
    }
    this.byProvider = Map.copyOf(books);
    requireComparisons(config);
  }

  /** The price of a model at a provider; absent where unknown. */
  public Optional<Price> find(String provider, String model) {
    return resolve(provider, model).map(Resolved::price);
  }

  /** What a call cost and saved. */
  public Money price(String provider, String model, Usage usage) {
    return price(provider, model, usage, false);
  }

  /** What a call cost and saved, alone or as part of a batch. */
  public Money price(String provider, String model, Usage usage, boolean batch) {
    Optional<Resolved> known = resolve(provider, model);
    if (known.isEmpty()) {
      return usage.known() && usage.total() == 0 ? Money.NOTHING : Money.UNKNOWN;
    }
    Rates rates = Rates.of(known.get().price(), usage.prompt());
    if (!usage.known() && usage.total() == 0 && !rates.free()) {
      return Money.UNKNOWN;
    }
    boolean reduced = batch || usage.terms().rate() == Terms.Rate.REDUCED;
    return Bill.of(rates.on(usage.terms()), usage, reduced, comparison(known.get(), usage));
  }

  /** What an answer from the cache cost, nothing, and saved: what it would have cost. */
  public Money hit(StoredAnswer answer) {
    return Money.spared(answer.wouldBeCost(), answer.unitPrices());
  }

  int remembered() {
    return resolved.size();
  }

  private static Optional<BigDecimal> comparison(Resolved known, Usage usage) {
    return known.comparison().map(price -> Rates.of(price, usage.prompt()).cost(usage));
  }

  private Optional<Resolved> resolve(String provider, String model) {
    Name name = new Name(provider, model);
    Optional<Resolved> known = resolved.get(name);
    if (known != null) {
      return known;
    }
    Optional<Resolved> found =
        lookUp(provider, model)
            .map(price -> new Resolved(price, price.savingsComparison().flatMap(this::ofAnybody)));
    if (resolved.size() >= MOST_REMEMBERED) {
      resolved.clear();
    }
    resolved.put(name, found);
    return found;
  }

  private Optional<Price> lookUp(String provider, String model) {
    Map<String, Price> book = byProvider.getOrDefault(provider, ofAll);
    return ModelNames.find(book, model).or(() -> Optional.ofNullable(book.get(ANY)));
  }

  /** The price of {@code model} or {@code provider/model}, whoever serves it. */
  private Optional<Price> ofAnybody(String name) {
    int slash = name.indexOf('/');
    if (slash > 0 && byProvider.containsKey(name.substring(0, slash))) {
      return lookUp(name.substring(0, slash), name.substring(slash + 1));
    }
    return ModelNames.find(ofAll, name);
  }

  private void requireComparisons(PricingConfig config) {
    List<ConfigError> errors = new ArrayList<>();
    config
        .prices()
        .forEach(
            (model, price) ->
                price
                    .savingsComparison()
                    .filter(name -> ofAnybody(name).isEmpty())
                    .ifPresent(
                        name ->
                            errors.add(
                                config
                                    .source()
                                    .error(
                                        "pricing." + model + ".savings_comparison",
                                        "'" + name + "' has no price"))));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  /** Models by their bare names: the first plugin that lists one, the file on top. */
  private static Map<String, Price> unqualified(
      List<ProviderMetadata> providers, PricingConfig config) {
    Map<String, Price> prices = new HashMap<>();
    for (ProviderMetadata provider : providers) {
      own(provider).forEach(prices::putIfAbsent);
    }
    prices.putAll(config.prices());
    prices.remove(ANY);
    return Map.copyOf(prices);
  }

  private static Map<String, Price> book(
      String provider, List<ProviderMetadata> providers, PricingConfig config) {
    Map<String, Price> own = new HashMap<>();
    providers.stream().filter(p -> p.id().equals(provider)).forEach(p -> own.putAll(own(p)));
    Map<String, Price> qualified = qualified(provider, config);
    Map<String, Price> book = new HashMap<>(own);
    // Whoever prices all its models means it: a local server may call its model gpt-4.
    boolean pricesAll = own.containsKey(ANY) || qualified.containsKey(ANY);
    config
        .prices()
        .forEach(
            (model, price) -> {
              if (!pricesAll || own.containsKey(model)) {
                book.put(model, price);
              }
            });
    book.putAll(qualified);
    return Map.copyOf(book);
  }

  private static Map<String, Price> own(ProviderMetadata provider) {
    Map<String, Price> own = new HashMap<>();
    for (Model model : provider.models()) {
      model.price().ifPresent(price -> own.put(model.id(), price));
    }
    return own;
  }

  private static Map<String, Price> qualified(String provider, PricingConfig config) {
    String prefix = provider + "/";
    Map<String, Price> qualified = new HashMap<>();
    config
        .prices()
        .forEach(
            (model, price) -> {
              if (model.startsWith(prefix)) {
                qualified.put(model.substring(prefix.length()), price);
              }
            });
    return qualified;
  }

  private static List<String> providerNames(
      List<ProviderMetadata> providers, PricingConfig config) {
    Stream<String> named =
        config.prices().keySet().stream()
            .filter(name -> name.indexOf('/') > 0)
            .map(name -> name.substring(0, name.indexOf('/')));
    return Stream.concat(providers.stream().map(ProviderMetadata::id), named).distinct().toList();
  }
}
