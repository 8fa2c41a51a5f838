package dev.cco.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Reasoning;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a plugin's {@code provider.json}, which lies beside its class in the jar. */
public final class ProviderFile {
  private static final String NAME = "provider.json";
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "display_name",
          "speaks",
          "endpoint",
          "endpoint_variable",
          "credential_variables",
          "credential_required",
          "routes",
          "models");
  private static final Set<String> MODEL_FIELDS =
      Set.of("id", "display_name", "created", "context_window", "max_output", "price", "traits");
  private static final Set<String> TIER_FIELDS =
      Set.of("above", "input", "output", "cache_read", "cache_write_5m", "cache_write_1h");
  private static final Set<String> PRICE_FIELDS =
      Set.of(
          "input",
          "output",
          "cache_read",
          "cache_write_5m",
          "cache_write_1h",
          "tiers",
          "batch_factor",
          "savings_comparison");
  private static final Set<String> TRAIT_FIELDS =
      Set.of(
          "sampling",
          "prefill",
          "system_turns",
          "thinking",
          "structured_output",
          "stop",
          "efforts");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private ProviderFile() {}

  /**
   * What the file beside {@code plugin} says.
   *
   * @throws IllegalArgumentException if it is missing or wrong, with the file and the field
   */
  public static ProviderMetadata read(Class<?> plugin) {
    String file = plugin.getPackageName().replace('.', '/') + "/" + NAME;
    try (InputStream in = plugin.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalArgumentException(file + ": it is missing in the plugin's jar");
      }
      return read(file, in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static ProviderMetadata read(String file, InputStream in) throws IOException {
    try {
      return metadata(new Field(file, "", JSON.readTree(in)));
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(
          file + ": line " + notJson.getLocation().getLineNr() + ": not proper JSON", notJson);
    }
  }

  private static ProviderMetadata metadata(Field root) {
    root.onlyWith(FIELDS);
    List<Model> models = root.member("models").list(ProviderFile::model);
    Set<String> ids = new HashSet<>();
    for (Model model : models) {
      if (!ids.add(model.id())) {
        throw root.member("models").bad("names " + model.id() + " twice");
      }
    }
    return new ProviderMetadata(
        root.member("id").text(),
        root.member("display_name").text(),
        operations(root.member("speaks")),
        root.member("endpoint").optional(f -> f.parsed(URI::create, "an address")),
        root.member("endpoint_variable").optional(Field::text),
        root.member("credential_variables").list(Field::text),
        root.member("credential_required").optional(Field::flag).orElse(false),
        root.member("routes").list(ProviderFile::route),
        models);
  }

  private static Set<Operation> operations(Field field) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    operations.addAll(field.list(f -> f.parsed(ProviderFile::operation, "an operation")));
    return operations;
  }

  private static Operation operation(String word) {
    return Operation.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static ProviderMetadata.Route route(Field field) {
    field.onlyWith(Set.of("pattern", "strip_prefix"));
    return new ProviderMetadata.Route(
        field.member("pattern").text(),
        field.member("strip_prefix").optional(Field::text).orElse(""));
  }

  private static Model model(Field field) {
    field.onlyWith(MODEL_FIELDS);
    return new Model(
        field.member("id").text(),
        field.member("display_name").optional(Field::text),
        field.member("created").optional(f -> f.parsed(Instant::parse, "a time in UTC")),
        field.member("context_window").optional(Field::count),
        field.member("max_output").optional(Field::count),
        field.member("price").optional(ProviderFile::price),
        field.member("traits").optional(ProviderFile::traits).orElse(Model.Traits.UNDESCRIBED));
  }

  private static Price price(Field field) {
    field.onlyWith(PRICE_FIELDS);
    return new Price(
        field.member("input").amount(),
        field.member("output").amount(),
        field.member("cache_read").optional(Field::amount),
        field.member("cache_write_5m").optional(Field::amount),
        field.member("cache_write_1h").optional(Field::amount),
        field.member("tiers").list(ProviderFile::tier),
        field.member("batch_factor").optional(Field::amount),
        field.member("savings_comparison").optional(Field::text));
  }

  private static Price.Tier tier(Field field) {
    field.onlyWith(TIER_FIELDS);
    return new Price.Tier(
        field.member("above").count(),
        field.member("input").amount(),
        field.member("output").amount(),
        field.member("cache_read").optional(Field::amount),
        field.member("cache_write_5m").optional(Field::amount),
        field.member("cache_write_1h").optional(Field::amount));
  }

  /** What a model's traits leave out, the model has. */
  private static Model.Traits traits(Field field) {
    field.onlyWith(TRAIT_FIELDS);
    Field thinking = field.member("thinking");
    return new Model.Traits(
        field.member("sampling").optional(Field::flag).orElse(true),
        field.member("prefill").optional(Field::flag).orElse(true),
        field.member("system_turns").optional(Field::flag).orElse(true),
        thinking.isAbsent()
            ? Model.Traits.UNDESCRIBED.thinking()
            : Set.copyOf(thinking.list(f -> f.parsed(ProviderFile::mode, "a mode of thinking"))),
        field.member("structured_output").optional(Field::flag).orElse(true),
        field.member("stop").optional(Field::flag).orElse(true),
        field.member("efforts").list(Field::text));
  }

  private static Reasoning.Mode mode(String word) {
    return Reasoning.Mode.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
