package dev.cco.ledger;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** Records calls without end and writes the id of each after it is recorded. To be killed. */
final class RecordingProcess {
  private static final int THREADS = 3;

  private RecordingProcess() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    LedgerService ledger =
        LedgerService.start(
            directory,
            DatabaseSettings.embedded(directory),
            LedgerSettings.DEFAULT,
            Clock.systemUTC(),
            256 * 1024);
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    for (int i = 0; i < THREADS; i++) {
      String prefix = arguments[1] + "-" + i + "-";
      Thread.ofPlatform().start(() -> record(ledger, prefix, out));
    }
  }

  private static void record(LedgerService ledger, String prefix, FileOutputStream out) {
    for (long number = 0; ; number++) {
      String id = prefix + number;
      ledger.record(Exchanges.full(id));
      try {
        out.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
