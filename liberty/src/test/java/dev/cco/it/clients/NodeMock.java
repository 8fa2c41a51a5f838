package dev.cco.it.clients;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The providers that the matrix is answered by: {@code node/mock.mjs} in a process of its own. */
final class NodeMock implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final URI uri;

  /** A request as the mock received it; header names are in lower case. */
  record Received(String method, String path, Map<String, String> headers, String body) {}

  private NodeMock(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  static NodeMock start() throws ClientPrograms.Missing {
    try {
      Process process =
          new ProcessBuilder(
                  "node",
                  ClientPrograms.node().resolve("mock.mjs").toString(),
                  ClientPrograms.SOURCES.resolve("fixtures").toString())
              .redirectError(ClientPrograms.log("mock").toFile())
              .start();
      String line = process.inputReader().readLine();
      if (line == null) {
        throw new IllegalStateException("the mock did not start; see target/clients/logs/mock.log");
      }
      return new NodeMock(process, URI.create(JSON.readTree(line).path("url").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return uri;
  }

  /** All requests so far, in order. */
  List<Received> journal() {
    try (InputStream in = uri.resolve("/journal").toURL().openStream()) {
      return JSON.readValue(in, new TypeReference<List<Received>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mock ends when its standard input does, so that it never outlives a killed test. */
  @Override
  public void close() {
    process.destroy();
  }
}
