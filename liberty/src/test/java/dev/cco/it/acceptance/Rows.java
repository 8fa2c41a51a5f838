package dev.cco.it.acceptance;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls that a stopped server left in its database, read without any of its code. */
public record Rows(List<Call> calls) {

  /** One row of {@code api_calls}. */
  public record Call(
      String id,
      String project,
      String provider,
      int status,
      boolean hit,
      String attempts,
      long inputTokens,
      long outputTokens,
      Optional<BigDecimal> cost,
      BigDecimal cacheSavings) {}

  public static Rows of(Path dataDirectory) {
    String file = dataDirectory.resolve("cco").toAbsolutePath().toString();
    var calls = new ArrayList<Call>();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + file + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE", "sa", "");
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM api_calls ORDER BY started_us")) {
      while (rows.next()) {
        calls.add(call(rows));
      }
    } catch (SQLException e) {
      throw new AssertionError("cannot read " + file, e);
    }
    return new Rows(calls);
  }

  /** The row of a call, which must be there once. */
  public Call only(String id) {
    List<Call> found = calls.stream().filter(call -> call.id().equals(id)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows of call " + id);
    }
    return found.getFirst();
  }

  private static Call call(ResultSet rows) throws SQLException {
    return new Call(
        rows.getString("id"),
        rows.getString("project_id"),
        String.valueOf(rows.getString("provider")),
        rows.getInt("status"),
        rows.getBoolean("cache_hit"),
        rows.getString("attempts"),
        rows.getLong("input_tokens"),
        rows.getLong("output_tokens"),
        Optional.ofNullable(rows.getBigDecimal("actual_cost")),
        rows.getBigDecimal("cache_savings"));
  }
}
