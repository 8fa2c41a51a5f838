package dev.cco.ledger;

import dev.cco.gateway.ExchangeRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * What recording costs: {@code append} into the spool, and insertion into H2 by JPA's batch writing
 * and by plain JDBC. Prints rows per second and microseconds of CPU per row, of all threads.
 */
final class LedgerBenchmark {
  private static final int ROWS = 400_000;
  private static final int BATCH = LedgerWriter.BATCH;

  private interface Insert {
    void batch(Database database, List<ApiCall> calls) throws SQLException;
  }

  private LedgerBenchmark() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    PrintStream out = System.out;
    Path directory = Files.createTempDirectory("ledger-benchmark");
    CallStore store = new CallStore(Clock.systemUTC());
    boolean ordered = arguments.length < 2 || arguments[1].equals("ordered");
    switch (arguments.length == 0 ? "whole" : arguments[0]) {
      case "jpa" -> insert(out, directory, "jpa", ordered, LedgerBenchmark::jpa);
      case "jdbc" ->
          insert(
              out,
              directory,
              "jdbc",
              ordered,
              (database, calls) -> {
                try (Connection connection = database.connection()) {
                  store.insert(connection, calls, false);
                }
              });
      case "append" -> append(out, directory);
      default -> whole(out, directory);
    }
  }

  private static void insert(
      PrintStream out, Path directory, String name, boolean ordered, Insert insert)
      throws SQLException {
    try (Database database = Database.open(DatabaseSettings.embedded(directory))) {
      long start = 0;
      long cpu = 0;
      for (int row = 0; row < ROWS; row += BATCH) {
        if (row == ROWS / 2) {
          start = System.nanoTime();
          cpu = cpu();
        }
        List<ApiCall> calls = new ArrayList<>();
        for (int i = row; i < row + BATCH; i++) {
          calls.add(new ApiCall(exchange(i, ordered)));
        }
        insert.batch(database, calls);
      }
      print(out, name, ROWS / 2, System.nanoTime() - start, cpu() - cpu);
    }
  }

  private static void jpa(Database database, List<ApiCall> calls) {
    database.read(
        entityManager -> {
          entityManager.getTransaction().begin();
          calls.forEach(entityManager::persist);
          entityManager.getTransaction().commit();
          return true;
        });
  }

  private static void append(PrintStream out, Path directory) throws IOException {
    LedgerSettings settings = LedgerSettings.DEFAULT;
    try (Spool spool = Spool.open(directory, settings, 16L << 20)) {
      ExchangeRecord exchange = exchange(1, true);
      LongStream.range(0, ROWS).forEach(i -> spool.append(exchange));
      long start = System.nanoTime();
      long cpu = cpu();
      LongStream.range(0, ROWS).forEach(i -> spool.append(exchange));
      print(out, "append", ROWS, System.nanoTime() - start, cpu() - cpu);
      out.println("bytes per record: " + spool.waitingBytes() / spool.waitingRecords());
    }
  }

  private static void whole(PrintStream out, Path directory) {
    try (LedgerService ledger =
        LedgerService.start(
            directory,
            DatabaseSettings.embedded(directory),
            LedgerSettings.DEFAULT,
            Clock.systemUTC())) {
      LongStream.range(0, ROWS).forEach(i -> ledger.record(exchange(i, true)));
      ledger.flush(Duration.ofMinutes(2));
      long start = System.nanoTime();
      long cpu = cpu();
      LongStream.range(ROWS, 2L * ROWS).forEach(i -> ledger.record(exchange(i, true)));
      ledger.flush(Duration.ofMinutes(2));
      print(out, "record to database", ROWS, System.nanoTime() - start, cpu() - cpu);
    }
  }

  private static ExchangeRecord exchange(long number, boolean ordered) {
    String id =
        ordered
            ? String.format("req_%026d", number)
            : "req_" + new UUID(new Random(number).nextLong(), number);
    return Exchanges.at(id, Instant.EPOCH.plusSeconds(1_800_000_000L).plusNanos(number * 100_000));
  }

  private static void print(PrintStream out, String name, long rows, long nanos, long cpu) {
    out.printf(
        "%s: %,d rows/s, %.1f us CPU per row, %.1f us elapsed%n",
        name, rows * 1_000_000_000L / nanos, cpu / 1e3 / rows, nanos / 1e3 / rows);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
