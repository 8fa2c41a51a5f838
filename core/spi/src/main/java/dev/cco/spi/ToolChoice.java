package dev.cco.spi;

import java.util.Optional;

/**
 * Whether the model may, must or must not call tools.
 *
 * @param name the tool to call, present with {@code NAMED} only
 * @param parallel whether several calls in one turn are allowed, where the client says so
 */
public record ToolChoice(Mode mode, Optional<String> name, Optional<Boolean> parallel) {
  /** How free the model is. */
  public enum Mode {
    AUTO,
    ANY,
    NONE,
    NAMED
  }

  public ToolChoice {
    if ((mode == Mode.NAMED) != name.isPresent()) {
      throw new IllegalArgumentException(
          "a tool's name goes with the mode NAMED, and only with it");
    }
  }
}
