package dev.cco.web.api;

import dev.cco.spi.Operation;
import java.util.Map;
import java.util.Optional;

/**
 * Where clients of language models call: the vendors' own paths, and below {@code /p/<project>/}
 * the same, booked on that project.
 *
 * @param prefix {@code p/<project>/} as it was sent, or nothing
 */
record InferencePath(String prefix, Operation operation) {
  private static final String OF_PROJECT = "/p/";

  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "v1/messages", Operation.MESSAGES,
          "v1/messages/count_tokens", Operation.COUNT_TOKENS,
          "v1/chat/completions", Operation.CHAT,
          "v1/responses", Operation.RESPONSES,
          "v1/embeddings", Operation.EMBEDDINGS);

  /**
   * What a path means.
   *
   * @param path raw, without the query and the application's own part; it may end with a slash
   * @return nothing if it is not one of these paths
   */
  static Optional<InferencePath> of(String path) {
    int start = 1;
    if (path.startsWith(OF_PROJECT)) {
      start = path.indexOf('/', OF_PROJECT.length()) + 1;
      if (start <= OF_PROJECT.length() + 1) {
        return Optional.empty();
      }
    }
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    if (start >= end) {
      return Optional.empty();
    }
    Operation operation = OPERATIONS.get(path.substring(start, end));
    return operation == null
        ? Optional.empty()
        : Optional.of(new InferencePath(path.substring(1, start), operation));
  }
}
