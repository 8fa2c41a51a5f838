package dev.cco.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client is told.
 *
 * @param headers in the order and spelling they are sent
 */
public record Reply(int status, Map<String, String> headers, Body body) {

  /** The same reply with one header more. */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  /** The bytes, at once or as they come. */
  public sealed interface Body {}

  /** A complete body. */
  public record Whole(byte[] bytes) implements Body {}

  /** A body that is written event by event. */
  public record Streamed(Writing writing) implements Body {}

  /** Writes a streamed body to its end; called once. */
  @FunctionalInterface
  public interface Writing {
    /**
     * Writes and flushes what comes, until the answer is complete or told as failed.
     *
     * @throws IOException if the client is gone; the upstream call has been ended by then
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
