package dev.cco.it.acceptance;

import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What upstreams do wrong: U7 to U42, played in the protocol in which they are asked. */
final class UpstreamFaults {
  private static final String STREAM = "text/event-stream; charset=utf-8";
  private static final String REDIRECT = "location: http://169.254.169.254/latest/meta-data";

  private UpstreamFaults() {}

  /** How a client must see it. */
  enum Seen {
    /** As an error, never as an answer that is finished. */
    FAILED,
    /** As an answer. */
    ANSWERED
  }

  /** Which requests a fault can be played to. */
  enum When {
    PLAIN,
    STREAM,
    ANY
  }

  /**
   * One fault.
   *
   * @param status what a plain request gets, and a stream that has not begun
   */
  record Fault(
      String id, String what, When when, Seen seen, int status, Function<Received, Reply> play) {
    @Override
    public String toString() {
      return id + " " + what;
    }
  }

  static List<Fault> all() {
    List<Fault> all = new ArrayList<>();
    all.addAll(heads());
    all.addAll(bodies());
    all.addAll(streams());
    all.addAll(headers());
    return all;
  }

  private static List<Fault> heads() {
    return List.of(
        status("U6", "reset after the request", 502, r -> Reply.nothing().reset()),
        status("U7", "401 to our key", 502, r -> error(r, 401, "bad key")),
        status("U8", "403 to our key", 502, r -> error(r, 403, "not you")),
        status("U9", "404", 404, r -> error(r, 404, "model: none")),
        status("U10", "400", 400, r -> error(r, 400, "wrong")),
        status("U11", "413", 413, r -> error(r, 413, "too large")),
        status("U12", "429 soon", 429, r -> error(r, 429, "slow", "retry-after: 1")),
        status("U13", "429 much later", 429, r -> error(r, 429, "slow", "retry-after: 3600")),
        status("U15", "429 whenever", 429, r -> error(r, 429, "slow", "retry-after: soon")),
        status("U16", "500", 500, r -> error(r, 500, "oops")),
        status("U19", "a redirect", 502, r -> Reply.json(302, "{}", REDIRECT)),
        status("U20", "a page", 502, r -> Reply.whole(200, "text/html", bytes("<html>"))));
  }

  private static List<Fault> bodies() {
    return List.of(
        plain("U21", "{}", r -> Reply.json(200, "{}")),
        plain("U21", "nothing", r -> Reply.json(200, "")),
        plain("U21", "null", r -> Reply.json(200, "null")),
        plain("U22", "truncated JSON", r -> Reply.json(200, cut(answer(r, "")))),
        plain("U22", "a body cut off", r -> truncated(answer(r, ""))),
        plain(
            "U23",
            "65 MiB",
            r -> Reply.json(200, answer(r, "").replace("Hi", "x".repeat(65 << 20)))),
        fine("U24", "no usage", r -> Reply.json(200, answer(r, ""))),
        fine("U25", "negative usage", r -> Reply.json(200, answer(r, usage(r, "-5")))),
        fine(
            "U25",
            "usage of 2^63",
            r -> Reply.json(200, answer(r, usage(r, "9223372036854775808")))),
        fine("U25", "usage a string", r -> Reply.json(200, answer(r, usage(r, "\"7\"")))),
        fine("U26", "another model", r -> Reply.json(200, answer(r, usage(r, "7")))));
  }

  private static List<Fault> streams() {
    return List.of(
        stream("U27", "no event at all", r -> Reply.events(List.of())),
        stream("U27", "no final event", r -> Reply.events(begun(r))),
        stream("U27", "cut between events", r -> play(begun(r)).reset()),
        stream("U27", "cut inside an event", r -> play(begun(r)).piece("data: {\"ty").reset()),
        stream("U28", "an error first", r -> Reply.events(List.of(failure(r)))),
        stream("U29", "an error later", r -> Reply.events(with(begun(r), failure(r)))),
        stream("U30", "the end alone", r -> Reply.events(List.of(end(r)))),
        new Fault(
            "U31", "an unknown event", When.STREAM, Seen.ANSWERED, 200, UpstreamFaults::unknown),
        stream(
            "U34",
            "an event of 9 MiB",
            r -> Reply.events(with(begun(r), delta(r, "x".repeat(9 << 20))))),
        stream(
            "U35",
            "a line without end",
            r -> play(begun(r)).piece("data: " + "x".repeat(9 << 20)).end()),
        stream("U37", "silence", r -> play(begun(r)).silence()),
        new Fault(
            "U37",
            "silence from the start",
            When.ANY,
            Seen.FAILED,
            504,
            r -> Reply.nothing().silence()),
        new Fault(
            "U38", "many small events", When.STREAM, Seen.ANSWERED, 200, UpstreamFaults::many));
  }

  /** Only the order of Messages can be wrong. */
  static List<Fault> orders() {
    return List.of(
        stream(
            "U30", "a piece before the start", r -> Reply.events(List.of(delta(r, "a"), end(r)))),
        stream("U30", "a second start", r -> Reply.events(with(begun(r), begun(r).getFirst()))),
        stream("U32", "an index left out", r -> Reply.events(with(begun(r), block("5"), end(r)))));
  }

  private static List<Fault> headers() {
    return List.of(
        fine(
            "U39",
            "headers of its own",
            r ->
                Reply.json(
                    200,
                    answer(r, usage(r, "7")),
                    "set-cookie: a=b",
                    "location: /x",
                    "server: secret/1",
                    "x-secret: s",
                    "connection: x-secret")),
        new Fault(
            "U40",
            "two lengths",
            When.PLAIN,
            Seen.FAILED,
            502,
            r ->
                Reply.nothing()
                    .raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                    .raw("content-length: 10\r\ncontent-length: 500\r\n\r\n")
                    .raw(answer(r, ""))
                    .close()),
        plain(
            "U41",
            "gzip that is none",
            r -> Reply.json(200, answer(r, ""), "content-encoding: gzip")),
        fine(
            "U42",
            "our key in a header",
            r ->
                Reply.json(
                    200,
                    answer(r, usage(r, "7")),
                    "openai-processing-ms: " + key(r),
                    "anthropic-x: " + key(r))),
        fine(
            "U42",
            "our key in an answer",
            r -> Reply.json(200, answer(r, usage(r, "7")).replace("Hi", key(r)))),
        status("U42", "our key in an error", 400, r -> error(r, 400, "key " + key(r) + " is odd")),
        new Fault(
            "U42",
            "our key in a stream",
            When.STREAM,
            Seen.ANSWERED,
            200,
            r -> Reply.events(with(begun(r), delta(r, key(r)), end(r)))),
        stream(
            "U42",
            "our key in a stream's error",
            r -> Reply.events(List.of(failure(r).replace("failed", key(r))))));
  }

  private static Fault status(String id, String what, int status, Function<Received, Reply> play) {
    return new Fault(id, what, When.ANY, Seen.FAILED, status, play);
  }

  private static Fault plain(String id, String what, Function<Received, Reply> play) {
    return new Fault(id, what, When.PLAIN, Seen.FAILED, 502, play);
  }

  private static Fault fine(String id, String what, Function<Received, Reply> play) {
    return new Fault(id, what, When.PLAIN, Seen.ANSWERED, 200, play);
  }

  private static Fault stream(String id, String what, Function<Received, Reply> play) {
    return new Fault(id, what, When.STREAM, Seen.FAILED, 0, play);
  }

  private static Reply unknown(Received request) {
    List<String> events = begun(request);
    events.add("event: news\ndata: {\"type\":\"news\",\"choices\":[]}\n\n");
    events.add(end(request));
    return Reply.events(events);
  }

  private static Reply many(Received request) {
    List<String> events = begun(request);
    String some = delta(request, "a").repeat(1000);
    for (int i = 0; i < 20; i++) {
      events.add(some);
    }
    events.add(end(request));
    return Reply.events(events);
  }

  private static Reply play(List<String> events) {
    Reply reply = Reply.chunked(200, STREAM);
    for (String event : events) {
      reply = reply.piece(event);
    }
    return reply;
  }

  private static List<String> with(List<String> events, String... more) {
    List<String> all = new ArrayList<>(events);
    all.addAll(List.of(more));
    return all;
  }

  private static boolean isMessages(Received request) {
    return request.path().endsWith("/messages");
  }

  private static String key(Received request) {
    return isMessages(request) ? Upstream.ANTHROPIC_KEY : Upstream.OPENAI_KEY;
  }

  private static Reply error(Received request, int status, String words, String... headers) {
    String inner = "{\"type\":\"played_error\",\"message\":\"" + words + "\"}";
    String body =
        isMessages(request)
            ? "{\"type\":\"error\",\"error\":" + inner + "}"
            : "{\"error\":" + inner + "}";
    return Reply.json(status, body, headers);
  }

  private static String answer(Received request, String usage) {
    return isMessages(request)
        ? "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-2\",\"content\":["
            + "{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null"
            + usage
            + "}"
        : "{\"id\":\"c_1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m-2\",\"choices\":["
            + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]"
            + usage
            + "}";
  }

  private static String usage(Received request, String figure) {
    return isMessages(request)
        ? ",\"usage\":{\"input_tokens\":" + figure + ",\"output_tokens\":" + figure + "}"
        : ",\"usage\":{\"prompt_tokens\":"
            + figure
            + ",\"completion_tokens\":"
            + figure
            + ",\"total_tokens\":"
            + figure
            + "}";
  }

  private static List<String> begun(Received request) {
    List<String> events = new ArrayList<>();
    if (isMessages(request)) {
      events.add(
          "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
              + "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-2\",\"content\":[],"
              + "\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n");
      events.add(block("0"));
    } else {
      events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
    }
    events.add(delta(request, "Hi"));
    return events;
  }

  private static String block(String index) {
    return "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"
        + index
        + ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
  }

  private static String delta(Received request, String text) {
    return isMessages(request)
        ? "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
            + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
            + text
            + "\"}}\n\n"
        : chunk("{\"content\":\"" + text + "\"}", "null");
  }

  private static String end(Received request) {
    return isMessages(request)
        ? "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
            + "{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\n"
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
        : request.text().contains("the end alone")
            ? "data: [DONE]\n\n"
            : chunk("{}", "\"stop\"") + "data: [DONE]\n\n";
  }

  private static String failure(Received request) {
    return isMessages(request)
        ? "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
            + "\"message\":\"failed\"}}\n\n"
        : "data: {\"error\":{\"type\":\"server_error\",\"message\":\"failed\"}}\n\n";
  }

  private static String chunk(String delta, String finish) {
    return "data: {\"id\":\"c_1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-2\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  private static String cut(String text) {
    return text.substring(0, text.length() / 2);
  }

  /** Fewer bytes than promised. */
  private static Reply truncated(String body) {
    return Reply.nothing()
        .raw(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n"
                + cut(body))
        .close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
