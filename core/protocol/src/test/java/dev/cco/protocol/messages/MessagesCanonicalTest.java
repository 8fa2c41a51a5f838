package dev.cco.protocol.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.ApiError;
import dev.cco.protocol.WireEvent;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesCanonicalTest {
  private static final String BODY =
      """
      {"model":"m","max_tokens":5,
       "system":[{"type":"text","text":"s"}],
       "messages":[{"role":"user","content":[{"type":"text","text":"hi"},
         {"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"r"}]},
         {"type":"document","source":{"type":"content","content":[{"type":"text","text":"d"}]}}]}],
       "tools":[{"name":"f","input_schema":{"type":"object","properties":{"p":{}}}}]}
      """;
  private static final String MARKER = ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}";

  private final MessagesDialect dialect = new MessagesDialect();

  @ParameterizedTest
  @ValueSource(strings = {"\"s\"", "\"hi\"", "\"r\"", "\"d\"", "\"f\"", "5"})
  void ignoresCacheMarkersWhereTheyAreMarkers(String before) {
    assertThat(canonical(BODY.replaceFirst(before, before + MARKER))).isEqualTo(canonical(BODY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"metadata\":{\"user_id\":\"u\"}",
        ",\"stream\":true",
        ",\"stream_options\":{\"include_usage\":true}"
      })
  void ignoresWhatCannotChangeTheAnswer(String member) {
    assertThat(canonical(BODY.replaceFirst("5", "5" + member))).isEqualTo(canonical(BODY));
  }

  @Test
  void ignoresTheBillingHeader() {
    String billed =
        BODY.replace(
            "\"system\":[",
            "\"system\":[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: cc=1\"},");

    assertThat(canonical(billed)).isEqualTo(canonical(BODY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"p\":{}          | \"p\":{},\"cache_control\":{\"type\":\"string\"}",
        "\"p\":{}          | \"p\":{\"cache_control\":1}",
        "\"type\":\"object\" | \"type\":\"object\",\"cache_control\":{}",
        "\"p\":{}          | \"p\":{},\"metadata\":{},\"stream\":{}",
        "\"role\":\"user\" | \"role\":\"user\",\"metadata\":1",
        "\"hi\"            | \"hi \"",
        "\"s\"             | \"x-anthropic-billing-header\"",
        "\"m\"             | \"n\"",
        "5                 | 6",
        "5                 | 5,\"temperature\":0",
        "5                 | 5,\"unknown\":null"
      })
  void countsEverythingElse(String before, String after) {
    assertThat(BODY).contains(before);

    assertThat(canonical(BODY.replace(before, after))).isNotEqualTo(canonical(BODY));
  }

  @Test
  void countsNamesThatAreDataInAToolsInput() {
    String call =
        """
        {"model":"m","messages":[{"role":"assistant","content":[
          {"type":"tool_use","id":"t","name":"f","input":{"content":[{"cache_control":%s}]}}]}]}
        """;

    assertThat(canonical(call.formatted("1"))).isNotEqualTo(canonical(call.formatted("2")));
  }

  @Test
  void tellsErrorsInTheVendorsEnvelope() {
    ApiError error =
        new ApiError(
            529, ApiError.Kind.OVERLOADED, "try \"later\"", "", "all_busy", Optional.empty(), true);
    String envelope =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"try \\\"later\\\"\","
            + "\"details\":{\"error_code\":\"all_busy\"}},\"request_id\":\"req_1\"}";

    assertThat(new String(dialect.error(error, "req_1"), UTF_8)).isEqualTo(envelope);
    assertThat(dialect.streamError(error, "req_1"))
        .isEqualTo(List.of(new WireEvent("error", envelope)));
    assertThat(dialect.ping()).contains(new WireEvent("ping", "{\"type\":\"ping\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, invalid_request_error",
    "AUTHENTICATION, authentication_error",
    "BILLING, billing_error",
    "PERMISSION, permission_error",
    "NOT_FOUND, not_found_error",
    "CONFLICT, conflict_error",
    "TOO_LARGE, request_too_large",
    "RATE_LIMIT, rate_limit_error",
    "API, api_error",
    "TIMEOUT, timeout_error",
    "OVERLOADED, overloaded_error"
  })
  void hasTheVendorsWordForEachKind(ApiError.Kind kind, String type) {
    byte[] body = dialect.error(ApiError.of(400, kind, "m"), "r");

    assertThat(new String(body, UTF_8))
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"m\"},\"request_id\":\"r\"}"
                .formatted(type));
  }

  private String canonical(String body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    dialect.writeCanonical(Recorded.tape(body), out);
    return out.toString(UTF_8);
  }
}
