package dev.cco.gateway;

import dev.cco.protocol.ApiError;

/** The gateway itself refuses a request, whatever a provider would say. */
public final class RefusalException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ApiError error;

  public RefusalException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  public ApiError error() {
    return error;
  }
}
