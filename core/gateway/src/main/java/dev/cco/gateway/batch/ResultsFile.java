package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.batch.Batch.Counts;
import dev.cco.gateway.batch.Batch.Ending;
import dev.cco.protocol.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A batch's results, a line each; a line that was appended survives whatever happens. */
final class ResultsFile implements AutoCloseable {
  private static final byte[] MESSAGE = ",\"message\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ERROR = ",\"error\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "}}\n".getBytes(StandardCharsets.US_ASCII);

  private final FileChannel channel;
  private final Set<String> found;

  /** Held while a line is appended. */
  private final ReentrantLock appending = new ReentrantLock();

  private long length;
  private Counts counts;
  private boolean closed;

  private ResultsFile(FileChannel channel, Set<String> found, long length, Counts counts) {
    this.channel = channel;
    this.found = found;
    this.length = length;
    this.counts = counts;
  }

  /** Opens the file and cuts off what a crash left of a last line, and all behind a broken one. */
  static ResultsFile open(Path file) throws IOException {
    Set<String> found = new HashSet<>();
    Counts counts = Counts.NONE;
    long length = 0;
    if (Files.exists(file)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        for (Optional<byte[]> line = line(in); line.isPresent(); line = line(in)) {
          Optional<ObjectNode> result = Json.parseObject(line.get());
          Optional<Ending> ending = result.flatMap(ResultsFile::ending);
          if (ending.isEmpty()) {
            break;
          }
          found.add(result.orElseThrow().path("custom_id").asText());
          counts = counts.plus(ending.get());
          length += line.get().length + 1;
        }
      }
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(length);
    channel.position(length);
    channel.force(true);
    return new ResultsFile(channel, found, length, counts);
  }

  /** A line without its end; absent where there is no complete one. */
  private static Optional<byte[]> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return Optional.of(line.toByteArray());
      }
      line.write(next);
    }
    return Optional.empty();
  }

  private static Optional<Ending> ending(ObjectNode line) {
    return switch (line.path("result").path("type").asText("")) {
      case "succeeded" -> Optional.of(Ending.SUCCEEDED);
      case "errored" -> Optional.of(Ending.ERRORED);
      case "canceled" -> Optional.of(Ending.CANCELED);
      case "expired" -> Optional.of(Ending.EXPIRED);
      default -> Optional.empty();
    };
  }

  /** Whether the file held this request's result when it was opened. */
  boolean held(String customId) {
    return found.contains(customId);
  }

  Counts counts() {
    appending.lock();
    try {
      return counts;
    } finally {
      appending.unlock();
    }
  }

  /** Appends a result that says all by its kind; {@link #force} makes many of them durable. */
  void append(String customId, Ending ending) throws IOException {
    append(line(customId, ending, new byte[0], new byte[0]), ending);
  }

  void succeeded(String customId, byte[] message) throws IOException {
    append(line(customId, Ending.SUCCEEDED, MESSAGE, message), Ending.SUCCEEDED);
    force();
  }

  void errored(String customId, byte[] envelope) throws IOException {
    append(line(customId, Ending.ERRORED, ERROR, envelope), Ending.ERRORED);
    force();
  }

  void force() throws IOException {
    if (channel.isOpen()) {
      channel.force(false);
    }
  }

  private static ByteBuffer line(String customId, Ending ending, byte[] member, byte[] json) {
    // The id's pattern leaves nothing to escape.
    String head =
        "{\"custom_id\":\""
            + customId
            + "\",\"result\":{\"type\":\""
            + ending.name().toLowerCase(Locale.ROOT)
            + "\"";
    ByteBuffer line = ByteBuffer.allocate(head.length() + member.length + json.length + END.length);
    line.put(head.getBytes(StandardCharsets.US_ASCII)).put(member);
    for (byte each : json) {
      // Between the tokens of a document that came on several lines; inside of strings there is
      // none.
      if (each != '\n' && each != '\r') {
        line.put(each);
      }
    }
    return line.put(END).flip();
  }

  private void append(ByteBuffer line, Ending ending) throws IOException {
    appending.lock();
    try {
      if (closed) {
        return;
      }
      long end = length + line.remaining();
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
      } catch (IOException e) {
        channel.truncate(length);
        throw e;
      }
      length = end;
      counts = counts.plus(ending);
    } finally {
      appending.unlock();
    }
  }

  /** What comes later is lost: its request is asked again when the batch goes on. */
  @Override
  public void close() throws IOException {
    appending.lock();
    try {
      closed = true;
      channel.close();
    } finally {
      appending.unlock();
    }
  }
}
