package dev.cco.spi;

import java.util.Objects;

/** A credential that cannot be printed, compared or serialised by accident. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a credential.
   *
   * @throws IllegalArgumentException if it is blank or holds control characters or white space,
   *     which would end up in a header
   */
  public static Secret of(String value) {
    Objects.requireNonNull(value, "value");
    if (value.isBlank()) {
      throw new IllegalArgumentException("a secret must not be blank");
    }
    if (value.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "a secret must not contain white space or control characters (a line end at its end?)");
    }
    return new Secret(value);
  }

  /** The credential in clear, for the header it belongs in and nowhere else. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
