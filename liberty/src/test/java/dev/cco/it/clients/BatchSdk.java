package dev.cco.it.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Message batches by Anthropic's SDK for Python, one step of it at a time. */
final class BatchSdk {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final List<String> command;

  BatchSdk(URI base) {
    try {
      this.command =
          List.of(
              ClientPrograms.python().toString(),
              "-B",
              ClientPrograms.SOURCES.resolve("python/batches_client.py").toString(),
              base.toString());
    } catch (ClientPrograms.Missing missing) {
      throw Clients.skipped(String.valueOf(missing.getMessage()));
    }
  }

  /** What the step printed. */
  JsonNode step(String name, String... arguments) {
    var words = new ArrayList<>(command);
    words.add(name);
    words.addAll(List.of(arguments));
    var log = ClientPrograms.log("batches").toFile();
    try {
      var process = new ProcessBuilder(words).redirectError(log).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(name + " failed:\n" + Files.readString(log.toPath()));
      }
      return JSON.readTree(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " ran", e);
    }
  }
}
