package dev.cco.protocol.json;

/** Why scanning stopped. Carries no stack: bad input must be cheap. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;
  private final int at;
  private final int node;

  Malformed(int at, String message) {
    this(at, message, Tape.NONE);
  }

  Malformed(int at, String message, int node) {
    super(message, null, false, false);
    this.at = at;
    this.node = node;
  }

  int at() {
    return at;
  }

  /** The node it is about, {@link Tape#NONE} if it is only a place. */
  int node() {
    return node;
  }
}
