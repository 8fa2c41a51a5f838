package dev.cco.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireRequest;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Transcript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What llama.cpp's server answered in autumn 2026, with a tiny model behind it. */
class LlamaCppTest {
  private static final String LIST =
      """
      {"models":[{"name":"m","model":"m","modified_at":"","type":"model","capabilities":["completion"],
       "details":{"format":"gguf"}}],"object":"list","data":[{"id":"m","aliases":["m"],"tags":[],
       "object":"model","architecture":{"input_modalities":["text"],"output_modalities":["text"]},
       "created":1795277387,"owned_by":"llamacpp","meta":{"vocab_type":2,"n_vocab":510,"n_ctx":4096,
       "n_ctx_train":131072,"n_embd":640,"n_params":1760640,"size":7042560,"ftype":"all F32"}}]}""";

  private static final String ECHO =
      """
      {"choices":[{"finish_reason":"length","index":0,"message":{"role":"assistant",
       "content":"Hello there, dear friend!"}}],"created":1795277972,"model":"m",
       "system_fingerprint":"b0-unknown","object":"chat.completion","usage":{"completion_tokens":5,
       "prompt_tokens":29,"total_tokens":34,"prompt_tokens_details":{"cached_tokens":28}},
       "id":"chatcmpl-EiPOwVRGmrZLLXbTtKT2sUiqUHX35qPh","timings":{"cache_n":28,"prompt_n":1,
       "prompt_ms":0.884,"predicted_n":5,"predicted_ms":1.396}}""";

  private static final String NO_PICTURES =
      """
      {"error":{"code":500,"message":"image input is not supported - hint: if this is unexpected, \
      you may need to provide the mmproj","type":"server_error"}}""";

  private final LocalProvider provider = new LocalProvider();

  @BeforeEach
  void start() {
    provider.start(new ProviderContext(Clock.systemUTC(), Map.of()));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void readsTheContextOfASlot() {
    try (FaultServer server = FaultServer.always(Reply.json(200, LIST))) {
      assertThat(provider.listModels(target(server)).getFirst().contextWindow()).hasValue(4096);
    }
  }

  @Test
  void isToldWhatItIsKnownToTake() {
    JsonNode request = sent("\"top_k\":7,\"thinking\":{\"type\":\"adaptive\"}");

    assertThat(request.path("top_k").asInt()).isEqualTo(7);
    assertThat(request.at("/chat_template_kwargs/enable_thinking").asBoolean()).isTrue();
  }

  @Test
  void isToldNotToThinkForClientsThatDoNotAsk() {
    JsonNode thinking = sent("\"top_p\":1").at("/chat_template_kwargs/enable_thinking");

    assertThat(thinking.isBoolean()).isTrue();
    assertThat(thinking.asBoolean()).isFalse();
  }

  @Test
  void goesOnFromAPrefillWithoutRepeatingIt() {
    String prefilled =
        "[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]";

    assertThat(answered(prefilled)).containsExactly(new Block.Text(" there, dear friend!"));
  }

  @Test
  void keepsAnAnswerThatBeginsLikeTheQuestion() {
    assertThat(answered("[{\"role\":\"user\",\"content\":\"Hello\"}]"))
        .containsExactly(new Block.Text("Hello there, dear friend!"));
  }

  @Test
  void blamesTheCallerForPicturesThatTheModelCannotSee() {
    try (FaultServer server = FaultServer.always(Reply.json(500, NO_PICTURES))) {
      CallerFault fault =
          catchThrowableOfType(
              CallerFault.class,
              () -> provider.converse(target(server), asked(hi(), "\"top_p\":1")));

      assertThat(fault.reply().orElseThrow().status()).isEqualTo(500);
    }
  }

  @Test
  void countsWithItsOwnTokenizer() throws IOException {
    try (FaultServer server =
        FaultServer.start(
            request ->
                Reply.json(200, request.method().equals("GET") ? LIST : "{\"input_tokens\":22}"))) {
      provider.listModels(target(server));
      try (WireAnswer answer = provider.forward(target(server), count())) {
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("{\"input_tokens\":22}");
      }
      assertThat(server.received().getLast().path()).isEqualTo("/v1/messages/count_tokens");
    }
  }

  @Test
  void leavesCountingToTheGatewayWhereItFails() {
    try (FaultServer server =
        FaultServer.start(
            request ->
                request.method().equals("GET")
                    ? Reply.json(200, LIST)
                    : Reply.json(500, NO_PICTURES))) {
      provider.listModels(target(server));

      assertThat(notCounted(server)).isEqualTo(501);
    }
  }

  @Test
  void asksNoServerToCountThatDoesNotSayWhatItIs() {
    try (FaultServer server = FaultServer.always(Reply.json(200, ECHO))) {
      assertThat(notCounted(server)).isEqualTo(501);
      assertThat(server.received()).isEmpty();
    }
  }

  private int notCounted(FaultServer server) {
    return catchThrowableOfType(CallerFault.class, () -> provider.forward(target(server), count()))
        .reply()
        .orElseThrow()
        .status();
  }

  private static WireRequest count() {
    byte[] body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    return new WireRequest(Operation.COUNT_TOKENS, Map.of(), body, false);
  }

  private Iterable<Block> answered(String messages) {
    try (FaultServer server = FaultServer.always(Reply.json(200, ECHO))) {
      return Transcript.of(provider.converse(target(server), asked(messages, "\"top_p\":1")))
          .blocks();
    }
  }

  private JsonNode sent(String members) {
    try (FaultServer server =
        FaultServer.start(
            request -> Reply.json(200, request.method().equals("GET") ? LIST : ECHO))) {
      provider.listModels(target(server));
      Transcript.of(provider.converse(target(server), asked(hi(), members)));
      return Json.parse(server.received().getLast().body()).orElseThrow();
    }
  }

  private static String hi() {
    return "[{\"role\":\"user\",\"content\":\"hi\"}]";
  }

  private static Conversation asked(String messages, String members) {
    String request =
        "{\"model\":\"m\",\"max_tokens\":64,\"messages\":%s,%s}".formatted(messages, members);
    return new MessagesDialect()
        .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  private static Target target(FaultServer server) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(server.endpoint()),
        Optional.empty(),
        Model.named("m"),
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        Map.of());
  }
}
