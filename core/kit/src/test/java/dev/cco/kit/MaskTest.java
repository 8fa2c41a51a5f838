package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
  private static final String KEY = "sk-ant-sk-ant-0123456789";
  private static final Mask MASK = new Mask(Optional.of(Secret.of(KEY)));

  /** Gives so many bytes at most for each read, as a network does. */
  private static final class Trickle extends FilterInputStream {
    private final int most;

    Trickle(String text, int most) {
      super(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      this.most = most;
    }

    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
      return super.read(target, offset, Math.min(size, most));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 23, 24, 25, 1000})
  void takesTheSecretOutOfAStreamHoweverItArrives(int most) throws IOException {
    String text = "sk-ant-" + KEY + "ü" + KEY + KEY + "sk-ant-sk-ant-01234";

    assertThat(read(text, most, 8192)).isEqualTo("sk-ant-***ü******sk-ant-sk-ant-01234");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "5,3", "40,10", "3,30", "100,24"})
  void takesItOutHoweverSmallTheReadersArrayIs(int most, int size) throws IOException {
    assertThat(read("a" + KEY + "b" + KEY, most, size)).isEqualTo("a***b***");
  }

  @Test
  void holdsNothingBackThatCannotBeTheSecret() throws IOException {
    InputStream masked = MASK.stream(new Trickle("data: {}\n\ndata: later", 10));

    assertThat(new String(masked.readNBytes(10), StandardCharsets.UTF_8)).isEqualTo("data: {}\n\n");
  }

  @Test
  void leavesAnswersAloneWhereTheSecretIsAWord() throws IOException {
    Mask mask = new Mask(Optional.of(Secret.of("localhost")));

    InputStream body = mask.stream(new Trickle("I run localhost.", 100));

    assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("I run localhost.");
    assertThat(
            new String(
                mask.body("key localhost".getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8))
        .isEqualTo("key ***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "test", "error", "ollama"})
  void hidesNothingThatIsTooShortForASecret(String key) {
    Mask mask = new Mask(Optional.of(Secret.of(key)));
    byte[] error = "{\"error\":\"the test of ollama\"}".getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = Map.of("content-type", "text/event-stream");

    assertThat(mask.body(error)).isEqualTo(error);
    assertThat(mask.headers(headers)).isEqualTo(headers);
  }

  @Test
  void masksHeaders() {
    assertThat(MASK.headers(Map.of("x", "is " + KEY, "y", "z")))
        .isEqualTo(Map.of("x", "is ***", "y", "z"));
  }

  private static String read(String text, int most, int size) throws IOException {
    InputStream masked = MASK.stream(new Trickle(text, most));
    byte[] piece = new byte[size];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int count = masked.read(piece); count >= 0; count = masked.read(piece)) {
      all.write(piece, 0, count);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
