package dev.cco.gateway;

/** Where exchanges are recorded. */
public interface Ledger {

  /**
   * Records an exchange so that it survives the death of this process. Called before the answer's
   * last byte goes out, from many threads; does not wait for a database.
   *
   * @throws LedgerFullException if no more can be kept and the configuration refuses to lose any
   */
  void record(ExchangeRecord exchange);
}
