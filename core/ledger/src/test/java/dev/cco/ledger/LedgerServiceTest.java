package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.LedgerFullException;
import dev.cco.ledger.LedgerSettings.OnFull;
import dev.cco.ledger.Reports.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerServiceTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Clock CLOCK = Clock.fixed(Exchanges.NOON, ZoneOffset.UTC);
  private static final Period EVER =
      new Period(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));

  @TempDir Path directory;

  @Test
  void storesEveryField() throws SQLException {
    try (LedgerService ledger = start()) {
      ledger.record(Exchanges.full("call-1"));
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(row("SELECT * FROM api_calls"))
          .containsEntry("ID", "call-1")
          .containsEntry("STARTED_US", "1793534400123456")
          .containsEntry("PROJECT_ID", "demo")
          .containsEntry("KEY_ID", "key-1")
          .containsEntry("PROTOCOL", "messages")
          .containsEntry("OPERATION", "messages")
          .containsEntry("REQUESTED_MODEL", "claude-opus-4-5")
          .containsEntry("SERVED_MODEL", "gpt-5.1")
          .containsEntry("PROVIDER", "openai")
          .containsEntry("ATTEMPT_COUNT", "2")
          .containsEntry(
              "ATTEMPTS", "anthropic/claude-opus-4-5:529:overloaded,openai/gpt-5.1:200:ok")
          .containsEntry("STATUS", "200")
          .containsEntry("ERROR_TYPE", "none")
          .containsEntry("STREAM", "TRUE")
          .containsEntry("LATENCY_US", "981234")
          .containsEntry("FIRST_BYTE_US", "300000")
          .containsEntry("OVERHEAD_US", "412")
          .containsEntry("INPUT_TOKENS", "1200")
          .containsEntry("CACHE_READ_TOKENS", "30000")
          .containsEntry("CACHE_WRITE_5M_TOKENS", "400")
          .containsEntry("CACHE_WRITE_1H_TOKENS", "50")
          .containsEntry("OUTPUT_TOKENS", "777")
          .containsEntry("REASONING_TOKENS", "300")
          .containsEntry("USAGE_KNOWN", "TRUE")
          .containsEntry("ACTUAL_COST", "0.012345678901")
          .containsEntry("WOULD_BE_COST", "0.020000000000")
          .containsEntry("CACHE_SAVINGS", "0.000000000000")
          .containsEntry("PROMPT_CACHE_SAVINGS", "-0.001000000000")
          .containsEntry("MODEL_SAVINGS", "0.000000000001")
          .containsEntry("BATCH_SAVINGS", "0.500000000000")
          .containsEntry("PRICE_INPUT", "1.250000000000")
          .containsEntry("PRICE_CACHE_READ", "0.125000000000")
          .containsEntry("PRICE_CACHE_WRITE_5M", "1.500000000000")
          .containsEntry("PRICE_CACHE_WRITE_1H", "2.500000000000")
          .containsEntry("PRICE_OUTPUT", "10.000000000000")
          .containsEntry("CACHE_HIT", "FALSE")
          .containsEntry("CACHE_TYPE", "miss")
          .hasSize(37);
    }
  }

  @Test
  void storesACallThatIsRecordedTwiceOnce() throws SQLException {
    try (LedgerService ledger = start()) {
      ledger.record(Exchanges.full("call-1"));
      ledger.record(Exchanges.full("call-1"));
      ledger.record(Exchanges.full("call-2"));
      assertThat(ledger.flush(LONG)).isTrue();
      ledger.record(Exchanges.full("call-2"));
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(rows()).isEqualTo(2);
      assertThat(ledger.reports().totals(Optional.empty(), EVER).calls()).isEqualTo(2);
      assertThat(ledger.state().quarantined()).isZero();
    }
  }

  @Test
  void storesWhatIsReplayedOnce() throws IOException, SQLException {
    Path spool = directory.resolve("spool");
    Path kept = directory.resolve("kept");
    try (LedgerService ledger = start()) {
      ledger.record(Exchanges.full("call-1"));
      Files.copy(spool.resolve("0000000000000001.spool"), kept);
    }
    Files.copy(kept, spool.resolve("0000000000000001.spool"));
    Files.copy(kept, spool.resolve("0000000000000002.spool"));

    try (LedgerService ledger = start()) {
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(rows()).isEqualTo(1);
      assertThat(ledger.reports().totals(Optional.empty(), EVER).calls()).isEqualTo(1);
    }
  }

  @Test
  void keepsAcrossRestarts() throws IOException {
    try (LedgerService ledger = start()) {
      IntStream.range(0, 3_000).forEach(i -> ledger.record(Exchanges.full("call-" + i)));
    }
    try (Stream<Path> left = Files.list(directory.resolve("spool"))) {
      assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("lock");
    }

    try (LedgerService ledger = start()) {
      assertThat(ledger.reports().totals(Optional.empty(), EVER).calls()).isEqualTo(3_000);
    }
  }

  @Test
  void keepsTheMoneyOfARowThatTheDatabaseRefuses() throws SQLException {
    try (LedgerService ledger = start()) {
      execute("ALTER TABLE api_calls ADD CONSTRAINT c CHECK (requested_model <> 'poison')");
      IntStream.range(0, 20).forEach(i -> ledger.record(Exchanges.full("call-" + i)));
      ledger.record(Exchanges.costing("bad", "poison", "0.25"));
      IntStream.range(20, 40).forEach(i -> ledger.record(Exchanges.full("call-" + i)));
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(rows()).isEqualTo(41);
      assertThat(row("SELECT actual_cost, requested_model FROM api_calls WHERE id = 'bad'"))
          .containsEntry("ACTUAL_COST", "0.250000000000")
          .containsEntry("REQUESTED_MODEL", "");
      assertThat(ledger.state().quarantined()).isEqualTo(1);
      assertThat(directory.resolve("spool/quarantine/1.spool"))
          .hasBinaryContent(ExchangeCodec.encode(Exchanges.costing("bad", "poison", "0.25")));
    }
  }

  @Test
  void goesOnWithoutARowThatCannotBeStoredAtAll() throws SQLException {
    try (LedgerService ledger = start()) {
      ledger.record(Exchanges.costing("bad", "m", "1" + "0".repeat(20)));
      ledger.record(Exchanges.full("good"));
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(row("SELECT id FROM api_calls")).containsEntry("ID", "good");
      assertThat(ledger.state().quarantined()).isEqualTo(1);
    }
  }

  @Test
  void putsDamagedRecordsAside() throws IOException, SQLException {
    byte[] good = ExchangeCodec.encode(Exchanges.full("call-1"));
    byte[] bad = ExchangeCodec.encode(Exchanges.full("call-2"));
    bad[40] ^= 1;
    Files.createDirectories(directory.resolve("spool"));
    Path segment = directory.resolve("spool/0000000000000007.spool");
    Files.write(segment, bad);
    Files.write(segment, good, java.nio.file.StandardOpenOption.APPEND);

    try (LedgerService ledger = start()) {
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(row("SELECT id FROM api_calls")).containsEntry("ID", "call-1");
      assertThat(ledger.state().quarantined()).isEqualTo(1);
      assertThat(directory.resolve("spool/quarantine/7.damaged")).hasBinaryContent(bad);
      assertThat(segment).doesNotExist();
    }
  }

  @Test
  void recordsWhileTheDatabaseCannotBeOpened() throws SQLException {
    DatabaseSettings missing =
        new DatabaseSettings(
            DatabaseSettings.embedded(directory).url() + ";IFEXISTS=TRUE",
            Optional.empty(),
            Optional.empty());
    try (LedgerService ledger =
        LedgerService.start(directory, missing, LedgerSettings.DEFAULT, CLOCK)) {
      ledger.record(Exchanges.full("call-1"));

      assertThat(ledger.flush(Duration.ofMillis(50))).isFalse();
      assertThat(ledger.state().databaseUp()).isFalse();
      assertThat(ledger.state().databaseProblem())
          .hasValueSatisfying(problem -> assertThat(problem).contains("90146"));
      assertThat(ledger.state().spooledRecords()).isEqualTo(1);
      assertThatThrownBy(() -> ledger.reports().projectNames())
          .isInstanceOf(DatabaseAwayException.class);

      execute("SELECT 1");

      assertThat(ledger.flush(LONG)).isTrue();
      assertThat(ledger.state().databaseUp()).isTrue();
      assertThat(ledger.reports().projectNames()).containsExactly("demo");
    }
  }

  @Test
  void opensTheDatabaseAnewWhenItIsLost() throws SQLException {
    try (LedgerService ledger = start()) {
      ledger.record(Exchanges.full("call-1"));
      assertThat(ledger.flush(LONG)).isTrue();
      execute("SHUTDOWN IMMEDIATELY");
      ledger.record(Exchanges.full("call-2"));

      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(ledger.reports().totals(Optional.empty(), EVER).calls()).isEqualTo(2);
    }
  }

  @Test
  void refusesWhenFullAndRecoversByItself() {
    LedgerSettings small = new LedgerSettings(OnFull.REFUSE, 1);
    try (LedgerService ledger =
        LedgerService.start(directory, DatabaseSettings.embedded(directory), small, CLOCK)) {
      assertThatThrownBy(() -> ledger.record(Exchanges.full("call-1")))
          .isInstanceOf(LedgerFullException.class);

      assertThat(ledger.state().refused()).isEqualTo(1);
    }
  }

  @Test
  void refusesAfterItIsClosed() {
    LedgerService ledger = start();
    ledger.close();

    assertThatThrownBy(() -> ledger.record(Exchanges.full("call-1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void keepsRollUpsAsTheSpecificationNamesThem() throws SQLException {
    try (LedgerService ledger = start()) {
      ledger.record(Exchanges.full("call-1"));
      assertThat(ledger.flush(LONG)).isTrue();
      ledger.record(Exchanges.hit("call-2"));
      assertThat(ledger.flush(LONG)).isTrue();

      assertThat(row("SELECT * FROM cache_metrics WHERE period_type = 'hour'"))
          .containsEntry("PERIOD_START", "1793534400000000")
          .containsEntry("PERIOD_END", "1793538000000000")
          .containsEntry("PROJECT_ID", "demo")
          .containsEntry("MODEL", "gpt-5.1")
          .containsEntry("TOTAL_REQUESTS", "2")
          .containsEntry("CACHE_HITS", "1")
          .containsEntry("CACHE_MISSES", "1")
          .containsEntry("HIT_RATE", "0.500000")
          .containsEntry("TOTAL_SAVINGS", "0.998000000002")
          .containsEntry("SAVED_INPUT_TOKENS", "31650")
          .containsEntry("SAVED_OUTPUT_TOKENS", "777");
    }
  }

  @Test
  void closesItsFilesToOthers() throws IOException {
    Path data = directory.resolve("data");
    try (LedgerService ledger =
        LedgerService.start(data, DatabaseSettings.embedded(data), LedgerSettings.DEFAULT, CLOCK)) {
      ledger.record(Exchanges.full("call-1"));

      assertThat(mode(data)).isEqualTo("rwx------");
      assertThat(mode(data.resolve("spool"))).isEqualTo("rwx------");
      assertThat(mode(data.resolve("spool/0000000000000001.spool"))).isEqualTo("rw-------");
      assertThat(mode(data.resolve("cco.mv.db"))).isEqualTo("rw-------");
    }
  }

  @Test
  void saysSoWhenNoMigrationIsThere() {
    assertThatThrownBy(
            () -> Database.open(DatabaseSettings.embedded(directory), "classpath:db/none"))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("no migration was found in classpath:db/none");
  }

  private LedgerService start() {
    return LedgerService.start(
        directory, DatabaseSettings.embedded(directory), LedgerSettings.DEFAULT, CLOCK);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** H2 lets other connections of this process in. */
  private Connection connection() throws SQLException {
    return DriverManager.getConnection(
        DatabaseSettings.embedded(directory).completeUrl(), "sa", "");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int rows() throws SQLException {
    return Integer.parseInt(row("SELECT COUNT(*) AS n FROM api_calls").get("N"));
  }

  /** The only row. */
  private Map<String, String> row(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        row.put(result.getMetaData().getColumnLabel(i), String.valueOf(result.getString(i)));
      }
      assertThat(result.next()).isFalse();
      return row;
    }
  }
}
