package dev.cco.it.acceptance;

import dev.cco.it.acceptance.BadBodies.Row;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Bodies of Messages whose form is right and whose values are not: M31 to M96. On a route that
 * passes bytes on they are the provider's to judge, but for {@link #everywhere()}.
 */
final class BadValues {
  private static final String TOOL =
      "{\"name\":\"f\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}";

  private BadValues() {}

  /** What no route takes. */
  static List<Row> everywhere() {
    return List.of(
        limit("M35", "\"100\""),
        limit("M36", "null"),
        refused("M41", "no model", body("").replace("\"model\":\"MODEL\",", "")),
        refused("M42", "empty model", body("").replace("MODEL", "")),
        refused("M43", "model of 10 KiB", body("").replace("MODEL", "m".repeat(10_240))),
        refused("M45", "model with a line end", body("").replace("MODEL", "claude\\r\\nX: y")),
        refused("M46", "model with an escape", body("").replace("MODEL", "\\u001b[31mred")),
        refused("M51", "messages a string", messages("\"hello\"")),
        refused("M76", "stream \"true\"", body("\"stream\":\"true\",")),
        refused("M77", "stream 1", body("\"stream\":1,")),
        passes("M78", "stream null", body("\"stream\":null,")),
        refused("M79", "stream twice", body("\"stream\":false,\"stream\":false,")),
        refused("M80", "api_base", body("\"api_base\":\"http://127.0.0.1:1\",")),
        refused("M81", "base_url", body("\"base_url\":\"http://127.0.0.1:1\",")),
        refused("M82", "api_key", body("\"api_key\":\"sk-x\",")),
        refused("M83", "extra_headers", body("\"extra_headers\":{\"a\":\"b\"},")),
        refused("M84", "custom_llm_provider", body("\"custom_llm_provider\":\"x\",")));
  }

  /** What only a provider or a translation judges. */
  static List<Row> values() {
    return Stream.of(limits(), turns(), media(), tools()).flatMap(List::stream).toList();
  }

  private static List<Row> limits() {
    return List.of(
        limit("M32", "-1"),
        limit("M33", "2147483648"),
        limit("M34", "9223372036854775808"),
        refused("M37", "temperature -0.1", body("\"temperature\":-0.1,")),
        refused("M38", "temperature 1.1", body("\"temperature\":1.1,")),
        refused("M39", "temperature hot", body("\"temperature\":\"hot\",")),
        passes("M40", "temperature 1e-400", body("\"temperature\":1e-400,")),
        refused(
            "M74",
            "budget of the limit",
            body("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},")
                .replace("\"max_tokens\":50", "\"max_tokens\":1024")),
        refused(
            "M75", "10,000 stops", body("\"stop_sequences\":[" + many("\"s%d\"", 10_000) + "],")),
        refused(
            "M94",
            "user_id of 1 MiB",
            asked("M94", "\"metadata\":{\"user_id\":\"" + "u".repeat(1 << 20) + "\"},")),
        refused(
            "M95", "user_id an object", asked("M95", "\"metadata\":{\"user_id\":{\"id\":\"u\"}},")),
        passes("M96", "user_id an address", body("\"metadata\":{\"user_id\":\"a@b.example\"},")));
  }

  private static List<Row> turns() {
    return List.of(
        refused("M50", "no messages", messages("[]")),
        made(
            "M52",
            "100,001 messages",
            () -> messages("[" + many(turn("user", "\"%d\""), 100_001) + "]")),
        refused("M53", "the assistant first", messages("[" + turn("assistant", "\"hello\"") + "]")),
        refused("M54", "role root", messages("[" + turn("root", "\"hello\"") + "]")),
        content("M55", "content null", "null"),
        content("M56", "no content", "[]"),
        content("M57", "content a number", "7"),
        content("M59", "a block without type", "[{\"text\":\"hello\"}]"),
        content(
            "M72",
            "a result without a call",
            "[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"x\"}]"));
  }

  private static List<Row> media() {
    return List.of(
        image("M61", "an image that is not base64", "image/png", "?????"),
        image("M62", "an image of no known type", "image/tiff", "aGVsbG8="),
        image("M63", "an empty image", "image/png", ""),
        content(
            "M65",
            "an image at a metadata service",
            "[{\"type\":\"image\",\"source\":{\"type\":\"url\","
                + "\"url\":\"http://169.254.169.254/latest\"}}]"));
  }

  private static List<Row> tools() {
    return List.of(
        refused("M66", "tools no array", body("\"tools\":{},")),
        made(
            "M67",
            "10,001 tools",
            () -> body("\"tools\":[" + many(TOOL.replace("\"f\"", "\"f%d\""), 10_001) + "],")),
        refused("M68", "one name twice", body("\"tools\":[" + TOOL + "," + TOOL + "],")),
        refused(
            "M69",
            "a schema 200 deep",
            schema(
                "{\"type\":\"object\",\"a\":"
                    + "{\"a\":".repeat(200)
                    + "1"
                    + "}".repeat(200)
                    + "}")),
        refused(
            "M70",
            "a $ref in a circle",
            schema(
                "{\"type\":\"object\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},"
                    + "\"b\":{\"$ref\":\"#/$defs/a\"}},"
                    + "\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}}}")),
        refused(
            "M71",
            "a $ref elsewhere",
            schema(
                "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"http://127.0.0.1:1/s\"}}}")),
        refused(
            "M73",
            "a choice of no tool",
            body("\"tools\":[" + TOOL + "],\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\"},")));
  }

  private static String body(String members) {
    return "{"
        + members
        + "\"model\":\"MODEL\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
  }

  /** The metadata are no part of what the cache knows a request by, so the text must be. */
  private static String asked(String text, String members) {
    return body(members).replace("hello", text);
  }

  private static String messages(String messages) {
    return "{\"model\":\"MODEL\",\"max_tokens\":50,\"messages\":" + messages + "}";
  }

  private static String turn(String role, String content) {
    return "{\"role\":\"" + role + "\",\"content\":" + content + "}";
  }

  private static String schema(String schema) {
    return body("\"tools\":[{\"name\":\"f\",\"input_schema\":" + schema + "}],");
  }

  private static String picture(String type, String data) {
    return "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""
        + type
        + "\",\"data\":\""
        + data
        + "\"}}]";
  }

  private static String many(String pattern, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> pattern.replace("%d", Integer.toString(i)))
        .collect(Collectors.joining(","));
  }

  private static Row limit(String id, String limit) {
    return refused(
        id,
        "max_tokens " + limit,
        body("").replace("\"max_tokens\":50", "\"max_tokens\":" + limit));
  }

  private static Row content(String id, String what, String content) {
    return refused(id, what, messages("[" + turn("user", content) + "]"));
  }

  private static Row image(String id, String what, String type, String data) {
    return content(id, what, picture(type, data));
  }

  private static Row refused(String id, String what, String body) {
    return made(id, what, () -> body);
  }

  private static Row made(String id, String what, Supplier<String> body) {
    return BadBodies.bytes(id, what, () -> BadBodies.ascii(body.get()));
  }

  private static Row passes(String id, String what, String body) {
    return BadBodies.passes(id, what, body);
  }
}
