package dev.cco.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads one JSON document per line. Blank lines are skipped. Used by one thread. */
public final class NdjsonReader {
  private final InputStream in;
  private final int maxLine;
  private final byte[] buffer = new byte[8192];
  private int position;
  private int end;

  /** Reads lines of at most {@code maxLine} bytes. */
  public NdjsonReader(InputStream in, int maxLine) {
    this.in = in;
    this.maxLine = maxLine;
  }

  /**
   * The next line with text on it; empty at the end. A last line needs no line end.
   *
   * @throws IOException if the stream breaks, or a line is too long
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
        return Optional.of(text(line));
      }
    }
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer);
    position = 0;
    end = Math.max(read, 0);
    return read >= 0;
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8);
  }
}
