package dev.cco.protocol;

import java.util.List;

/**
 * A conversation in a protocol's words.
 *
 * @param dropped the client's fields that could not be said, without repetition
 * @param scanned texts that end the answer and that the provider was not told; whoever reads the
 *     answer must end it there
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to be sent; nobody compares them
public record Translation(byte[] body, List<String> dropped, List<String> scanned) {
  public Translation {
    dropped = List.copyOf(dropped);
    scanned = List.copyOf(scanned);
  }

  /** A translation whose provider ends the answer by itself. */
  public Translation(byte[] body, List<String> dropped) {
    this(body, dropped, List.of());
  }
}
