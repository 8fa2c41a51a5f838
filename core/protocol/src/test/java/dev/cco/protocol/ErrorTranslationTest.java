package dev.cco.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.ApiError.Kind;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Protocol;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTranslationTest {

  private static ProviderReply reply(int status, String body) {
    return new ProviderReply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static ApiError fault(int status, String body, Protocol protocol) {
    return ErrorTranslation.of(
        new CallerFault("the provider answered " + status, reply(status, body)), protocol);
  }

  private static ApiError failure(
      UpstreamFailure.Kind kind, int status, String body, Protocol protocol) {
    return ErrorTranslation.of(
        new UpstreamFailure(
            kind,
            "the provider answered " + status,
            Optional.of(reply(status, body)),
            Optional.of(Duration.ofSeconds(7)),
            null),
        protocol);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"boom\"},\"request_id\":\"r\"}",
        "{\"error\":{\"message\":\"boom\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}",
        "{\"error\":{\"message\":\"boom\",\"type\":\"BadRequestError\",\"code\":400}}",
        "{\"error\":\"boom\"}",
        "{\"error\":\"boom\",\"error_type\":\"validation\"}",
        "{\"object\":\"error\",\"message\":\"boom\",\"type\":\"BadRequestError\",\"code\":400}",
        "{\"detail\":\"boom\"}",
        "{\"message\":\"boom\"}",
        "[{\"error\":{\"code\":400,\"message\":\"boom\",\"status\":\"INVALID_ARGUMENT\"}}]",
        "\"boom\"",
        "boom"
      })
  void findsTheWordsInEveryVendorsShape(String body) {
    assertThat(fault(400, body, Protocol.CHAT))
        .isEqualTo(ApiError.of(400, Kind.INVALID_REQUEST, "boom"));
  }

  @Test
  void readsFastApisDetails() {
    String body =
        "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"field required\",\"type\":\"missing\"},{\"loc\":[\"body\"],\"msg\":\"bad\"}]}";

    assertThat(fault(422, body, Protocol.CHAT))
        .isEqualTo(
            ApiError.of(400, Kind.INVALID_REQUEST, "body.messages.0: field required; body: bad"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html><body>Bad gateway</body></html>", "", "{}", "{\"error\":{}}", "[]"})
  void speaksForAProviderThatSaysNothing(String body) {
    assertThat(fault(400, body, Protocol.CHAT).message()).isEqualTo("the provider answered 400");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"error\":{\"message\":\"This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.\",\"code\":\"context_length_exceeded\"}} | prompt is too long: 130000 tokens > 128000 maximum",
        "{\"error\":{\"message\":\"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion).\",\"code\":400}} | prompt is too long: 4000 tokens > 4096 maximum",
        "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":\"the request exceeds the available context size\",\"n_prompt_tokens\":9000,\"n_ctx\":8192}} | prompt is too long: 9000 tokens > 8192 maximum",
        "[{\"error\":{\"code\":400,\"message\":\"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).\",\"status\":\"INVALID_ARGUMENT\"}}] | prompt is too long: 1200000 tokens > 1048576 maximum",
        "{\"error\":\"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens`\",\"error_type\":\"validation\"} | prompt is too long: 5000 tokens > 4096 maximum",
        "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens. However, your request has 9000 input tokens. Please reduce the length of the input messages.\",\"type\":\"BadRequestError\",\"code\":400}} | prompt is too long: 9000 tokens > 8192 maximum",
        "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages, Please reduce the length of the messages.\",\"code\":40303} | prompt is too long: 5000 tokens > 4096 maximum",
        "{\"error\":{\"message\":\"This endpoint's maximum context length is 131072 tokens. However, you requested about 150000 tokens (149000 of text input, 1000 in the output).\",\"code\":400}} | prompt is too long: 150000 tokens > 131072 maximum",
        "{\"error\":\"the input length exceeds the context length\"} | prompt is too long: the input length exceeds the context length",
        "{\"message\":\"Input is too long for requested model.\"} | prompt is too long: Input is too long for requested model.",
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 205000 tokens > 200000 maximum\"}} | prompt is too long: 205000 tokens > 200000 maximum"
      })
  void saysThatThePromptIsTooLongInTheWordsClientsActOn(String body, String message) {
    ApiError error = fault(400, body, Protocol.MESSAGES);

    assertThat(error.message()).isEqualTo(message);
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.code()).isEqualTo("context_length_exceeded");
  }

  @Test
  void saysThatThePromptIsTooLongWhereTheServerFails() {
    String body = "{\"error\":\"the input length exceeds the context length\"}";

    ApiError error = failure(UpstreamFailure.Kind.SERVER_ERROR, 500, body, Protocol.MESSAGES);

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.message()).startsWith("prompt is too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":500,\"message\":\"System message must be at the beginning.\"}}",
        "{\"object\":\"error\",\"message\":\"Conversation roles must alternate user/assistant/user/assistant/...\"}",
        "{\"error\":\"System role not supported\"}",
        "{\"object\":\"error\",\"message\":{\"detail\":[]},\"detail\":\"Unexpected role 'system' after role 'user'\"}"
      })
  void saysThatInstructionsInTheMiddleAreRefusedInTheWordsClaudeCodeActsOn(String body) {
    for (ApiError error :
        List.of(
            fault(400, body, Protocol.MESSAGES),
            failure(UpstreamFailure.Kind.SERVER_ERROR, 500, body, Protocol.MESSAGES))) {
      assertThat(error.status()).isEqualTo(400);
      assertThat(error.message()).startsWith("role 'system' is not supported on this model: ");
    }
    assertThat(fault(400, body, Protocol.CHAT).message()).doesNotContain("on this model");
  }

  @Test
  void saysThatThePromptIsTooLongInChatsWords() {
    String body =
        "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 205000 tokens > 200000 maximum\"}}";

    assertThat(fault(400, body, Protocol.CHAT))
        .isEqualTo(
            new ApiError(
                400,
                Kind.INVALID_REQUEST,
                "This model's maximum context length is 200000 tokens. However, your messages"
                    + " resulted in 205000 tokens.",
                "",
                "context_length_exceeded",
                Optional.empty(),
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "404,404,NOT_FOUND",
    "409,409,CONFLICT",
    "413,413,TOO_LARGE",
    "422,400,INVALID_REQUEST"
  })
  void keepsTheClassOfACallersFault(int status, int expected, Kind kind) {
    ApiError error = fault(status, "{\"error\":\"boom\"}", Protocol.MESSAGES);

    assertThat(error.status()).isEqualTo(expected);
    assertThat(error.kind()).isEqualTo(kind);
  }

  @Test
  void saysThatAModelIsUnknown() {
    assertThat(fault(404, "{\"error\":\"model 'x' not found\"}", Protocol.CHAT).code())
        .isEqualTo("model_not_found");
    assertThat(fault(404, "{\"error\":\"no such path\"}", Protocol.CHAT).code()).isEmpty();
    assertThat(fault(404, "{\"error\":\"model 'x' not found\"}", Protocol.MESSAGES).message())
        .isEqualTo("model: model 'x' not found");
  }

  @Test
  void keepsThePlaceOfAFaultThatWeFound() {
    assertThat(ErrorTranslation.of(new CallerFault(415, "no", "/a"), Protocol.CHAT))
        .isEqualTo(
            new ApiError(415, Kind.INVALID_REQUEST, "no", "/a", "", Optional.empty(), false));
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMITED,429,MESSAGES,429,RATE_LIMIT",
    "OVERLOADED,503,MESSAGES,529,OVERLOADED",
    "OVERLOADED,529,CHAT,503,OVERLOADED",
    "SERVER_ERROR,500,CHAT,500,API",
    "SERVER_ERROR,520,CHAT,502,API",
    "TIMEOUT,504,CHAT,504,TIMEOUT",
    "BILLING,402,MESSAGES,402,BILLING",
    "BILLING,402,CHAT,429,BILLING",
    "INVALID_ANSWER,200,CHAT,502,API"
  })
  void translatesFailures(
      UpstreamFailure.Kind from, int status, Protocol protocol, int expected, Kind kind) {
    ApiError error = failure(from, status, "{\"error\":{\"message\":\"boom\"}}", protocol);

    assertThat(error.status()).isEqualTo(expected);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.message()).isEqualTo("boom");
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void tellsAnEmptyPurseFromARateLimit() {
    String body = "{\"error\":{\"message\":\"boom\",\"type\":\"insufficient_quota\"}}";

    ApiError error = failure(UpstreamFailure.Kind.RATE_LIMITED, 429, body, Protocol.CHAT);

    assertThat(error.code()).isEqualTo("insufficient_quota");
    assertThat(error.finalAnswer()).isTrue();
  }

  @Test
  void keepsTheProvidersWordsAboutOurKeyToItself() {
    String body = "{\"error\":{\"message\":\"Incorrect API key provided: sk-secret\"}}";

    ApiError error = failure(UpstreamFailure.Kind.AUTHENTICATION, 401, body, Protocol.MESSAGES);

    assertThat(error.status()).isEqualTo(502);
    assertThat(error.kind()).isEqualTo(Kind.API);
    assertThat(error.code()).isEqualTo("upstream_auth");
    assertThat(error.message()).doesNotContain("sk-secret");
  }

  @Test
  void speaksForABrokenConnection() {
    assertThat(
            ErrorTranslation.of(
                new UpstreamFailure(UpstreamFailure.Kind.REFUSED, "nobody listens"), Protocol.CHAT))
        .isEqualTo(ApiError.of(502, Kind.API, "nobody listens"));
  }
}
