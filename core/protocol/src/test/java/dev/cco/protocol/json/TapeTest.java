package dev.cco.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cco.spi.CallerFault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TapeTest {
  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("M1 empty body", bytes(""), "empty"),
        arguments("M1 only space", bytes(" \n"), "empty"),
        arguments("M2 null", bytes("null"), "must be a JSON object"),
        arguments("M3 array", bytes("[]"), "must be a JSON object"),
        arguments("M4 string", bytes("\"x\""), "must be a JSON object"),
        arguments("M6 truncated object", bytes("{\"model\":"), "ends too early"),
        arguments("M6 truncated string", bytes("{\"model\":\"cl"), "middle of a string"),
        arguments("M6 truncated word", bytes("{\"a\":tru"), "ends too early"),
        arguments("M6 truncated escape", bytes("{\"a\":\"\\u00"), "middle of a string"),
        arguments("M6 truncated number", bytes("{\"a\":-"), "ends too early"),
        arguments("M7 trailing bracket", bytes("{}}"), "after the end"),
        arguments("M8 two documents", bytes("{} {}"), "after the end"),
        arguments("M9 comment", bytes("{/* x */}"), "no comments"),
        arguments("M9 comment in front", bytes("// x\n{}"), "no comments"),
        arguments("M9 comment as value", bytes("{\"a\":1,//\n\"b\":2}"), "no comments"),
        arguments("M10 single quotes", bytes("{'model':'x'}"), "no single quotes"),
        arguments("trailing comma in object", bytes("{\"a\":1,}"), "name in double quotes"),
        arguments("trailing comma in array", bytes("{\"a\":[1,]}"), "value is expected"),
        arguments("missing comma", bytes("{\"a\":1 \"b\":2}"), "comma or '}'"),
        arguments("missing colon", bytes("{\"a\" 1}"), "colon"),
        arguments("M11 UTF-16 with mark", "{}".getBytes(UTF_16), "UTF-16"),
        arguments("M11 UTF-16 without mark", "{}".getBytes(UTF_16LE), "UTF-16"),
        arguments("M12 byte order mark", bytes("\ufeff{}"), "byte order mark"),
        arguments("M13 lone continuation", in(0x80), "UTF-8"),
        arguments("M13 overlong slash", in(0xc0, 0xaf), "UTF-8"),
        arguments("M13 overlong of three", in(0xe0, 0x9f, 0xbf), "UTF-8"),
        arguments("M13 surrogate", in(0xed, 0xa0, 0x80), "UTF-8"),
        arguments("M13 overlong of four", in(0xf0, 0x8f, 0xbf, 0xbf), "UTF-8"),
        arguments("M13 beyond Unicode", in(0xf4, 0x90, 0x80, 0x80), "UTF-8"),
        arguments("M13 cut character", in(0xe2, 0x82), "UTF-8"),
        arguments(
            "M13 Latin-1",
            "{\"a\":\"é\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
            "UTF-8"),
        arguments("M14 high surrogate", bytes("{\"a\":\"\\ud800\"}"), "surrogate"),
        arguments("M14 low surrogate", bytes("{\"a\":\"\\udc00\"}"), "surrogate"),
        arguments("M14 two high", bytes("{\"a\":\"\\ud800\\ud800\"}"), "surrogate"),
        arguments("raw control character", bytes("{\"a\":\"x\ny\"}"), "control character"),
        arguments("unknown escape", bytes("{\"a\":\"\\x41\"}"), "unknown escape"),
        arguments("bad hexadecimal", bytes("{\"a\":\"\\u00g0\"}"), "hexadecimal"),
        arguments("M16 depth 101", bytes(nested(101)), "deeper than 100"),
        arguments("M17 depth 100,000", bytes(nested(100_000)), "deeper than 100"),
        arguments("M18 2,000,001 nodes", bytes(nodes(2_000_001)), "more than 2000000"),
        arguments("M19 key of 2 KiB", bytes("{\"" + "k".repeat(2048) + "\":1}"), "1024"),
        arguments("key of 1 KiB and one", bytes("{\"" + "k".repeat(1025) + "\":1}"), "1024"),
        arguments("M20 model twice", bytes("{\"model\":1,\"model\":2}"), "given twice"),
        arguments("M21 twice far apart", bytes("{\"messages\":1,\"a\":2,\"messages\":3}"), "twice"),
        arguments("M20 twice by escape", bytes("{\"model\":1,\"mo\\u0064el\":2}"), "given twice"),
        arguments("twice inside", bytes("{\"a\":[{\"b\":{\"x\":1,\"x\":2}}]}"), "given twice"),
        arguments("twice among many", bytes(members(5000, 4321)), "given twice"),
        arguments("M25 exponent", bytes("{\"a\":1e999999999}"), "exponent"),
        arguments("M25 negative exponent", bytes("{\"a\":1e-1000}"), "exponent"),
        arguments("M26 1,000 digits", bytes("{\"a\":" + "1".repeat(1000) + "}"), "64 characters"),
        arguments("65 digits", bytes("{\"a\":" + "1".repeat(65) + "}"), "64 characters"),
        arguments("M27 NaN", bytes("{\"a\":NaN}"), "no NaN"),
        arguments("M27 Infinity", bytes("{\"a\":-Infinity}"), "no NaN and no Infinity"),
        arguments("leading zero", bytes("{\"a\":01}"), "comma or '}'"),
        arguments("leading plus", bytes("{\"a\":+1}"), "value is expected"),
        arguments("bare fraction", bytes("{\"a\":.5}"), "value is expected"),
        arguments("open fraction", bytes("{\"a\":1.}"), "digit is expected"),
        arguments("word in capitals", bytes("{\"a\":True}"), "value is expected"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesInPlainWords(String name, byte[] body, String words) {
    CallerFault fault = catchThrowableOfType(CallerFault.class, () -> Tape.scan(body));

    assertThat(fault).as(name).isNotNull();
    assertThat(fault.status()).isEqualTo(400);
    assertThat(fault).hasMessageContaining(words);
    assertThat(fault.getMessage()).hasSizeLessThan(400);
  }

  static Stream<String> accepted() {
    return Stream.of(
        "{}",
        " {\t\"a\" :\r\n [ ] } ",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\ud83d\\ude00 😀 é 字 \u007f\"}",
        "{\"__proto__\":{},\"@type\":\"java.lang.Runtime\",\"\":0}",
        "{\"a\":-0,\"b\":1.0,\"c\":1e-400,\"d\":1E+999,\"e\":1e0000000001}",
        "{\"a\":" + "1".repeat(64) + "}",
        "{\"" + "k".repeat(1024) + "\":1}",
        "{\"a\":\"" + "x".repeat(1 << 20) + "\"}",
        members(5000, -1),
        nested(100),
        nodes(2_000_000));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatIsWithinTheLimits(String body) {
    Tape tape = Tape.scan(bytes(body));

    assertThat(tape.kind(tape.root())).isEqualTo(Kind.OBJECT);
  }

  @Test
  @Timeout(5)
  void refusesExtremeDepthAtOnce() {
    byte[] body = bytes(nested(100_000));
    long begin = System.nanoTime();

    assertThatThrownBy(() -> Tape.scan(body)).isInstanceOf(CallerFault.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void namesLineByteAndPlace() {
    byte[] body = bytes("{\n \"messages\": [{}, {\"a/b\": {\"x\": 1,\n  \"x\": 2}}]}");

    CallerFault fault = catchThrowableOfType(CallerFault.class, () -> Tape.scan(body));

    assertThat(fault.pointer()).isEqualTo("/messages/1/a~1b/x");
    assertThat(fault).hasMessage("a member is given twice (line 3, byte 3 in /messages/1/a~1b/x)");
  }

  @Test
  void doesNotRepeatLongNames() {
    String key = "k".repeat(1000);

    CallerFault fault =
        catchThrowableOfType(
            CallerFault.class, () -> Tape.scan(bytes("{\"" + key + "\":{\"x\":]}}")));

    assertThat(fault.pointer()).isEqualTo("/" + "k".repeat(64));
  }

  @Test
  void findsMembersAndElements() {
    Tape tape = Tape.scan(bytes("{\"a\":[true,false,null,-1.50,{\"b\":\"x\\n\"}],\"é\":{}}"));

    int array = tape.member(tape.root(), "a");
    int object = tape.next(tape.next(tape.next(tape.next(tape.firstChild(array)))));

    assertThat(tape.size(array)).isEqualTo(5);
    assertThat(tape.kind(tape.firstChild(array))).isEqualTo(Kind.TRUE);
    assertThat(tape.next(object)).isEqualTo(Tape.NONE);
    assertThat(tape.string(tape.member(object, "b"))).isEqualTo("x\n");
    assertThat(tape.isString(tape.member(object, "b"), "x\n")).isTrue();
    assertThat(tape.pointer(tape.member(object, "b"))).isEqualTo("/a/4/b");
    assertThat(tape.number(object - 1)).isEqualTo(new BigDecimal("-1.50"));
    assertThat(tape.member(tape.root(), "é")).isEqualTo(tape.next(array));
    assertThat(tape.member(tape.root(), "none")).isEqualTo(Tape.NONE);
    assertThat(tape.member(array, "a")).isEqualTo(Tape.NONE);
    assertThat(tape.firstChild(tape.member(tape.root(), "é"))).isEqualTo(Tape.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "-0, true",
    "7, true",
    "-12, true",
    "12345678901234567890, true",
    "1.0, false",
    "1e3, false",
    "1E3, false",
    "-0.5, false",
    "'\"1\"', false",
    "null, false",
    "[1], false"
  })
  void knowsIntegersByTheirSpelling(String written, boolean integer) {
    Tape tape = Tape.scan(bytes("{\"a\":" + written + "}"));

    assertThat(tape.isInteger(tape.member(tape.root(), "a"))).isEqualTo(integer);
  }

  @Test
  void findsMembersWhoseNamesAreEscaped() {
    Tape tape = Tape.scan(bytes("{\"mod\\u0065l\":\"x\",\"\\u00e9\":1}"));

    assertThat(tape.string(tape.member(tape.root(), "model"))).isEqualTo("x");
    assertThat(tape.key(tape.member(tape.root(), "é"))).isEqualTo("é");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33})
  void seesWhatIsSpecialAtEveryOffset(int offset) {
    String text = "a".repeat(offset) + "\"\\/é字😀\n" + "b".repeat(20);
    String body = "{\"k\":" + Edits.quote(text) + "}";

    Tape tape = Tape.scan(bytes(body));

    assertThat(tape.string(tape.member(tape.root(), "k"))).isEqualTo(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] in(int... text) {
    byte[] body = new byte[text.length + 8];
    System.arraycopy(bytes("{\"a\":\""), 0, body, 0, 6);
    for (int i = 0; i < text.length; i++) {
      body[6 + i] = (byte) text[i];
    }
    System.arraycopy(bytes("\"}"), 0, body, 6 + text.length, 2);
    return body;
  }

  /** An object with arrays in it, {@code depth} levels in all. */
  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  }

  private static String nodes(int count) {
    return "{\"a\":[" + "1,".repeat(count - 3) + "1]}";
  }

  private static String members(int count, int twice) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"member" + (i == count - 1 && twice >= 0 ? twice : i) + "\":0")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
