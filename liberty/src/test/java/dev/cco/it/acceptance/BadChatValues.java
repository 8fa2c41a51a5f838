package dev.cco.it.acceptance;

import dev.cco.it.acceptance.BadBodies.Row;
import java.util.List;
import java.util.stream.Stream;

/** The same as {@link BadValues} in the words of Chat, each with the parameter to be named. */
final class BadChatValues {
  private static final String F = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";

  private BadChatValues() {}

  /**
   * A wrong body and what of it is to be named.
   *
   * @param param in the vendor's way of naming
   */
  record Named(Row row, String param) {
    @Override
    public String toString() {
      return row.toString();
    }
  }

  /** What no route takes. */
  static List<Named> everywhere() {
    return List.of(
        named("M41", "no model", "model", body("").replace("\"model\":\"MODEL\",", "")),
        named("M42", "empty model", "model", body("").replace("MODEL", "")),
        named("M45", "model with a line end", "model", body("").replace("MODEL", "a\\r\\nX: y")),
        named("M51", "messages a string", "messages", messages("\"hello\"")),
        named("M76", "stream \"true\"", "stream", body("\"stream\":\"true\",")),
        named("M77", "stream 1", "stream", body("\"stream\":1,")),
        named("M80", "api_base", "api_base", body("\"api_base\":\"http://127.0.0.1:1\",")),
        named("M82", "api_key", "api_key", body("\"api_key\":\"sk-x\",")));
  }

  /** What only a provider or a translation judges. */
  static List<Named> values() {
    return Stream.of(limits(), turns(), tools()).flatMap(List::stream).toList();
  }

  private static List<Named> limits() {
    return List.of(
        named("M31", "max_tokens 0", "max_tokens", body("\"max_tokens\":0,")),
        named("M32", "max_tokens -1", "max_tokens", body("\"max_tokens\":-1,")),
        named("M33", "max_tokens 2^31", "max_tokens", body("\"max_tokens\":2147483648,")),
        named("M35", "max_tokens \"100\"", "max_tokens", body("\"max_tokens\":\"100\",")),
        named("M37", "temperature -0.1", "temperature", body("\"temperature\":-0.1,")),
        named("M38", "temperature 2.1", "temperature", body("\"temperature\":2.1,")),
        named("M39", "temperature hot", "temperature", body("\"temperature\":\"hot\",")),
        named("M75", "five stops", "stop", body("\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"],")),
        named("C1", "n 2", "n", body("\"n\":2,")),
        named("C1", "logprobs", "logprobs", body("\"logprobs\":true,")),
        named("M95", "user an object", "user", body("\"user\":{\"id\":1},")),
        named(
            "C4",
            "a schema without a name's object",
            "response_format.json_schema",
            body("\"response_format\":{\"type\":\"json_schema\"},")));
  }

  private static List<Named> turns() {
    return List.of(
        named("M50", "no messages", "messages", messages("[]")),
        named("M54", "role root", "messages[0].role", messages("[" + turn("root", "\"x\"") + "]")),
        content("M55", "content null", "messages[0].content", "null"),
        content("M57", "content a number", "messages[0].content", "7"),
        content("M59", "a part without type", "messages[0].content[0].type", "[{\"text\":\"x\"}]"),
        content("M60", "an unknown part", "messages[0].content[0].type", "[{\"type\":\"x\"}]"),
        image("M61", "an image that is not base64", "data:image/png;base64,?????"),
        image("M62", "an image of no known type", "data:image/tiff;base64,aGVsbG8="),
        image("M63", "an empty image", "data:image/png;base64,"),
        image("M65", "an image at a metadata service", "http://169.254.169.254/latest"));
  }

  private static List<Named> tools() {
    return List.of(
        named("M66", "tools no array", "tools", body("\"tools\":{},")),
        named(
            "M68",
            "one name twice",
            "tools[1].function.name",
            body("\"tools\":[" + F + "," + F + "],")),
        named(
            "M71",
            "a $ref elsewhere",
            "tools[0].function.parameters",
            body(
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"http://e.x/s\"}}}}}],")),
        named(
            "M73",
            "a choice of no tool",
            "tool_choice.function.name",
            body(
                "\"tools\":["
                    + F
                    + "],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}},")));
  }

  private static String body(String members) {
    return "{" + members + "\"model\":\"MODEL\",\"messages\":[" + turn("user", "\"hello\"") + "]}";
  }

  private static String messages(String messages) {
    return "{\"model\":\"MODEL\",\"messages\":" + messages + "}";
  }

  private static String turn(String role, String content) {
    return "{\"role\":\"" + role + "\",\"content\":" + content + "}";
  }

  private static Named content(String id, String what, String param, String content) {
    return named(id, what, param, messages("[" + turn("user", content) + "]"));
  }

  private static Named image(String id, String what, String url) {
    return content(
        id,
        what,
        "messages[0].content[0].image_url.url",
        "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}]");
  }

  private static Named named(String id, String what, String param, String body) {
    return new Named(BadBodies.bytes(id, what, () -> BadBodies.ascii(body)), param);
  }
}
