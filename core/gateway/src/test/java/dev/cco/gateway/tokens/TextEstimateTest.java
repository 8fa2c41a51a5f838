package dev.cco.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEstimateTest {
  private static final int SEED = 20_261_121;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "english",
        "markdown",
        "java",
        "python",
        "minified",
        "json-schema",
        "json-pretty",
        "log",
        "diff",
        "html",
        "sql",
        "math",
        "identifiers",
        "german",
        "french",
        "russian",
        "greek-hebrew",
        "vietnamese-polish-turkish",
        "arabic",
        "hindi",
        "thai",
        "chinese",
        "japanese",
        "korean",
        "emoji"
      })
  void isNeverBelowATokenizersCountOfProse(String name) throws IOException {
    String text = text(name);

    assertThat(TextEstimate.of(text)).isGreaterThanOrEqualTo(tokens(text));
  }

  @ParameterizedTest
  @MethodSource("noise")
  void isNeverBelowATokenizersCountOfNoise(String text) {
    assertThat(TextEstimate.of(text)).isGreaterThanOrEqualTo(tokens(text));
  }

  static Stream<String> noise() {
    Random random = new Random(SEED);
    byte[] bytes = new byte[3000];
    random.nextBytes(bytes);
    return Stream.of(
        Base64.getEncoder().encodeToString(bytes),
        Base64.getUrlEncoder().encodeToString(bytes),
        HexFormat.of().formatHex(bytes),
        HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes),
        drawn(random, "abcdefghijklmnopqrstuvwxyz", 2000),
        drawn(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 2000),
        drawn(random, "0123456789", 2000),
        drawn(random, "!@#$%^&*()_+-=[]{};:,.<>/?|~`\"'\\", 2000),
        Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()).toString())
            .limit(100)
            .collect(Collectors.joining("\n")),
        random
            .ints(500, 0, 100_000)
            .mapToObj(number -> number + "\t" + number / 100.0)
            .collect(Collectors.joining("\n")),
        "a" + " ".repeat(300) + "b\n\n\n\n\t\t\tc\r\n  x  ".repeat(50),
        "=".repeat(200) + "\n" + "-".repeat(333) + "\n" + "a".repeat(480) + "0".repeat(300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "english",
        "markdown",
        "java",
        "python",
        "minified",
        "json-schema",
        "json-pretty",
        "log",
        "diff",
        "html",
        "sql"
      })
  void isAtMostTwiceATokenizersCountOfEnglishAndCode(String name) throws IOException {
    String text = text(name);

    assertThat(TextEstimate.of(text)).isLessThanOrEqualTo(2 * tokens(text));
  }

  @Test
  void countsNothingInNothing() {
    assertThat(TextEstimate.of("")).isZero();
    assertThat(TextEstimate.of("a")).isEqualTo(1);
  }

  @Test
  void takesHalfACharacterForWhatItIs() {
    assertThat(TextEstimate.of("\ud83d")).isPositive();
  }

  /** The larger count of the two vocabularies. */
  private static long tokens(String text) {
    return Math.max(
        Tokenizers.count(EncodingType.CL100K_BASE, text),
        Tokenizers.count(EncodingType.O200K_BASE, text));
  }

  private static String drawn(Random random, String from, int length) {
    return random
        .ints(length, 0, from.length())
        .mapToObj(i -> from.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TextEstimateTest.class.getResourceAsStream(name + ".txt"), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
