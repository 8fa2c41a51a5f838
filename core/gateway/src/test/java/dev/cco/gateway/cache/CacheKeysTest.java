package dev.cco.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class CacheKeysTest {
  private static final List<String> HEADERS = List.of("2023-06-01", "beta-a");

  @Test
  void theSameFieldsGiveTheSameKey() {
    assertThat(ofBytes("p", 1, Operation.MESSAGES, HEADERS, "{}"))
        .isEqualTo(ofBytes("p", 1, Operation.MESSAGES, HEADERS, "{}"))
        .hasSameHashCodeAs(ofBytes("p", 1, Operation.MESSAGES, HEADERS, "{}"));
  }

  @Test
  void everyChangeOfAFieldChangesTheKey() {
    List<CacheKey> keys =
        List.of(
            ofBytes("p", 1, Operation.MESSAGES, HEADERS, "{}"),
            ofBytes("q", 1, Operation.MESSAGES, HEADERS, "{}"),
            ofBytes("", 1, Operation.MESSAGES, HEADERS, "{}"),
            ofBytes("p", 2, Operation.MESSAGES, HEADERS, "{}"),
            ofBytes("p", 1L << 32 | 1, Operation.MESSAGES, HEADERS, "{}"),
            ofBytes("p", 1, Operation.COUNT_TOKENS, HEADERS, "{}"),
            ofBytes("p", 1, Operation.CHAT, HEADERS, "{}"),
            ofBytes("p", 1, Operation.MESSAGES, List.of("2023-06-01"), "{}"),
            ofBytes("p", 1, Operation.MESSAGES, List.of("2023-06-01", "beta-b"), "{}"),
            ofBytes("p", 1, Operation.MESSAGES, List.of("beta-a", "2023-06-01"), "{}"),
            ofBytes("p", 1, Operation.MESSAGES, List.of("2023-06-01beta-a"), "{}"),
            ofBytes("p", 1, Operation.MESSAGES, List.of("2023-06-01", "beta-a", ""), "{}"),
            ofBytes("p", 1, Operation.MESSAGES, HEADERS, "{} "),
            ofBytes("p", 1, Operation.MESSAGES, HEADERS, ""),
            ofMeaning("p", 1, Operation.MESSAGES, HEADERS, "{}"),
            ofMeaning("q", 1, Operation.MESSAGES, HEADERS, "{}"),
            ofMeaning("p", 2, Operation.MESSAGES, HEADERS, "{}"),
            ofMeaning("p", 1, Operation.CHAT, HEADERS, "{}"),
            ofMeaning("p", 1, Operation.MESSAGES, List.of(), "{}"),
            ofMeaning("p", 1, Operation.MESSAGES, HEADERS, "{} "));

    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void movingACharacterToTheNextFieldChangesTheKey() {
    assertThat(ofBytes("ab", 1, Operation.CHAT, List.of("c", "d"), "e"))
        .isNotEqualTo(ofBytes("a", 1, Operation.CHAT, List.of("bc", "d"), "e"))
        .isNotEqualTo(ofBytes("ab", 1, Operation.CHAT, List.of("cd", ""), "e"))
        .isNotEqualTo(ofBytes("ab", 1, Operation.CHAT, List.of("c"), "de"));
  }

  @Test
  void composedAndDecomposedLettersAreDifferent() {
    assertThat(ofBytes("p", 1, Operation.CHAT, HEADERS, "\u00e9"))
        .isNotEqualTo(ofBytes("p", 1, Operation.CHAT, HEADERS, "e\u0301"));
  }

  @Test
  void scopesThatAgreeInTheirFirstCharactersNeverShareAKey() {
    Set<CacheKey> keys = new HashSet<>();

    for (int i = 0; i < 1000; i++) {
      keys.add(ofBytes("x".repeat(200) + i, 1, Operation.CHAT, HEADERS, "{}"));
    }

    assertThat(keys).hasSize(1000);
  }

  @Test
  void howTheCanonicalBodyIsCutDoesNotCount() {
    byte[] body = "0123456789".repeat(1000).getBytes(UTF_8);
    CacheKey whole = ofMeaning("p", 1, Operation.CHAT, HEADERS, new String(body, UTF_8));

    for (int step : new int[] {1, 7, 2047, 2048, 2049, 9999}) {
      assertThat(CacheKeys.ofMeaning("p", 1, Operation.CHAT, HEADERS, inSteps(body, step)))
          .isEqualTo(whole);
    }
  }

  @Test
  void staysTheSameOverReleases() {
    // Entries on disk are found by it: whoever changes it must raise the format version.
    assertThat(ofBytes("p", 1, Operation.MESSAGES, HEADERS, "{}"))
        .hasToString("1a7af265fd5e75f07912cb0d6f7019928f8fd82b76cd7fc094692e7ff1532aa0");
  }

  private static CacheKey ofBytes(
      String scope, long revision, Operation operation, List<String> headers, String body) {
    return CacheKeys.ofBytes(scope, revision, operation, headers, body.getBytes(UTF_8));
  }

  private static CacheKey ofMeaning(
      String scope, long revision, Operation operation, List<String> headers, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return CacheKeys.ofMeaning(
        scope, revision, operation, headers, inSteps(bytes, Math.max(1, bytes.length)));
  }

  private static Consumer<OutputStream> inSteps(byte[] bytes, int step) {
    return out -> {
      try {
        for (int i = 0; i < bytes.length; i += step) {
          if (step == 1) {
            out.write(bytes[i]);
          } else {
            out.write(bytes, i, Math.min(step, bytes.length - i));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
