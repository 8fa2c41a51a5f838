package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/COMPATIBILITY.md} says what becomes of every field on the way to every provider. Each
 * field of {@code compatibility.json} is sent through the packaged server, and what arrives at the
 * provider, what is reported and what is refused makes the page.
 */
class CompatibilityIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("../docs/COMPATIBILITY.md");

  /** A kind of provider, and the model that it is asked for. */
  private record Asked(String provider, String model) {}

  private static final List<Asked> PROVIDERS =
      List.of(
          new Asked("Anthropic", "claude-sonnet-5"),
          new Asked("OpenAI", "gpt-5"),
          new Asked("OpenAI-compatible", "local/some-model"),
          new Asked("Ollama", "ollama/llama3.2"));

  @Test
  void thePageSaysWhatBecomesOfEveryField() throws IOException {
    JsonNode table = table();
    try (FaultServer upstream = Upstream.start(CompatibilityIT::answer)) {
      Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
      environment.put("CCO_PROVIDER_LOCAL_ENDPOINT", upstream.endpoint().toString());
      environment.put("CCO_CACHE_ENABLED", "false");
      try (CcoServer server = CcoServer.start(environment)) {
        Sender sender = new Sender(new Gateway(server.baseUri()), upstream);

        String page =
            introduction()
                + section("Messages", "/v1/messages", table.path("messages"), sender)
                + section("Chat Completions", "/v1/chat/completions", table.path("chat"), sender);

        Path made = Path.of("target/COMPATIBILITY.md");
        Files.writeString(made, page);
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
            .as("docs/COMPATIBILITY.md; what is true now is in liberty/%s", made)
            .isEqualTo(page);
      }
    }
  }

  private static JsonNode table() throws IOException {
    try (InputStream in = CompatibilityIT.class.getResourceAsStream("/compatibility.json")) {
      return JSON.readTree(Objects.requireNonNull(in));
    }
  }

  private static Reply answer(Received request) {
    return Spoken.text("Hello", 5, 1).to(request);
  }

  private static String introduction() {
    return """
    # What becomes of every field

    One row for each field of a request, one column for each kind of provider. `CompatibilityIT` sends every row through the
    packaged server and compares this page with what arrives at the provider, so that it is true.

    - **kept**: arrives as the client wrote it.
    - **→ `x`**: said in the provider's words, in the fields named.
    - **dropped**: cannot be said; named in the answer's header `x-cco-dropped`, and refused with 400 if `cco.translation.strict` is set.
    - **left out**: not sent and not reported: it changes no answer, or CCO does it itself (stop sequences).
    - **refused**: 400 in the client's own envelope.

    The models asked: %s.
    What a model takes comes with its provider's metadata, so other models of the same provider may take more or less.
    """
        .formatted(
            String.join(
                ", ",
                PROVIDERS.stream()
                    .map(asked -> asked.provider() + " `" + asked.model() + "`")
                    .toList()));
  }

  private static String section(String title, String path, JsonNode rows, Sender sender) {
    StringBuilder text = new StringBuilder("\n## ").append(title).append("\n\n| Field |");
    PROVIDERS.forEach(asked -> text.append(' ').append(asked.provider()).append(" |"));
    text.append("\n|---|").append("---|".repeat(PROVIDERS.size())).append('\n');
    for (JsonNode row : rows) {
      text.append("| ").append(row.path("field").asText()).append(" |");
      for (Asked asked : PROVIDERS) {
        ObjectNode example = (ObjectNode) row.get("example");
        text.append(' ').append(sender.outcome(path, asked.model(), example)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Sends requests and sees what arrives. */
  private record Sender(Gateway gateway, FaultServer upstream) {
    String outcome(String path, String model, ObjectNode example) {
      ObjectNode base = base(path, model);
      ObjectNode request = base.deepCopy();
      request.setAll(example);
      JsonNode before = arrived(gateway.post(path, base.toString()), path);
      int calls = Upstream.calls(upstream).size();
      Answer answer = gateway.post(path, request.toString());
      if (answer.status() == 400) {
        return "refused";
      }
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      if (Upstream.calls(upstream).size() == calls) {
        return "answered by CCO";
      }
      JsonNode after = arrived(answer, path);
      List<String> said = new ArrayList<>();
      Set<String> changed = changed(before, after);
      boolean kept = true;
      for (Map.Entry<String, JsonNode> member : example.properties()) {
        kept &= member.getValue().equals(after.path(member.getKey()));
      }
      String dropped = answer.header("x-cco-dropped");
      if (kept) {
        said.add("kept");
      } else if (!changed.isEmpty()) {
        said.add("→ `" + String.join("`, `", changed) + "`");
      }
      if (!dropped.isEmpty()) {
        said.add("dropped `" + dropped + "`");
      }
      return said.isEmpty() ? "left out" : String.join("; ", said);
    }

    private JsonNode arrived(Answer answer, String path) {
      assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
      return Answer.parse(Upstream.calls(upstream).getLast().text());
    }

    private static ObjectNode base(String path, String model) {
      ObjectNode base = JSON.createObjectNode().put("model", model);
      if (path.endsWith("/messages")) {
        base.put("max_tokens", 100);
      }
      base.putArray("messages").addObject().put("role", "user").put("content", "hi");
      return base;
    }

    /** The fields that differ; below options and the like, the fields within. */
    private static Set<String> changed(JsonNode before, JsonNode after) {
      Set<String> names = new TreeSet<>();
      Set<String> all = new TreeSet<>();
      before.fieldNames().forEachRemaining(all::add);
      after.fieldNames().forEachRemaining(all::add);
      for (String name : all) {
        JsonNode now = after.path(name);
        if (now.equals(before.path(name))) {
          continue;
        }
        if (now.isObject() && before.path(name).isObject()) {
          changed(before.path(name), now).forEach(inner -> names.add(name + "." + inner));
        } else {
          names.add(name);
        }
      }
      return names;
    }
  }
}
