package dev.cco.ledger;

/**
 * How the ledger keeps what the database has not taken yet.
 *
 * @param onFull what to do with a call when the spool is full or cannot be written
 * @param spoolLimit bytes that may wait for the database
 */
public record LedgerSettings(OnFull onFull, long spoolLimit) {

  /** Refuse, 1 GiB. */
  public static final LedgerSettings DEFAULT = new LedgerSettings(OnFull.REFUSE, 1L << 30);

  /** What happens to a call that cannot be recorded. */
  public enum OnFull {
    /** The call fails. */
    REFUSE,
    /** The call goes on; its record is lost and counted. */
    DROP
  }

  public LedgerSettings {
    if (spoolLimit < 1) {
      throw new IllegalArgumentException("the spool's limit must be positive: " + spoolLimit);
    }
  }
}
