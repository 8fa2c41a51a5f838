package dev.cco.gateway.settings;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that must not be used. The message has one line for each error. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigError> errors;

  public ConfigException(List<ConfigError> errors) {
    super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  public ConfigException(ConfigError error) {
    this(List.of(error));
  }

  public ConfigException(ConfigError error, Throwable cause) {
    this(error);
    initCause(cause);
  }

  /** What is wrong, in the order of the file; at least one. */
  public List<ConfigError> errors() {
    return errors;
  }
}
