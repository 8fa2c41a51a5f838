package dev.cco.it.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.it.CcoServer;
import dev.cco.it.acceptance.Upstream;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway before providers that give the oracle's answers. */
final class OracleGateway implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<OracleCase> cases = OracleCase.all();
  private final FaultServer upstream = Upstream.start(this::answer);
  private final CcoServer server;

  OracleGateway() {
    Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
    // Every answer is to come from the provider, plain and streamed.
    environment.put("CCO_CACHE_ENABLED", "false");
    server = CcoServer.start(environment);
  }

  private Reply answer(Received request) {
    return cases.stream()
        .filter(each -> request.text().contains("\"" + each.name() + "\""))
        .findFirst()
        .map(each -> each.to(request))
        .orElseGet(() -> Reply.json(404, "{\"error\":\"no such case\"}"));
  }

  List<OracleCase> cases() {
    return cases;
  }

  String baseUrl() {
    String text = server.baseUri().toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** The rows that a program prints about these cases. */
  List<JsonNode> rows(String name, List<OracleCase> asked, String... command) {
    Path log = ClientPrograms.log(name);
    try {
      Path plan = Files.createTempFile(log.getParent(), name, ".json");
      Files.writeString(plan, plan(asked).toString());
      List<String> words = new ArrayList<>(List.of(command));
      words.add(plan.toString());
      Process process = new ProcessBuilder(words).redirectError(log.toFile()).start();
      process.getOutputStream().close();
      List<JsonNode> rows = new ArrayList<>();
      try (BufferedReader reader = process.inputReader()) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          rows.add(JSON.readTree(line));
        }
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(words + " ended with " + status + "; see " + log);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + name, e);
    }
  }

  private ObjectNode plan(List<OracleCase> asked) {
    ObjectNode plan = JSON.createObjectNode().put("baseUrl", baseUrl());
    var list = plan.putArray("cases");
    for (OracleCase each : asked) {
      list.addObject().put("name", each.name()).put("model", each.model());
    }
    return plan;
  }

  @Override
  public void close() {
    server.close();
    upstream.close();
  }
}
