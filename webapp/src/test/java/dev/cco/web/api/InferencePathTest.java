package dev.cco.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferencePathTest {
  @ParameterizedTest
  @CsvSource({
    "/v1/messages, MESSAGES, ''",
    "/v1/messages/, MESSAGES, ''",
    "/v1/messages/count_tokens, COUNT_TOKENS, ''",
    "/v1/chat/completions, CHAT, ''",
    "/v1/responses, RESPONSES, ''",
    "/v1/embeddings, EMBEDDINGS, ''",
    "/p/team/v1/messages, MESSAGES, p/team/",
    "/p/a%2Fb/v1/chat/completions/, CHAT, p/a%2Fb/",
    "/p/v1/v1/responses, RESPONSES, p/v1/"
  })
  void knowsWhatIsAskedAndForWhichProject(String path, Operation operation, String prefix) {
    assertThat(InferencePath.of(path)).contains(new InferencePath(prefix, operation));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "/v1",
        "/v1/",
        "/v1/models",
        "/v1/Messages",
        "/v1/messages//",
        "/v1/messages/batches",
        "/v1/messages;a=b",
        "/v1//messages",
        "/v1/responses/resp_1",
        "/p/",
        "/p//v1/messages",
        "/p/team",
        "/p/team/",
        "/p/v1/messages",
        "/p/team/v1",
        "/q/team/v1/messages"
      })
  void leavesOtherPathsToOthers(String path) {
    assertThat(InferencePath.of(path)).isEmpty();
  }

  @Test
  void takesAProjectAsItIsSent() {
    assertThat(InferencePath.of("/p/%C3%A4+b/v1/embeddings").orElseThrow().prefix())
        .isEqualTo("p/%C3%A4+b/");
  }
}
