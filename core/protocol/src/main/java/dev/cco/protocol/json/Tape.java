package dev.cco.protocol.json;

/** The tokens of one JSON document over its bytes. Immutable. */
public final class Tape {
  private final byte[] bytes;

  Tape(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The document; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }
}
