package dev.cco.ledger;

/** The database cannot be asked now. Recording goes on. */
public final class DatabaseAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseAwayException(String message) {
    super(message);
  }

  DatabaseAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
