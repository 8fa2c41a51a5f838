package dev.cco.spi;

import java.util.List;
import java.util.Map;

/**
 * A request in the client's own bytes, the model's name already replaced.
 *
 * @param headers the client's, by lower-case name, without credentials and hop-by-hop headers; the
 *     plugin forwards those its vendor defines
 * @param body owned by the callee from here on
 */
public record WireRequest(
    Operation operation, Map<String, List<String>> headers, byte[] body, boolean stream) {
  @Override
  public String toString() {
    return "WireRequest[operation=" + operation + ", bytes=" + body.length + "]";
  }
}
