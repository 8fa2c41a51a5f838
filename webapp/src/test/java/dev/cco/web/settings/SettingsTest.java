package dev.cco.web.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.dispatch.EndpointSettings;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.ProviderMetadata;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final ProviderMetadata OLLAMA =
      new ProviderMetadata(
          "ollama",
          "Ollama",
          Set.of(),
          Optional.of(URI.create("http://127.0.0.1:11434")),
          Optional.of("OLLAMA_HOST"),
          List.of("OLLAMA_API_KEY"),
          false,
          List.of(),
          List.of());

  /** A configuration that remembers what it was asked for. */
  private record Asked(Map<String, String> values, Set<String> names) implements Config {
    Asked(Map<String, String> values) {
      this(values, new HashSet<>());
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
      return getOptionalValue(name, type).orElseThrow();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      names.add(name);
      return Optional.ofNullable(values.get(name)).map(type::cast);
    }

    @Override
    public Iterable<String> getPropertyNames() {
      return values.keySet();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      return List.of();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
      return Optional.empty();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new IllegalArgumentException("nothing inside");
    }
  }

  private static EndpointSettings ollama(Map<String, String> values) {
    return Settings.read(new Asked(values)).providers().endpoint(OLLAMA);
  }

  @Test
  void everySettingIsInTheManual() throws IOException {
    Asked asked = new Asked(Map.of("cco.db.url", "jdbc:postgresql://localhost/cco"));
    String manual = Files.readString(Path.of("../docs/CONFIGURATION.md"));

    Settings.read(asked).providers().endpoint(OLLAMA);

    assertThat(asked.names()).hasSizeGreaterThan(25);
    assertThat(asked.names())
        .filteredOn(name -> name.startsWith("cco."))
        .allSatisfy(
            name ->
                assertThat(manual)
                    .contains("`" + name.replace("provider.ollama", "provider.<id>") + "`"));
  }

  @Test
  void nothingHasToBeSet() {
    Settings settings = Settings.read(new Asked(Map.of()));

    assertThat(settings.cache().ttl()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.database().url()).startsWith("jdbc:h2:file:");
    assertThat(settings.folders().config()).endsWithRaw(Path.of(".cco", "config"));
  }

  @ParameterizedTest
  @CsvSource({
    "cco.cache.ttl, soon",
    "cco.cache.heap-size, 32",
    "cco.cache.policy, some",
    "cco.cache.enabled, yes",
    "cco.attempts, 0",
    "cco.attempts, 21",
    "cco.attempts, many",
    "cco.ledger.on-full, forget"
  })
  void refusesABadValueByItsName(String name, String value) {
    Asked asked = new Asked(Map.of(name, value));

    assertThatThrownBy(() -> Settings.read(asked))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name);
  }

  @Test
  void refusesAKeyWithALineEndWithoutRepeatingIt() {
    assertThatThrownBy(() -> ollama(Map.of("cco.provider.ollama.api-key", "abc\ndef")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cco.provider.ollama.api-key")
        .hasMessageNotContaining("abc");
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.5, http://192.168.1.5:11434",
    "0.0.0.0:8000, http://127.0.0.1:8000",
    "0.0.0.0, http://127.0.0.1:11434",
    "https://ollama.example.com, https://ollama.example.com"
  })
  void takesOllamasOwnVariableAsOllamaDoes(String value, URI endpoint) {
    assertThat(ollama(Map.of("OLLAMA_HOST", value)).endpoint()).contains(endpoint);
  }

  @Test
  void ownSettingsWinOverUsualVariables() {
    EndpointSettings settings =
        ollama(
            Map.of(
                "OLLAMA_HOST", "other:1",
                "cco.provider.ollama.endpoint", "http://mine:2",
                "OLLAMA_API_KEY", "usual",
                "cco.provider.ollama.api-key", "own"));

    assertThat(settings.endpoint()).contains(URI.create("http://mine:2"));
    assertThat(settings.apiKey().orElseThrow().reveal()).isEqualTo("own");
  }

  @Test
  void handsAPluginItsSettingsHoweverTheyAreSpelled() {
    Settings settings =
        Settings.read(
            new Asked(
                Map.of(
                    "cco.provider.ollama.keep-alive", "5m",
                    "CCO_PROVIDER_OLLAMA_NUM_CTX", "8192",
                    "cco.provider.ollama.num-ctx", "8192",
                    "cco.provider.other.num-ctx", "1")));

    assertThat(settings.providers().all("ollama"))
        .isEqualTo(Map.of("keep-alive", "5m", "num-ctx", "8192"));
  }
}
