package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/** The clients of the matrix, and what a row means for the build. */
final class Clients {
  static final List<MatrixClient> MESSAGES =
      List.of(
          ProgramClient.python("anthropic-python", MatrixClient.MESSAGES, "anthropic_client.py"),
          ProgramClient.node("anthropic-typescript", MatrixClient.MESSAGES, "anthropic_client.mjs"),
          AnthropicJava.client(),
          LangChain.anthropic());
  static final List<MatrixClient> CHAT =
      List.of(
          ProgramClient.python(
              "openai-python", MatrixClient.CHAT_AND_RESPONSES, "openai_client.py"),
          ProgramClient.node(
              "openai-typescript", MatrixClient.CHAT_AND_RESPONSES, "openai_client.mjs"),
          OpenAiJava.client(),
          LangChain.openAi());

  static final List<MatrixClient> EMBEDDINGS =
      List.of(
          ProgramClient.python("openai-python", MatrixClient.EMBEDDINGS, "openai_client.py"),
          ProgramClient.node("openai-typescript", MatrixClient.EMBEDDINGS, "openai_client.mjs"),
          OpenAiJavaEmbeddings.client());

  private Clients() {}

  /** A PNG of one red pixel in base64. */
  static String image() {
    try {
      return Base64.getEncoder()
          .encodeToString(Files.readAllBytes(ClientPrograms.SOURCES.resolve("fixtures/red.png")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A test that says what the row says; what is skipped on a laptop fails in CI. */
  static DynamicTest test(Row row) {
    return dynamicTest(
        row.toString(),
        () -> {
          switch (row.outcome()) {
            case PASSED -> {}
            case FAILED -> fail(row.detail());
            case SKIPPED -> throw skipped(row.detail());
          }
        });
  }

  /** The mock, or a test skipped because Node is missing. */
  static NodeMock startMock() {
    try {
      return NodeMock.start();
    } catch (ClientPrograms.Missing missing) {
      throw skipped(String.valueOf(missing.getMessage()));
    }
  }

  /** What skips a test with a reason, or fails it with that in CI. */
  static RuntimeException skipped(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      return new IllegalStateException("must not be skipped in CI: " + reason);
    }
    return new TestAbortedException(reason);
  }
}
