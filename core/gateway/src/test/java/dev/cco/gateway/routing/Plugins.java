package dev.cco.gateway.routing;

import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.ProviderMetadata.Route;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What plugins say of themselves, for tests. */
final class Plugins {
  static final ProviderMetadata ANTHROPIC =
      plugin("anthropic", List.of(new Route("^claude-", "")), "claude-opus-5-5");
  static final ProviderMetadata OPENAI =
      plugin("openai", List.of(new Route("^gpt-|^o[0-9]|^chatgpt-", "")), "gpt-6-sol", "orphan");
  static final ProviderMetadata OLLAMA =
      plugin("ollama", List.of(new Route("^ollama/", "ollama/")), "llama3.3", "*");
  static final List<ProviderMetadata> ALL = List.of(ANTHROPIC, OPENAI, OLLAMA);

  private Plugins() {}

  static ProviderMetadata plugin(String id, List<Route> routes, String... models) {
    return plugin(id, routes, Stream.of(models).map(Model::named).toList());
  }

  static ProviderMetadata plugin(String id, List<Route> routes, List<Model> models) {
    return new ProviderMetadata(
        id,
        id,
        Set.of(Operation.MESSAGES),
        Optional.of(URI.create("http://localhost:1/" + id)),
        Optional.empty(),
        List.of(),
        false,
        routes,
        models);
  }
}
