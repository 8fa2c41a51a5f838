package dev.cco.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A request as the {@link FaultServer} read it.
 *
 * @param connection the number of the connection it came over, from 1 on
 * @param headers by lower-case name
 */
public record Received(
    int connection, String method, String path, Map<String, List<String>> headers, byte[] body) {

  public Received {
    headers = Map.copyOf(headers);
  }

  /** The only or first value of a header, or an empty text. */
  public String header(String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
