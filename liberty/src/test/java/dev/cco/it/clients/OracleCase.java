package dev.cco.it.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An answer of a provider, plain and as the stream that amounts to it, in the vendor's own form.
 *
 * @param name what a client asks, by which the answer is found
 * @param model which provider is asked
 * @param chunk how many bytes arrive together
 */
record OracleCase(
    String name, String model, int chunk, String mediaType, JsonNode plain, String stream) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<OracleCase> all() {
    Path file = ClientPrograms.SOURCES.resolve("fixtures/oracle.jsonl");
    try {
      return Files.readAllLines(file).stream().map(OracleCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OracleCase read(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return new OracleCase(
          node.path("name").asText(),
          node.path("model").asText(),
          node.path("chunk").asInt(),
          node.path("media").asText(),
          node.path("plain"),
          node.path("stream").asText());
    } catch (IOException e) {
      throw new UncheckedIOException("not a case: " + line, e);
    }
  }

  /** Whether the provider tells the usage in a chunk that has choices, too. */
  boolean tellsUsageBesideChoices() {
    return stream
        .lines()
        .anyMatch(line -> line.contains("\"choices\":[{") && line.contains("\"usage\":{"));
  }

  /** The answer in the way that the request asks for. */
  Reply to(Received request) {
    boolean ollama = request.path().startsWith("/api/");
    if (!wantsStream(request.text(), ollama)) {
      return Reply.json(200, plain.toString());
    }
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    Reply reply = Reply.chunked(200, mediaType);
    for (int from = 0; from < bytes.length; from += chunk) {
      reply = reply.piece(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunk)));
    }
    return reply.end();
  }

  private static boolean wantsStream(String body, boolean otherwise) {
    try {
      return JSON.readTree(body).path("stream").asBoolean(otherwise);
    } catch (IOException e) {
      throw new UncheckedIOException("not a request: " + body, e);
    }
  }
}
