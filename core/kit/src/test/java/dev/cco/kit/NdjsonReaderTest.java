package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.sse.Patience;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NdjsonReaderTest {

  @Test
  void readsTheSameLinesWhereverTheBytesAreSplit() throws IOException {
    byte[] bytes = "{\"a\":\"ö\"}\r\n\n{\"b\":2}\n{\"c\":3}".getBytes(StandardCharsets.UTF_8);

    for (int split = 0; split <= bytes.length; split++) {
      InputStream in =
          new SequenceInputStream(
              new ByteArrayInputStream(Arrays.copyOf(bytes, split)),
              new ByteArrayInputStream(Arrays.copyOfRange(bytes, split, bytes.length)));

      assertThat(lines(in, 100)).containsExactly("{\"a\":\"ö\"}\r", "{\"b\":2}", "{\"c\":3}");
    }
  }

  @Test
  void takesALineOfTheGreatestLengthAndNoLonger() throws IOException {
    byte[] line = "12345\n".getBytes(StandardCharsets.UTF_8);

    assertThat(lines(new ByteArrayInputStream(line), 5)).containsExactly("12345");
    assertThatThrownBy(() -> lines(new ByteArrayInputStream(line), 4))
        .isInstanceOf(AnswerTooLongException.class);
  }

  private static List<String> lines(InputStream in, int longest) throws IOException {
    NdjsonReader reader = new NdjsonReader(in, longest, Patience.endless());
    List<String> lines = new ArrayList<>();
    for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) {
      lines.add(line.get());
    }
    return lines;
  }
}
