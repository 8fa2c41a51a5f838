package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A wrong routing file stops the start with file, line and field; the F rows of the corpus. */
class BadConfigurationIT {
  private static final String FILE = "model-routing.json";
  private static final int NO_LINE = 0;
  private static final int LARGE = 100 << 20;

  @TempDir Path folder;

  /**
   * One wrong file.
   *
   * @param line the line that must be named, if any
   * @param field what the message must name, besides the file
   */
  private record Row(String id, String what, Content content, int line, String field) {}

  @FunctionalInterface
  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> doesNotStartWithAWrongFile() {
    return Stream.of(
            row("F1", "empty", "", 1, FILE),
            new Row("F2", "not UTF-8", out -> out.write(latin1()), 2, FILE),
            row("F3", "broken by a tab", "{\n\"routes\"\t\t[]\n}", 2, FILE),
            new Row("F4", "100 MiB", BadConfigurationIT::large, NO_LINE, "bytes"),
            row("F5", "unknown key", "{\n\"routes\": [],\n\"rotues\": []\n}", 3, "rotues"),
            row("F6", "duplicate key", "{\n\"routes\": [],\n\"routes\": []\n}", 3, "routes"),
            row(
                "F8",
                "invalid pattern",
                "{\"routes\": [\n{\"provider\": \"openai\",\n\"pattern\": \"(\"}]}",
                3,
                "routes[0].pattern"),
            row(
                "M49",
                "a route to a plugin that is not there",
                "{\"routes\": [\n{\"pattern\": \"^x/\",\n\"provider\": \"gone\"}]}",
                3,
                "routes[0].provider"),
            row(
                "F9",
                "a model that falls back to itself",
                "{\"fallback_chain\": {\n\"gpt-4.1\": [\"gpt-4.1\"]}}",
                2,
                "fallback_chain"),
            row(
                "F10",
                "fallback to a model that nobody serves",
                "{\"fallback_chain\": {\n\"gpt-4.1\": [\"nobody-serves-this\"]}}",
                2,
                "fallback_chain"))
        .map(row -> dynamicTest(row.id() + " " + row.what(), () -> check(row)));
  }

  /** F7: patterns are matched in linear time, so that there is nothing to refuse. */
  @Test
  void servesWithAPatternThatWouldBeSlowElsewhere() throws IOException {
    Path directory = Files.createDirectories(folder.resolve("F7"));
    Files.writeString(
        directory.resolve(FILE),
        "{\"routes\": [{\"pattern\": \"^team/(a+)+$\", \"provider\": \"simulator\", \"model\": \"sim/small\"}]}");
    try (CcoServer server = CcoServer.start(Map.of("CCO_CONFIG_DIR", directory.toString()))) {
      var gateway = new Gateway(server.baseUri());
      String slow = Requests.messages("team/" + "a".repeat(100) + "!", "hello", false);
      String fitting = Requests.messages("team/aaa", "hello", false);

      assertThat(gateway.post(Requests.MESSAGES, slow).status()).isEqualTo(404);
      assertThat(gateway.post(Requests.MESSAGES, fitting).status()).isEqualTo(200);
    }
  }

  private void check(Row row) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(folder.resolve(row.id()));
    try (OutputStream out = Files.newOutputStream(directory.resolve(FILE))) {
      row.content().write(out);
    }
    Path said = directory.resolve("said.txt");
    Process process = launch(directory, said);
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends: " + row.id()).isTrue();
      String text = Files.readString(said);
      assertThat(process.exitValue()).as(text).isEqualTo(2);
      assertThat(text).contains(FILE, row.field());
      if (row.line() != NO_LINE) {
        assertThat(text).containsPattern(FILE + "\\D{0,12}" + row.line() + "\\b");
      }
      assertThat(text).doesNotContain("\tat ");
    } finally {
      process.destroyForcibly();
    }
  }

  private Process launch(Path directory, Path said) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var builder =
        new ProcessBuilder(java.toString(), "-jar", Path.of("target/cco.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    var environment = new HashMap<String, String>();
    environment.put("CCO_CONFIG_DIR", directory.toString());
    environment.put("CCO_DATA_DIR", directory.resolve("data").toString());
    environment.put("CCO_PLUGINS_DIR", directory.resolve("plugins").toString());
    environment.put("CCO_PORT", String.valueOf(freePort()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Row row(String id, String what, String text, int line, String field) {
    return new Row(id, what, out -> out.write(text.getBytes(StandardCharsets.UTF_8)), line, field);
  }

  private static byte[] latin1() {
    return "{\n\"_comment\": \"Grüße\"\n}".getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Right but for its size. */
  private static void large(OutputStream out) throws IOException {
    out.write("{".getBytes(StandardCharsets.US_ASCII));
    byte[] blanks = new byte[1 << 20];
    Arrays.fill(blanks, (byte) ' ');
    for (int written = 0; written < LARGE; written += blanks.length) {
      out.write(blanks);
    }
    out.write("}".getBytes(StandardCharsets.US_ASCII));
  }
}
