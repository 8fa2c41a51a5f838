package dev.cco.gateway;

import dev.cco.spi.Credential;
import dev.cco.spi.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked, as it came.
 *
 * @param id the call's id, sent back as {@code request-id}
 * @param project whom the call is booked on
 * @param headers by lower-case name, without credentials and hop-by-hop headers
 * @param credential what the client presented, which goes on only where the configuration says so
 * @param body not to be changed
 * @param arrivedNanos {@link System#nanoTime} when the body was complete
 */
public record ClientRequest(
    String id,
    Operation operation,
    String project,
    Map<String, List<String>> headers,
    Optional<Credential> credential,
    byte[] body,
    Instant arrivedAt,
    long arrivedNanos) {

  /** The first value of a header, by its lower-case name. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  @Override
  public String toString() {
    return "ClientRequest[id=" + id + ", operation=" + operation + ", bytes=" + body.length + "]";
  }
}
