package dev.cco.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutingFileTest {
  @TempDir private Path folder;

  @Test
  void takesAMissingFileForNoRoutes() {
    assertThat(RoutingFile.read(folder.resolve("none.json"))).isEqualTo(RoutingConfig.EMPTY);
  }

  @Test
  void readsTheShippedFileWhichChangesNothing() {
    RoutingConfig config = RoutingFile.read(Path.of("..", "..", "config", "model-routing.json"));

    assertThat(config.routes()).isEmpty();
    assertThat(new Router(Plugins.ALL, config).revision())
        .isEqualTo(new Router(Plugins.ALL, RoutingConfig.EMPTY).revision());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'provider': 'a'}                         | pattern     | missing",
        "{'pattern': 'a'}                          | provider    | missing",
        "{'pattern': '', 'provider': 'a'}          | pattern     | empty",
        "{'pattern': '(', 'provider': 'a'}         | pattern     | not a regular expression",
        "{'pattern': '(?=a)', 'provider': 'a'}     | pattern     | not a regular expression",
        "{'pattern': 1, 'provider': 'a'}           | pattern     | must be a string",
        "{'pattern': 'a', 'provider': 'a', 'weight': 1}        | weight      | unknown",
        "{'pattern': 'a', 'provider': 'a', 'timeout_ms': 0}    | timeout_ms  | between 1 and",
        "{'pattern': 'a', 'provider': 'a', 'timeout_ms': 1.5}  | timeout_ms  | whole",
        "{'pattern': 'a', 'provider': 'a', 'max_retries': -1}  | max_retries | between 0 and 10",
        "{'pattern': 'a', 'provider': 'a', 'max_retries': 11}  | max_retries | between 0 and 10",
        "{'pattern': 'a', 'provider': 'a', 'model': ''}        | model       | empty",
        "{'pattern': 'a', 'provider': 'a', 'client_credential': 'yes'}"
            + " | client_credential | \"forward\"",
        "{'pattern': 'a', 'provider': 'a', 'options': {'b': 1}} | options.b | must be a string",
      })
  void refusesABadRouteByLineAndField(String route, String field, String message)
      throws IOException {
    List<ConfigError> errors = refusal("{\"routes\": [\n" + route.replace('\'', '"') + "\n]}");

    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().line()).isEqualTo(2);
    assertThat(errors.getFirst().field()).isEqualTo("routes[0]." + field);
    assertThat(errors.getFirst().message()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://a",
        "localhost:8000",
        "//a",
        "http:///v1",
        "http://user:secret@a",
        "http://a?key=secret",
        "http://a#b",
        "http://a b",
        "jdbc:h2:mem:x;INIT=y"
      })
  void refusesAnEndpointThatIsNoPlainHttpUrl(String endpoint) throws IOException {
    List<ConfigError> errors =
        refusal(
            "{\"routes\": [{\"pattern\": \"a\", \"provider\": \"a\", \"endpoint\": \"%s\"}]}"
                .formatted(endpoint));

    assertThat(errors.getFirst().field()).isEqualTo("routes[0].endpoint");
    assertThat(errors.getFirst().message()).doesNotContain("secret");
  }

  @Test
  void refusesAKeyInPlaceOfAVariableAndDoesNotRepeatIt() throws IOException {
    List<ConfigError> errors =
        refusal(
            """
            {"routes": [{"pattern": "a", "provider": "a", "api_key_env": "sk-ant-0123"}]}
            """);

    assertThat(errors.getFirst().field()).isEqualTo("routes[0].api_key_env");
    assertThat(errors.getFirst().message()).contains("variable").doesNotContain("sk-ant");
  }

  @Test
  void takesBothEndsOfEachRange() throws IOException {
    RoutingConfig config =
        read(
            """
            {"routes": [
              {"pattern": "a", "provider": "a", "timeout_ms": 1, "max_retries": 0},
              {"pattern": "(a+)+$", "provider": "a", "timeout_ms": 86400000, "max_retries": 10}
            ]}
            """);

    assertThat(config.routes().getFirst().timeout()).contains(Duration.ofMillis(1));
    assertThat(config.routes().getFirst().maxRetries()).contains(0);
    assertThat(config.routes().getLast().timeout()).contains(Duration.ofDays(1));
    assertThat(config.routes().getLast().maxRetries()).contains(10);
  }

  @Test
  void namesEveryErrorAtOnce() throws IOException {
    List<ConfigError> errors =
        refusal(
            """
            {"routes": [
               {"pattern": "(", "provider": "a"},
               {"pattern": "a"}],
             "fallback_chain": {
               "a": [],
               "b": "c"},
             "aliases": {
               "d": 1}}
            """);

    assertThat(errors)
        .extracting(ConfigError::line, ConfigError::field)
        .containsExactly(
            tuple(2, "routes[0].pattern"),
            tuple(3, "routes[1].provider"),
            tuple(5, "fallback_chain.a"),
            tuple(6, "fallback_chain.b"),
            tuple(8, "aliases.d"));
  }

  @Test
  void refusesAnUnknownMember() throws IOException {
    ConfigError error = refusal("{\n\"fallbacks\": {}}").getFirst();

    assertThat(error.line()).isEqualTo(2);
    assertThat(error.field()).isEqualTo("fallbacks");
  }

  private RoutingConfig read(String text) throws IOException {
    return RoutingFile.read(Files.writeString(folder.resolve("model-routing.json"), text));
  }

  private List<ConfigError> refusal(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("model-routing.json"), text);
    return catchThrowableOfType(ConfigException.class, () -> RoutingFile.read(file)).errors();
  }
}
