package dev.cco.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.ApiError;
import dev.cco.protocol.ApiError.Kind;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ChatDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorsTest {
  private final ChatDialect dialect = new ChatDialect();

  private String body(ApiError error) {
    return new String(dialect.error(error, "req_1"), StandardCharsets.UTF_8);
  }

  @Test
  void writesTheVendorsEnvelope() {
    ApiError error =
        new ApiError(400, Kind.INVALID_REQUEST, "No \"x\".", "/n", "", Optional.empty(), false);

    assertThat(body(error))
        .isEqualTo(
            "{\"error\":{\"message\":\"No \\\"x\\\".\",\"type\":\"invalid_request_error\",\"param\":\"n\",\"code\":null}}");
  }

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "/n,n",
    "/messages/0/content,messages[0].content",
    "/messages/12/content/3/image_url/url,messages[12].content[3].image_url.url",
    "/response_format/json_schema,response_format.json_schema",
    "/a~1b/c~0d,a/b.c~d"
  })
  void namesAPlaceInTheVendorsForm(String pointer, String parameter) {
    assertThat(OpenAiErrors.parameter(pointer)).isEqualTo(parameter);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST,invalid_request_error,null",
    "AUTHENTICATION,invalid_request_error,\"invalid_api_key\"",
    "BILLING,insufficient_quota,\"insufficient_quota\"",
    "PERMISSION,invalid_request_error,\"insufficient_permissions\"",
    "NOT_FOUND,invalid_request_error,\"not_found\"",
    "CONFLICT,invalid_request_error,\"conflict\"",
    "TOO_LARGE,invalid_request_error,\"request_too_large\"",
    "RATE_LIMIT,requests,\"rate_limit_exceeded\"",
    "API,server_error,null",
    "TIMEOUT,server_error,\"timeout\"",
    "OVERLOADED,service_unavailable,\"overloaded\""
  })
  void hasAWordForEveryKind(Kind kind, String type, String code) {
    assertThat(body(ApiError.of(500, kind, "m")))
        .isEqualTo(
            "{\"error\":{\"message\":\"m\",\"type\":\""
                + type
                + "\",\"param\":null,\"code\":"
                + code
                + "}}");
  }

  @Test
  void saysThatAModelIsUnknown() {
    ApiError error = new ApiError(404, Kind.NOT_FOUND, "m", "/model", "", Optional.empty(), false);

    assertThat(body(error)).contains("\"param\":\"model\",\"code\":\"model_not_found\"");
  }

  @Test
  void tellsAnErrorInsideAStreamWithoutAnEndMark() {
    List<WireEvent> events = dialect.streamError(ApiError.of(502, Kind.API, "gone"), "req_1");

    assertThat(events)
        .containsExactly(
            new WireEvent(
                "",
                "{\"error\":{\"message\":\"gone\",\"type\":\"server_error\",\"param\":null,\"code\":null}}"));
    assertThat(dialect.ping()).isEmpty();
  }
}
