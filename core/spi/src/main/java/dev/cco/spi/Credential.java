package dev.cco.spi;

/** A secret and the way it travels. */
public record Credential(Secret secret, Scheme scheme) {
  /** The header a credential goes in. */
  public enum Scheme {
    /** The way the provider prefers. */
    PROVIDER,
    /** {@code Authorization: Bearer}, as the client sent it. */
    BEARER,
    /** {@code x-api-key}, as the client sent it. */
    API_KEY
  }
}
