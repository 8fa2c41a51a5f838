package dev.cco.ledger;

/** The application is not put together as it should be; trying again does not help. */
public final class PackagingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PackagingException(String message) {
    super(message);
  }

  PackagingException(String message, Throwable cause) {
    super(message, cause);
  }
}
