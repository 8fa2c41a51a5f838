package dev.cco.gateway.settings;

/**
 * What is wrong in a configuration file, and where.
 *
 * @param line the line it stands on, from 1; 0 where the whole file is meant
 * @param field the way to it, as in {@code routes[0].pattern}; empty where the whole file is meant
 * @param message what is wrong and what would be right
 */
public record ConfigError(String file, int line, String field, String message) {

  /** {@code file:line: field: message}, without the parts that are not known. */
  @Override
  public String toString() {
    return file
        + (line == 0 ? "" : ":" + line)
        + ": "
        + (field.isEmpty() ? "" : field + ": ")
        + message;
  }
}
