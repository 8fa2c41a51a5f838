package dev.cco.spi;

import java.util.Optional;

/** The request itself is wrong: no other provider would take it, so nothing is tried again. */
public final class CallerFault extends ProviderException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String pointer;

  /** A fault that we found, at {@code pointer} (a JSON pointer, or empty for the whole request). */
  public CallerFault(int status, String message, String pointer) {
    super(message, Optional.empty(), null);
    this.status = status;
    this.pointer = pointer;
  }

  /** A fault that the provider found. */
  public CallerFault(String message, ProviderReply reply) {
    super(message, Optional.of(reply), null);
    this.status = reply.status();
    this.pointer = "";
  }

  /** The HTTP status to answer with: 400, 404, 409, 413, 415 or 422. */
  public int status() {
    return status;
  }

  /** Where in the request's body, as a JSON pointer; empty if it is not one place. */
  public String pointer() {
    return pointer;
  }
}
