package dev.cco.gateway.batch;

import dev.cco.gateway.batch.BatchRequests.Item;
import dev.cco.gateway.batch.BatchRequests.Span;
import dev.cco.protocol.json.Edits;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Replaces the models' names in a batch and touches nothing else. */
final class ModelNames {
  private ModelNames() {}

  /** Copies a batch with the names that the provider has for the models. */
  static void replace(Path from, Path to, Map<String, String> names) throws IOException {
    try (BatchRequests requests = BatchRequests.open(from);
        FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      long done = 0;
      for (Optional<Item> next = requests.next(); next.isPresent(); next = requests.next()) {
        Span place = next.get().modelPlace();
        copy(source, new Span(done, place.from()), out);
        String name = Objects.requireNonNull(names.get(next.get().model()));
        out.write(Edits.quote(name).getBytes(StandardCharsets.UTF_8));
        done = place.to();
      }
      copy(source, new Span(done, source.size()), out);
    }
  }

  private static void copy(FileChannel source, Span part, OutputStream out) throws IOException {
    source.position(part.from());
    byte[] piece = new byte[8192];
    var in = Channels.newInputStream(source);
    for (long left = part.to() - part.from(); left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw new IOException("a batch's file is shorter than it was");
      }
      out.write(piece, 0, read);
      left -= read;
    }
  }
}
