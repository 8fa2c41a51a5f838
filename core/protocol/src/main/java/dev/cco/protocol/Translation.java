package dev.cco.protocol;

import java.util.List;

/**
 * A conversation in a protocol's words.
 *
 * @param dropped the client's fields that could not be said, without repetition
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to be sent; nobody compares them
public record Translation(byte[] body, List<String> dropped) {
  public Translation {
    dropped = List.copyOf(dropped);
  }
}
