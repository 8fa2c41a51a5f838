package dev.cco.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the {@link FaultServer} does with a request, byte by byte. Immutable. */
public final class Reply {

  /** One thing after the other. */
  sealed interface Step {
    /** Sends bytes at once. */
    record Send(byte[] bytes) implements Step {}

    /** Sends bytes one by one, with a pause after each. */
    record Trickle(byte[] bytes, Duration pause) implements Step {}

    /** Goes on when the gate is open. */
    record Await(Gate gate) implements Step {}

    /** Says no more and waits for the client to go. */
    record Silence() implements Step {}

    /** Ends the connection in order. */
    record Close() implements Step {}

    /** Ends the connection at once, and what is under way with it. */
    record Reset() implements Step {}
  }

  private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<Step> steps;
  private final boolean chunked;

  private Reply(List<Step> steps, boolean chunked) {
    this.steps = List.copyOf(steps);
    this.chunked = chunked;
  }

  /** No reply yet: not even a status line. */
  public static Reply nothing() {
    return new Reply(List.of(), false);
  }

  /** A complete answer with its length; headers are written as {@code name: value}. */
  public static Reply whole(int status, String mediaType, byte[] body, String... headers) {
    return nothing()
        .raw(head(status, mediaType, "content-length: " + body.length, headers))
        .raw(body);
  }

  /** A complete JSON answer. */
  public static Reply json(int status, String body, String... headers) {
    return whole(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** The head of an answer in chunks; each piece that follows is one. */
  public static Reply chunked(int status, String mediaType, String... headers) {
    Reply head = nothing().raw(head(status, mediaType, "transfer-encoding: chunked", headers));
    return new Reply(head.steps, true);
  }

  /** The head of an answer that ends with its connection. */
  public static Reply untilClose(int status, String mediaType, String... headers) {
    return nothing().raw(head(status, mediaType, "connection: close", headers));
  }

  /** A complete event stream: one chunk for each event. */
  public static Reply events(Iterable<String> events) {
    Reply reply = chunked(200, "text/event-stream");
    for (String event : events) {
      reply = reply.piece(event);
    }
    return reply.end();
  }

  /** More of the body, flushed. */
  public Reply piece(String text) {
    return piece(text.getBytes(StandardCharsets.UTF_8));
  }

  /** More of the body, flushed. */
  public Reply piece(byte[] bytes) {
    if (!chunked) {
      return raw(bytes);
    }
    return raw(chunk(bytes));
  }

  /** The last of a body in chunks and its regular end, in one write. */
  public Reply last(String text) {
    return raw(concat(chunk(text.getBytes(StandardCharsets.UTF_8)), END));
  }

  /** Bytes as they are, whatever the framing. */
  public Reply raw(byte[] bytes) {
    return with(new Step.Send(bytes));
  }

  /** Text as it is, whatever the framing. */
  public Reply raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Text as it is, whatever the framing, byte by byte with a pause after each. */
  public Reply trickle(String text, Duration pause) {
    return with(new Step.Trickle(text.getBytes(StandardCharsets.UTF_8), pause));
  }

  /** Waits for the test. */
  public Reply await(Gate gate) {
    return with(new Step.Await(gate));
  }

  /** The regular end of an answer in chunks. */
  public Reply end() {
    return raw(END);
  }

  /** Says no more. */
  public Reply silence() {
    return with(new Step.Silence());
  }

  /** Closes the connection. */
  public Reply close() {
    return with(new Step.Close());
  }

  /** Resets the connection. */
  public Reply reset() {
    return with(new Step.Reset());
  }

  List<Step> steps() {
    return steps;
  }

  private static byte[] chunk(byte[] bytes) {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    return concat(concat(size, bytes), "\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private Reply with(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new Reply(more, chunked);
  }

  private static String head(int status, String mediaType, String framing, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Played\r\n");
    if (!mediaType.isEmpty()) {
      head.append("content-type: ").append(mediaType).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append(framing).append("\r\n\r\n").toString();
  }
}
