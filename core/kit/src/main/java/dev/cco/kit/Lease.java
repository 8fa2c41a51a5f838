package dev.cco.kit;

/** What an answer does with the connection it comes over. */
interface Lease {
  /** Back to the pool, if the upstream keeps it open. */
  void giveBack();

  /** Gone, and with it whatever the upstream still has to say. */
  void cut();

  /** Bounds the next reads. */
  void setReadTimeout(int millis);
}
