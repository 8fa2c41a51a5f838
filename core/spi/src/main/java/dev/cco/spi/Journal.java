package dev.cco.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider that keeps what it received, in memory, for tests. It does so only when a setting says
 * so, and forgets the oldest when it holds too much.
 */
public interface Journal {

  /** What is kept, oldest first; nothing unless switched on. */
  List<Entry> entries();

  /**
   * One request.
   *
   * @param operation absent where it came as a conversation
   * @param headers by lower-case name, without credentials
   * @param body as it came; for a conversation, what it is in the Messages protocol
   */
  record Entry(
      Instant at,
      Optional<Operation> operation,
      String model,
      boolean stream,
      Map<String, List<String>> headers,
      byte[] body) {
    public Entry {
      headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
      return "Entry[at=" + at + ", model=" + model + ", bytes=" + body.length + "]";
    }
  }
}
