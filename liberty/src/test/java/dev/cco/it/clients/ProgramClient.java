package dev.cco.it.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cco.it.clients.Row.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that is a program: it reads a plan and prints one JSON line for each case. */
final class ProgramClient implements MatrixClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final List<String> cases;
  private final Command command;

  /** What starts the program, without the plan; thrown where its language is missing. */
  @FunctionalInterface
  private interface Command {
    List<String> words() throws ClientPrograms.Missing;
  }

  private ProgramClient(String name, List<String> cases, Command command) {
    this.name = name;
    this.cases = cases;
    this.command = command;
  }

  static MatrixClient python(String name, List<String> cases, String script) {
    Path file = ClientPrograms.SOURCES.resolve("python").resolve(script);
    return new ProgramClient(
        name, cases, () -> List.of(ClientPrograms.python().toString(), "-B", file.toString()));
  }

  static MatrixClient node(String name, List<String> cases, String script) {
    return new ProgramClient(
        name, cases, () -> List.of("node", ClientPrograms.node().resolve(script).toString()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> cases() {
    return cases;
  }

  @Override
  public List<Row> run(Plan plan) {
    try {
      var words = new ArrayList<>(command.words());
      Path file = Files.createTempFile(ClientPrograms.log(name).getParent(), name, ".json");
      plan.write(file, cases);
      words.add(file.toString());
      return complete(plan, rows(words));
    } catch (ClientPrograms.Missing missing) {
      return all(plan, Outcome.SKIPPED, String.valueOf(missing.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Row> rows(List<String> words) throws IOException {
    var process =
        new ProcessBuilder(words).redirectError(ClientPrograms.log(name).toFile()).start();
    process.getOutputStream().close();
    try (BufferedReader reader = process.inputReader()) {
      return reader.lines().map(ProgramClient::row).toList();
    }
  }

  private static Row row(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return new Row(
          node.path("client").asText(),
          node.path("case").asText(),
          node.path("route").asText(),
          Outcome.valueOf(node.path("outcome").asText().toUpperCase(Locale.ROOT)),
          node.path("detail").asText());
    } catch (IOException e) {
      throw new UncheckedIOException("not a row: " + line, e);
    }
  }

  /** A program that dies has failed in every case that it did not come to. */
  private List<Row> complete(Plan plan, List<Row> rows) throws IOException {
    String said = Files.readString(ClientPrograms.log(name));
    return all(plan, Outcome.FAILED, "no answer from the program: " + said).stream()
        .map(expected -> rows.stream().filter(expected::sameCase).findFirst().orElse(expected))
        .toList();
  }

  private List<Row> all(Plan plan, Outcome outcome, String detail) {
    return plan.routes().stream()
        .flatMap(route -> cases.stream().map(each -> row(route, each, outcome, detail)))
        .toList();
  }

  private Row row(Route route, String each, Outcome outcome, String detail) {
    return new Row(name, each, route.name(), outcome, detail);
  }
}
