package dev.cco.it.acceptance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The wrong bodies: M rows for both protocols, C rows for Chat. */
final class BadBodies {
  private static final String MODEL = "MODEL";

  private BadBodies() {}

  /**
   * One wrong body, or one that looks wrong and is not.
   *
   * @param body made when needed: some are large
   * @param passes whether it is to be answered
   */
  record Row(String id, String what, boolean passes, Supplier<byte[]> body) {

    /** With the model's name in place of the placeholder, where it is in single bytes. */
    byte[] bytes(String model) {
      String text = new String(body.get(), StandardCharsets.ISO_8859_1);
      return text.replace(MODEL, model).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return id + " " + what;
    }
  }

  /** M1 to M30 of the corpus. */
  static List<Row> messages() {
    return List.of(
        refused("M1", "empty body", ""),
        refused("M2", "null", "null"),
        refused("M3", "an array", "[]"),
        refused("M4", "a string", "\"x\""),
        refused("M5", "no members", "{}"),
        refused("M6", "truncated", whole("").substring(0, 60)),
        refused("M7", "trailing brace", whole("") + "}"),
        refused("M8", "two documents", whole("") + whole("")),
        refused("M9", "comments", "/* hello */" + whole("")),
        refused("M10", "single quotes", whole("").replace('"', '\'')),
        bytes("M11", "UTF-16", () -> whole("").getBytes(StandardCharsets.UTF_16)),
        bytes(
            "M12",
            "byte order mark",
            () -> ("\uFEFF" + whole("")).getBytes(StandardCharsets.UTF_8)),
        bytes("M13", "invalid UTF-8", () -> text(new byte[] {(byte) 0xC3, (byte) 0x28})),
        refused("M14", "lone surrogate", withText("\\ud800")),
        passes("M15", "NUL in a text", withText("a\\u0000b")),
        bytes("M16", "depth 101", () -> nested(101)),
        bytes("M17", "depth 100,000", () -> nested(100_000)),
        bytes("M18", "2,000,001 nodes", () -> nodes(2_000_001)),
        refused("M19", "key of 2 KiB", whole("\"" + "k".repeat(2048) + "\":1,")),
        refused("M20", "model twice", whole("\"model\":\"MODEL\",")),
        refused("M21", "messages twice", whole("\"messages\":[],")),
        passes("M22", "__proto__", whole("\"__proto__\":{\"admin\":true},")),
        passes("M23", "@type", whole("\"@type\":\"java.lang.Runtime\",")),
        passes(
            "M24", "unknown field of 1 MiB", whole("\"unknown\":\"" + "u".repeat(1 << 20) + "\",")),
        refused("M25", "1e999999999", whole("\"temperature\":1e999999999,")),
        refused("M26", "1,000 digits", whole("\"temperature\":" + "1".repeat(1000) + ",")),
        refused("M27", "NaN", whole("\"temperature\":NaN,")),
        passes("M28", "minus zero", whole("\"temperature\":-0,")),
        refused(
            "M29", "max_tokens 1.0", whole("").replace("\"max_tokens\":50", "\"max_tokens\":1.0")),
        refused("M30", "no max_tokens", whole("").replace("\"max_tokens\":50,", "")));
  }

  /** C1 to C8 of the corpus. */
  static List<Row> chat() {
    String bias =
        IntStream.range(0, 100_000)
            .mapToObj(token -> "\"" + token + "\":1")
            .collect(Collectors.joining(",", "\"logit_bias\":{", "},"));
    String function = "{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}";
    return List.of(
        refused("C1", "n 0", chat("\"n\":0,")),
        refused("C1", "n 129", chat("\"n\":129,")),
        refused("C2", "logit_bias of 100,000", chat(bias)),
        refused(
            "C3",
            "functions and tools",
            chat(
                "\"functions\":["
                    + function
                    + "],\"tools\":[{\"type\":\"function\",\"function\":"
                    + function
                    + "}],")),
        refused("C4", "unknown response_format", chat("\"response_format\":{\"type\":\"xml\"},")),
        refused(
            "C5",
            "stream_options without stream",
            chat("\"stream_options\":{\"include_usage\":true},")),
        refused(
            "C6", "two limits that differ", chat("\"max_tokens\":5,\"max_completion_tokens\":6,")),
        refused("C7", "seed of 2^64", chat("\"seed\":18446744073709551616,")),
        refused(
            "C8",
            "name of 10 KiB",
            chat("")
                .replace(
                    "\"role\":\"user\"",
                    "\"role\":\"user\",\"name\":\"" + "n".repeat(10_240) + "\"")));
  }

  /** A right Messages body, which is a right Chat body too, with more members before the others. */
  private static String whole(String members) {
    return "{"
        + members
        + "\"model\":\"MODEL\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
  }

  private static String chat(String members) {
    return "{"
        + members
        + "\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
  }

  private static String withText(String escaped) {
    return whole("").replace("hello", escaped);
  }

  private static byte[] text(byte[] inner) {
    var out = new ByteArrayOutputStream();
    String[] around = whole("").split("hello", 2);
    out.writeBytes(around[0].getBytes(StandardCharsets.UTF_8));
    out.writeBytes(inner);
    out.writeBytes(around[1].getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static byte[] nested(int depth) {
    return ascii(whole("\"deep\":" + "[".repeat(depth) + "]".repeat(depth) + ","));
  }

  private static byte[] nodes(int count) {
    return ascii(whole("\"many\":[" + "0,".repeat(count - 1) + "0],"));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Row refused(String id, String what, String body) {
    return bytes(id, what, () -> body.getBytes(StandardCharsets.UTF_8));
  }

  static Row bytes(String id, String what, Supplier<byte[]> body) {
    return new Row(id, what, false, body);
  }

  static Row passes(String id, String what, String body) {
    return new Row(id, what, true, () -> body.getBytes(StandardCharsets.UTF_8));
  }
}
