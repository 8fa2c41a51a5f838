package dev.cco.kit;

import java.io.IOException;
import java.io.InputStream;

/** What an answer does with the connection it comes over. */
interface Lease {
  /** Back to the pool, if the upstream keeps it open. */
  void giveBack();

  /** Gone, and with it whatever the upstream still has to say. */
  void cut();

  /**
   * Reads from the answer's body.
   *
   * @throws java.net.SocketTimeoutException if the upstream is silent for too long
   */
  int read(InputStream body, byte[] target, int offset, int size) throws IOException;

  /** Leaves the next reads no more time than this. */
  void hurry(int millis);
}
