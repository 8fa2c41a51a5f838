package dev.cco.it.clients;

import dev.cco.it.clients.Row.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A client that runs in this process. */
final class JavaClient implements MatrixClient {

  /** Does one case, and gives something worth seeing in the table. */
  @FunctionalInterface
  interface Case {
    String run(Ask ask) throws Exception;
  }

  /** One case's plan and route, and the text that tells its requests from all others. */
  record Ask(Plan plan, Route route, String mark) {
    String text(String question) {
      return question + " " + mark;
    }
  }

  private static final int LONGEST = 600;

  private final String name;
  private final List<String> cases;
  private final Map<String, Case> bodies;

  JavaClient(String name, List<String> cases, Map<String, Case> bodies) {
    if (!bodies.keySet().containsAll(cases)) {
      throw new IllegalArgumentException(name + " lacks some of " + cases);
    }
    this.name = name;
    this.cases = cases;
    this.bodies = bodies;
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
    var rows = new ArrayList<Row>();
    for (Route route : plan.routes()) {
      for (String each : cases) {
        rows.add(run(plan, route, each));
      }
    }
    return rows;
  }

  private Row run(Plan plan, Route route, String each) {
    var row = new Row(name, each, route.name(), Outcome.PASSED, "");
    try {
      String detail =
          Objects.requireNonNull(bodies.get(each), each).run(new Ask(plan, route, row.mark()));
      return new Row(name, each, route.name(), Outcome.PASSED, detail);
    } catch (Exception | AssertionError failure) {
      return new Row(name, each, route.name(), Outcome.FAILED, describe(failure));
    }
  }

  private static String describe(Throwable failure) {
    var text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(text.isEmpty() ? "" : " ← ").append(each);
    }
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.cco.it.clients")) {
        return oneLine(text) + " at " + frame;
      }
    }
    return oneLine(text);
  }

  private static String oneLine(CharSequence text) {
    String line = text.toString().replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
