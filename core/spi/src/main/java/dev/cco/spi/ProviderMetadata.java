package dev.cco.spi;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a plugin says of itself, without a call.
 *
 * @param id lower-case letters, digits and hyphens; names its settings {@code cco.provider.<id>.…}
 * @param speaks the operations it is handed in the client's own bytes
 * @param endpoint where it listens unless configured, absent for providers without a network
 * @param endpointVariable an environment variable that overrides the endpoint
 * @param credentialVariables environment variables that may hold the credential, in order
 * @param credentialRequired whether a call of {@code endpoint} without a credential is pointless; a
 *     configured endpoint may need none
 * @param routes the model names it serves by default, in order
 * @param models the models it knows
 */
public record ProviderMetadata(
    String id,
    String displayName,
    Set<Operation> speaks,
    Optional<URI> endpoint,
    Optional<String> endpointVariable,
    List<String> credentialVariables,
    boolean credentialRequired,
    List<Route> routes,
    List<Model> models) {

  /**
   * Model names that go to this provider.
   *
   * @param pattern a regular expression of linear time (RE2), searched for in the model's name
   * @param stripPrefix what is taken off the name before the call; may be empty
   */
  public record Route(String pattern, String stripPrefix) {}

  public ProviderMetadata {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("not a provider id: " + id);
    }
    speaks = Set.copyOf(speaks);
    credentialVariables = List.copyOf(credentialVariables);
    routes = List.copyOf(routes);
    models = List.copyOf(models);
  }
}
