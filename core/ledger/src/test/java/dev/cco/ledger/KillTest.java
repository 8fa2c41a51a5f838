package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.ledger.Reports.Period;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KillTest {
  private static final int KILLS = 20;
  private static final Period EVER =
      new Period(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));

  @TempDir Path directory;

  @Test
  void hasEveryRecordedCallOnceAfterManyKills() throws Exception {
    Random random = new Random(9);
    List<String> recorded = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      recorded.addAll(recordAndKill(kill, 1 + random.nextInt(8_000)));
    }

    List<String> stored = new ArrayList<>();
    long summed;
    try (LedgerService ledger =
        LedgerService.start(
            directory,
            DatabaseSettings.embedded(directory),
            LedgerSettings.DEFAULT,
            Clock.systemUTC())) {
      assertThat(ledger.flush(Duration.ofMinutes(1))).isTrue();
      summed = ledger.reports().totals(Optional.empty(), EVER).calls();
      readIds(stored);
    }

    Set<String> distinct = new HashSet<>(stored);
    Set<String> missing = new HashSet<>(recorded);
    missing.removeAll(distinct);
    assertThat(recorded).hasSizeGreaterThan(KILLS);
    assertThat(missing).isEmpty();
    assertThat(distinct).hasSameSizeAs(stored);
    assertThat(summed).isEqualTo(stored.size());
  }

  /** Kills a process after it has recorded some calls; answers with all it said it had recorded. */
  private List<String> recordAndKill(int kill, int after) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                RecordingProcess.class.getName(),
                directory.toString(),
                "k" + kill)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> ids = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < after; i++) {
        ids.add(line(out).orElseThrow());
      }
      // By its handle: the process's own method closes the stream that is read on below.
      process.toHandle().destroyForcibly();
      for (Optional<String> id = line(out); id.isPresent(); id = line(out)) {
        ids.add(id.get());
      }
    } finally {
      process.destroyForcibly();
    }
    return ids;
  }

  /** A line with its end: what was cut by the kill does not count. */
  private static Optional<String> line(BufferedReader out) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = out.read(); c >= 0; c = out.read()) {
      if (c == '\n') {
        return Optional.of(line.toString());
      }
      line.append((char) c);
    }
    return Optional.empty();
  }

  private void readIds(List<String> ids) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                DatabaseSettings.embedded(directory).completeUrl(), "sa", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM api_calls")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
  }
}
