package dev.cco.protocol.json;

/**
 * Tells whether text that comes in pieces is a JSON object, as a tool call's arguments have to be.
 * Used by one thread.
 */
public final class PiecedObject {
  /** Passing streams have no end of their own, and memory has. */
  private static final int LONGEST = 4 << 20;

  private final StringBuilder text = new StringBuilder();
  private boolean tooLong;

  public void append(String piece) {
    tooLong |= text.length() + piece.length() > LONGEST;
    if (!tooLong) {
      text.append(piece);
    }
  }

  /** Whether it is an object for certain, or nothing at all. */
  public boolean isSound() {
    return !tooLong && (text.toString().isBlank() || Json.parseObject(text.toString()).isPresent());
  }
}
