package dev.cco.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts calls into the database, with their projects and sums, in one transaction. */
final class CallStore {
  private final Clock clock;

  CallStore(Clock clock) {
    this.clock = clock;
  }

  /**
   * Inserts all or, failing, none.
   *
   * @param mayExist whether some may be there already, or twice in the list; those are left out
   * @return how many were inserted
   */
  int insert(Connection connection, List<ApiCall> calls, boolean mayExist) throws SQLException {
    connection.setAutoCommit(false);
    try {
      List<ApiCall> added = mayExist ? missing(connection, calls) : calls;
      if (!added.isEmpty()) {
        insertCalls(connection, added);
        insertProjects(connection, added);
        RollUp.add(connection, added);
      }
      connection.commit();
      return added.size();
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void insertCalls(Connection connection, List<ApiCall> calls) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(CallInsert.SQL)) {
      for (ApiCall call : calls) {
        CallInsert.bind(insert, call);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void insertProjects(Connection connection, List<ApiCall> calls) throws SQLException {
    Set<String> names = new TreeSet<>();
    calls.forEach(call -> names.add(call.project));
    names.removeAll(known(connection, "projects", names));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO projects (id, created_us) VALUES (?, ?)")) {
      for (String name : names) {
        insert.setString(1, name);
        insert.setLong(2, Micros.of(clock.instant()));
        insert.executeUpdate();
      }
    }
  }

  private static List<ApiCall> missing(Connection connection, List<ApiCall> calls)
      throws SQLException {
    Map<String, ApiCall> byId = new LinkedHashMap<>();
    calls.forEach(call -> byId.putIfAbsent(call.id, call));
    byId.keySet().removeAll(known(connection, "api_calls", Set.copyOf(byId.keySet())));
    return List.copyOf(byId.values());
  }

  private static Set<String> known(Connection connection, String table, Collection<String> ids)
      throws SQLException {
    if (ids.isEmpty()) {
      return Set.of();
    }
    String marks = String.join(",", Collections.nCopies(ids.size(), "?"));
    Set<String> known = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM " + table + " WHERE id IN (" + marks + ")")) {
      int next = 1;
      for (String id : ids) {
        select.setString(next++, id);
      }
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          known.add(found.getString(1));
        }
      }
    }
    return known;
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
