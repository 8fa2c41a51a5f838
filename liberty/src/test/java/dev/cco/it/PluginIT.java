package dev.cco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in the manual, built from its text and dropped into the plugins folder. */
final class PluginIT {
  private static final int LONGEST_EXAMPLE = 80;

  @TempDir static Path work;

  private static Path folder;

  @BeforeAll
  static void buildTheExample() throws IOException {
    String source = example();
    Path file = Files.createDirectories(work.resolve("src")).resolve("EchoProvider.java");
    Files.writeString(file, source);
    Path classes = Files.createDirectories(work.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    int outcome =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "--release",
            "21",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            file.toString());

    assertThat(outcome).isZero();
    folder = Files.createDirectories(work.resolve("plugins"));
    jar(classes, folder.resolve("echo.jar"));
    Files.writeString(folder.resolve("rubbish.jar"), "not a jar");
  }

  /** The Java in the manual. */
  private static String example() throws IOException {
    String manual = Files.readString(Path.of("..", "docs", "PLUGINS.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(manual);
    assertThat(block.find()).isTrue();
    assertThat(block.group(1).lines().count()).isLessThanOrEqualTo(LONGEST_EXAMPLE);
    return block.group(1);
  }

  private static void jar(Path classes, Path jar) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(classes)) {
      files = found.filter(Files::isRegularFile).toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("META-INF/beans.xml"));
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
  }

  @Test
  void servesItsModelsOnOpenLiberty() throws Exception {
    try (CcoServer server = CcoServer.start(Map.of("CCO_PLUGINS_DIR", folder.toString()))) {
      answersLikeAParrot(server.baseUri());
      assertThat(server.consoleLog()).contains("rubbish.jar");
    }
  }

  @Test
  void servesItsModelsOnPayara() throws Exception {
    try (PayaraServer server = PayaraServer.start(Map.of("CCO_PLUGINS_DIR", folder.toString()))) {
      answersLikeAParrot(server.baseUri());
    }
  }

  private static void answersLikeAParrot(URI base) throws Exception {
    String body =
        """
        {"model":"echo/parrot","max_tokens":100,"messages":[{"role":"user","content":"Polly"}]}""";

    HttpResponse<String> messages = post(base.resolve("/v1/messages"), body);
    HttpResponse<String> chat = post(base.resolve("/v1/chat/completions"), body);

    assertThat(messages.statusCode()).as(messages.body()).isEqualTo(200);
    assertThat(messages.body()).contains("\"text\":\"Polly\"");
    assertThat(messages.headers().firstValue("x-cco-cost-usd")).contains("0.000055");
    assertThat(chat.body()).contains("\"content\":\"Polly\"");
    assertThat(get(base.resolve("/v1/models")).body()).contains("\"echo/parrot\"");
    assertThat(post(base.resolve("/v1/messages"), body.replace("echo/parrot", "sim/small")).body())
        .contains("Polly");
  }

  private static HttpResponse<String> post(URI uri, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    return send(HttpRequest.newBuilder(uri).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
