package dev.cco.gateway.routing;

import static dev.cco.gateway.routing.Plugins.plugin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cco.gateway.settings.ConfigError;
import dev.cco.gateway.settings.ConfigException;
import dev.cco.spi.Model;
import dev.cco.spi.ProviderMetadata;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterTest {
  @TempDir private Path folder;

  private final Router plain = new Router(Plugins.ALL, RoutingConfig.EMPTY);

  @ParameterizedTest
  @CsvSource({
    "claude-opus-5-5, anthropic, claude-opus-5-5",
    "gpt-6-sol, openai, gpt-6-sol",
    "o3, openai, o3",
    "ollama/llama3.3, ollama, llama3.3",
    "ollama/library/qwen:7b, ollama, library/qwen:7b"
  })
  void followsThePluginsWithoutAFile(String model, String provider, String upstream) {
    Route route = plain.route(model).orElseThrow();

    assertThat(route.provider()).isEqualTo(provider);
    assertThat(route.upstreamModel()).isEqualTo(upstream);
    assertThat(route.requestedModel()).isEqualTo(model);
    assertThat(route.endpoint()).isEmpty();
    assertThat(route.maxRetries()).isEqualTo(Route.DEFAULT_MAX_RETRIES);
    assertThat(route.forwardClientCredential()).isFalse();
    assertThat(plain.plan(model)).containsExactly(route);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mistral-large", "my-claude-", "ollama/", "Claude-opus-5-5"})
  void knowsNoRouteForOtherNames(String model) {
    assertThat(plain.route(model)).isEmpty();
    assertThat(plain.plan(model)).isEmpty();
  }

  @Test
  void takesTheFirstMatchOfTheFileBeforeThePlugins() throws IOException {
    Router router =
        router(
            """
            {"routes": [
              {"pattern": "opus", "provider": "openai", "model": "gpt-6-sol"},
              {"pattern": "^claude-", "provider": "ollama"}
            ]}
            """);

    assertThat(router.route("claude-opus-5-5").orElseThrow().upstreamModel())
        .isEqualTo("gpt-6-sol");
    assertThat(router.route("claude-haiku-5-5").orElseThrow().provider()).isEqualTo("ollama");
    assertThat(router.route("gpt-5").orElseThrow().provider()).isEqualTo("openai");
  }

  @Test
  void handsOnEverythingThatARouteSays() throws IOException {
    Router router =
        router(
            """
            {"routes": [{"pattern": "^team/", "provider": "openai",
              "endpoint": "https://llm.example:8443/api", "api_key_env": "TEAM_KEY",
              "timeout_ms": 1500, "max_retries": 0, "strip_prefix": "team/",
              "client_credential": "forward", "options": {"region": "eu"}}]}
            """);

    assertThat(router.route("team/gpt"))
        .contains(
            new Route(
                "openai",
                "team/gpt",
                "gpt",
                Optional.of(URI.create("https://llm.example:8443/api")),
                Optional.of("TEAM_KEY"),
                Optional.of(Duration.ofMillis(1500)),
                0,
                true,
                Map.of("region", "eu")));
  }

  @Test
  void stripsTheProvidersOwnPrefixUnlessTheFileSaysOtherwise() throws IOException {
    assertThat(upstream("{'pattern': '^ollama/', 'provider': 'ollama'}")).isEqualTo("x");
    assertThat(upstream("{'pattern': '^ollama/', 'provider': 'ollama', 'strip_prefix': ''}"))
        .isEqualTo("ollama/x");
    assertThat(upstream("{'pattern': '^ollama/', 'provider': 'openai', 'strip_prefix': 'oll'}"))
        .isEqualTo("ama/x");
  }

  @Test
  void resolvesAnAliasAndKeepsTheNameThatWasAskedFor() throws IOException {
    Router router = router("{\"aliases\": {\"fast\": \"ollama/llama3.3\"}}");

    Route route = router.route("fast").orElseThrow();

    assertThat(route.requestedModel()).isEqualTo("fast");
    assertThat(route.upstreamModel()).isEqualTo("llama3.3");
  }

  @Test
  void plansTheFallbackChainInOrderAndNeverFollowsItOn() throws IOException {
    Router router =
        router(
            """
            {"fallback_chain": {
               "claude-opus-5-5": ["gpt-6-sol", "fast"],
               "gpt-6-sol": ["claude-opus-5-5"]},
             "aliases": {"fast": "ollama/llama3.3", "best": "claude-opus-5-5"}}
            """);

    assertThat(router.plan("claude-opus-5-5"))
        .extracting(Route::requestedModel)
        .containsExactly("claude-opus-5-5", "gpt-6-sol", "fast");
    assertThat(router.plan("best"))
        .extracting(Route::upstreamModel)
        .containsExactly("claude-opus-5-5", "gpt-6-sol", "llama3.3");
    assertThat(router.plan("gpt-6-sol"))
        .extracting(Route::upstreamModel)
        .containsExactly("gpt-6-sol", "claude-opus-5-5");
    assertThat(router.plan("claude-opus-5")).hasSize(1);
  }

  @Test
  void neverForwardsTheClientsCredentialAlongAFallback() throws IOException {
    Router router =
        router(
            """
            {"routes": [{"pattern": "^gpt-", "provider": "openai", "client_credential": "forward"}],
             "fallback_chain": {"gpt-5": ["gpt-4"]}}
            """);

    assertThat(router.plan("gpt-5"))
        .extracting(Route::forwardClientCredential)
        .containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'routes': [{'pattern': 'x', 'provider': 'azure'}] | routes[0].provider | no provider 'azure'",
        "'aliases': {'a': 'nobody'}                    | aliases.a            | no route serves",
        "'aliases': {'a': 'a'}                         | aliases.a            | itself",
        "'aliases': {'a': 'b', 'b': 'o3'}              | aliases.a            | an alias too",
        "'fallback_chain': {'o3': ['nobody']}          | fallback_chain.o3[0] | no route serves",
        "'fallback_chain': {'nobody': ['o3']}          | fallback_chain.nobody | no route serves",
        "'fallback_chain': {'o3': ['o1', 'o3']}        | fallback_chain.o3[1] | itself",
        "'fallback_chain': {'o3': ['o1', 'o1']}        | fallback_chain.o3[1] | twice",
        "'fallback_chain': {'o3': ['a']}, 'aliases': {'a': 'o3'} | fallback_chain.o3[0] | itself",
        "'fallback_chain': {'a': ['o1']}, 'aliases': {'a': 'o3'} | fallback_chain.a | is an alias",
      })
  void refusesAFileThatDoesNotFitThePlugins(String member, String field, String message)
      throws IOException {
    RoutingConfig config = config("{\n" + member.replace('\'', '"') + "}");

    ConfigError error = refusal(Plugins.ALL, config).getFirst();

    assertThat(error.file()).endsWith("model-routing.json");
    assertThat(error.line()).isEqualTo(2);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.message()).contains(message);
  }

  @Test
  void refusesToStartWithoutAnyRoute() {
    assertThat(refusal(List.of(), RoutingConfig.EMPTY).getFirst().message())
        .contains("no route at all");
  }

  @Test
  void matchesInLinearTime() throws IOException {
    Router router = router("{\"routes\": [{\"pattern\": \"(a+)+$\", \"provider\": \"openai\"}]}");

    // 2^100,000 steps for an engine that tries them all
    assertThat(router.route("a".repeat(100_000) + "!")).isEmpty();
  }

  @Test
  void remembersNoMoreNamesThanItsBound() {
    for (int i = 0; i < Router.MOST_REMEMBERED * 2 + 1; i++) {
      assertThat(plain.route("gpt-" + i)).isPresent();
    }

    assertThat(plain.remembered()).isBetween(1, Router.MOST_REMEMBERED);
  }

  @Test
  void remembersNeitherUnknownNorEndlessNames() {
    plain.route("nobody");
    plain.route("gpt-" + "x".repeat(253));
    assertThat(plain.remembered()).isZero();

    plain.route("gpt-" + "x".repeat(252));
    assertThat(plain.remembered()).isEqualTo(1);
  }

  @Test
  void numbersItsRevisionByContentAlone() throws IOException {
    String route = "{\"routes\": [{\"pattern\": \"a\", \"provider\": \"openai\"%s}]%s}";
    long revision = router(route.formatted("", "")).revision();

    assertThat(router(route.formatted(", \"_comment\": \"x\"", "\n")).revision())
        .isEqualTo(revision);
    assertThat(
            List.of(
                revision,
                plain.revision(),
                router(route.formatted(", \"model\": \"b\"", "")).revision(),
                router(route.formatted(", \"strip_prefix\": \"\"", "")).revision(),
                router(route.formatted(", \"endpoint\": \"http://localhost\"", "")).revision(),
                router(route.formatted(", \"options\": {\"a\": \"b\"}", "")).revision(),
                router(route.formatted("", ", \"aliases\": {\"b\": \"o3\"}")).revision(),
                router(route.formatted("", ", \"fallback_chain\": {\"o3\": [\"o1\"]}")).revision(),
                new Router(List.of(Plugins.ANTHROPIC), RoutingConfig.EMPTY).revision(),
                new Router(
                        List.of(
                            plugin(
                                "anthropic", List.of(new ProviderMetadata.Route("^claude", "")))),
                        RoutingConfig.EMPTY)
                    .revision()))
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsItsRevisionOverRestarts() {
    // Entries on disk are found by it.
    assertThat(new Router(List.of(Plugins.ANTHROPIC), RoutingConfig.EMPTY).revision())
        .isEqualTo(6174802809097414057L);
  }

  @Test
  void listsModelsByTheNamesThatLeadToThem() throws IOException {
    Router router = router("{\"aliases\": {\"best\": \"claude-opus-5-5\"}}");

    List<Model> models = router.models(Map.of("ollama", List.of(Model.named("qwen:7b"))));

    assertThat(models)
        .extracting(Model::id)
        .containsExactly(
            "claude-opus-5-5", "gpt-6-sol", "ollama/llama3.3", "ollama/qwen:7b", "best");
  }

  @Test
  void describesTheModelAtARoutesEnd() {
    assertThat(plain.model(plain.route("ollama/llama3.3").orElseThrow()).id())
        .isEqualTo("llama3.3");
    assertThat(plain.model(plain.route("ollama/other").orElseThrow()))
        .isEqualTo(Model.named("other"));
  }

  @Test
  void describesAModelWhoseNameHasADate() {
    Model sol =
        new Model(
            "gpt-6-sol",
            Optional.empty(),
            Optional.empty(),
            Optional.of(1_000),
            Optional.of(100),
            Optional.empty(),
            Model.Traits.UNDESCRIBED);
    ModelCatalogue catalogue =
        new ModelCatalogue(List.of(Plugins.plugin("openai", List.of(), List.of(sol))));

    Model dated = catalogue.model("openai", "gpt-6-sol-2026-09-01");

    assertThat(dated.id()).isEqualTo("gpt-6-sol-2026-09-01");
    assertThat(dated.maxOutput()).hasValue(100);
    assertThat(catalogue.model("openai", "gpt-6-solar")).isEqualTo(Model.named("gpt-6-solar"));
  }

  private String upstream(String route) throws IOException {
    return router("{\"routes\": [" + route.replace('\'', '"') + "]}")
        .route("ollama/x")
        .orElseThrow()
        .upstreamModel();
  }

  private Router router(String text) throws IOException {
    return new Router(Plugins.ALL, config(text));
  }

  private RoutingConfig config(String text) throws IOException {
    return RoutingFile.read(Files.writeString(folder.resolve("model-routing.json"), text));
  }

  private static List<ConfigError> refusal(List<ProviderMetadata> providers, RoutingConfig config) {
    return catchThrowableOfType(ConfigException.class, () -> new Router(providers, config))
        .errors();
  }
}
