package dev.cco.kit;

import dev.cco.protocol.sse.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads one JSON document per line. Blank lines are skipped. Used by one thread. */
public final class NdjsonReader {
  private final InputStream in;
  private final int maxLine;
  private final Patience patience;
  private final byte[] buffer = new byte[8192];
  private int position;
  private int end;

  /** Reads lines of at most {@code maxLine} bytes, each of which must be complete in time. */
  public NdjsonReader(InputStream in, int maxLine, Patience patience) {
    this.in = in;
    this.maxLine = maxLine;
    this.patience = patience;
  }

  /**
   * The next line with text on it; empty at the end. A last line needs no line end.
   *
   * @throws IOException if the stream breaks, or a line is too long or too long under way
   */
  public Optional<String> next() throws IOException {
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty() || !line.get().isBlank()) {
        return line;
      }
    }
  }

  private Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (position == end && !fill()) {
        return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
      }
      int start = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      line.write(buffer, start, position - start);
      if (line.size() > maxLine) {
        throw new AnswerTooLongException(maxLine);
      }
      if (position < end) {
        position++;
        patience.reward();
        return Optional.of(text(line));
      }
    }
  }

  private boolean fill() throws IOException {
    int read = patience.read(in, buffer, 0, buffer.length);
    position = 0;
    end = Math.max(read, 0);
    return read >= 0;
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8);
  }
}
