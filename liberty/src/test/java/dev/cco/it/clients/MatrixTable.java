package dev.cco.it.clients;

import dev.cco.it.clients.Row.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows as a table for people: a line for each client and route, a column for each case. */
final class MatrixTable {
  private MatrixTable() {}

  static void write(Path file, List<Row> rows) throws IOException {
    Set<String> cases =
        rows.stream().map(Row::name).collect(Collectors.toCollection(LinkedHashSet::new));
    var text = new StringBuilder("# Clients × cases × routes\n\n");
    text.append("run ").append(rows.size() - count(rows, Outcome.SKIPPED));
    text.append(", skipped ").append(count(rows, Outcome.SKIPPED));
    text.append(", failed ").append(count(rows, Outcome.FAILED)).append("\n\n");
    text.append("| client | route | ").append(String.join(" | ", cases)).append(" |\n");
    text.append("| --- ".repeat(cases.size() + 2)).append("|\n");
    Set<String> lines =
        rows.stream().map(MatrixTable::line).collect(Collectors.toCollection(LinkedHashSet::new));
    for (String line : lines) {
      text.append(line);
      for (String each : cases) {
        text.append(cell(rows, line, each));
      }
      text.append(" |\n");
    }
    rows.stream()
        .filter(row -> row.outcome() != Outcome.PASSED)
        .forEach(row -> text.append("\n- ").append(row).append(": ").append(row.detail()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text.append('\n'));
  }

  private static String line(Row row) {
    return "| " + row.client() + " | " + row.route();
  }

  private static String cell(List<Row> rows, String line, String each) {
    return rows.stream()
        .filter(row -> line(row).equals(line) && row.name().equals(each))
        .findFirst()
        .map(row -> row.outcome() == Outcome.PASSED ? " | ok" : " | **" + row.outcome() + "**")
        .orElse(" | –");
  }

  private static long count(List<Row> rows, Outcome outcome) {
    return rows.stream().filter(row -> row.outcome() == outcome).count();
  }
}
