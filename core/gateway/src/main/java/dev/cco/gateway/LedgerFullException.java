package dev.cco.gateway;

/** The ledger can keep no more and must not lose any. */
public final class LedgerFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerFullException(String message) {
    super(message);
  }
}
