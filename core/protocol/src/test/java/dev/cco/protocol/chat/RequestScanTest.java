package dev.cco.protocol.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScanTest {
  private final ChatDialect dialect = new ChatDialect();

  private RequestFacts facts(String request) {
    return dialect.facts(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), Operation.CHAT);
  }

  private static String request(String rest) {
    return "{\"model\":\"gpt-x\",\"messages\":[]" + rest + "}";
  }

  private String canonical(String request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    dialect.writeCanonical(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String rewritten(String request, boolean askUsage) {
    return new String(dialect.rewrite(facts(request), "gpt-y", askUsage), StandardCharsets.UTF_8);
  }

  @Test
  void findsWhatTheGatewayNeeds() {
    RequestFacts facts =
        facts(request(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

    assertThat(facts.model()).isEqualTo("gpt-x");
    assertThat(facts.stream()).isTrue();
    assertThat(facts.includeUsage()).isTrue();
    assertThat(facts.serverTools()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"stream\":null",
        ",\"stream\":false",
        ",\"stream_options\":{\"include_usage\":false}",
        ",\"stream_options\":null"
      })
  void takesAnAnswerForPlainUnlessAStreamIsWanted(String rest) {
    RequestFacts facts = facts(request(rest));

    assertThat(facts.stream()).isFalse();
    assertThat(facts.includeUsage()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | /model",
        "{\"model\":\"\",\"messages\":[]} | /model",
        "{\"model\":null,\"messages\":[]} | /model",
        "{\"model\":7,\"messages\":[]} | /model",
        "{\"model\":\"a\\r\\nX: y\",\"messages\":[]} | /model",
        "{\"model\":\"a\\u001b[31m\",\"messages\":[]} | /model",
        "{\"model\":\"m\"} | /messages",
        "{\"model\":\"m\",\"messages\":\"hi\"} | /messages",
        "{\"model\":\"m\",\"messages\":null} | /messages",
        "{\"model\":\"m\",\"messages\":[],\"stream\":\"true\"} | /stream",
        "{\"model\":\"m\",\"messages\":[],\"stream\":1} | /stream",
        "{\"model\":\"m\",\"messages\":[],\"api_base\":\"http://x\"} | /api_base",
        "{\"model\":\"m\",\"messages\":[],\"base_url\":null} | /base_url",
        "{\"model\":\"m\",\"messages\":[],\"api_key\":\"k\"} | /api_key",
        "{\"model\":\"m\",\"messages\":[],\"extra_headers\":{}} | /extra_headers",
        "{\"model\":\"m\",\"messages\":[],\"custom_llm_provider\":\"x\"} | /custom_llm_provider"
      })
  void refusesWhatIsUnsafeOrUndecidable(String request, String pointer) {
    assertThatThrownBy(() -> facts(request))
        .isInstanceOfSatisfying(
            CallerFault.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void refusesAModelLongerThan256Characters() {
    String longest = "m".repeat(256);

    assertThat(facts(request("").replace("gpt-x", longest)).model()).isEqualTo(longest);
    assertThatThrownBy(() -> facts(request("").replace("gpt-x", longest + "m")))
        .isInstanceOf(CallerFault.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",\"web_search_options\":{} | true",
        ",\"web_search_options\":null | false",
        ",\"tools\":[{\"type\":\"function\"},{\"type\":\"custom\"}] | false",
        ",\"tools\":[{\"type\":\"function\"},{\"type\":\"web_search\"}] | true",
        ",\"tools\":null | false"
      })
  void seesToolsThatTheProviderRuns(String rest, boolean expected) {
    assertThat(facts(request(rest)).serverTools()).isEqualTo(expected);
  }

  @Test
  void leavesOutOfTheCanonicalFormWhatCannotChangeTheAnswer() {
    String request =
        "{ \"stream\":true, \"user\":\"u\", \"temperature\":1.0, \"metadata\":{\"a\":\"b\"}, \"store\":true,"
            + " \"stream_options\":{\"include_usage\":true}, \"model\":\"gpt-\\u0078\","
            + " \"messages\":[{\"role\":\"user\",\"content\":\"hi\",\"metadata\":1}],"
            + " \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":{\"stream\":{}}}}}]}";

    assertThat(canonical(request))
        .isEqualTo(
            "{\"messages\":[{\"content\":\"hi\",\"metadata\":1,\"role\":\"user\"}],\"model\":\"gpt-x\","
                + "\"store\":true,\"temperature\":1,\"tools\":[{\"function\":{\"name\":\"f\",\"parameters\":"
                + "{\"properties\":{\"stream\":{}}}},\"type\":\"function\"}],\"user\":\"u\"}");
  }

  @Test
  void givesPlainAndStreamedRequestsTheSameCanonicalForm() {
    assertThat(canonical(request(",\"stream\":true,\"stream_options\":{}")))
        .isEqualTo(canonical(request("")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ \"messages\" : [] ,\"model\": \"gpt-x\", \"é\":1.50 } | { \"messages\" : [] ,\"model\": \"gpt-y\", \"é\":1.50 }",
        "{\"model\":\"gpt-x\",\"messages\":[],\"stream\":true} | {\"model\":\"gpt-y\",\"messages\":[],\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream_options\":null,\"model\":\"gpt-x\",\"messages\":[],\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"model\":\"gpt-y\",\"messages\":[],\"stream\":true}",
        "{\"stream_options\":{},\"model\":\"gpt-x\",\"messages\":[],\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"model\":\"gpt-y\",\"messages\":[],\"stream\":true}",
        "{\"stream_options\":{\"a\":1, \"include_usage\" : false},\"model\":\"gpt-x\",\"messages\":[],\"stream\":true} | {\"stream_options\":{\"a\":1, \"include_usage\" : true},\"model\":\"gpt-y\",\"messages\":[],\"stream\":true}",
        "{\"stream_options\":{\"include_obfuscation\":false},\"model\":\"gpt-x\",\"messages\":[],\"stream\":true} | {\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":true},\"model\":\"gpt-y\",\"messages\":[],\"stream\":true}",
        "{\"stream_options\":{\"include_usage\": true},\"model\":\"gpt-x\",\"messages\":[],\"stream\":true} | {\"stream_options\":{\"include_usage\": true},\"model\":\"gpt-y\",\"messages\":[],\"stream\":true}"
      })
  void changesTheModelAndAsksForTheUsageAndNothingElse(String request, String expected) {
    assertThat(rewritten(request, true)).isEqualTo(expected);
  }

  @Test
  void asksForNoUsageUnlessToldTo() {
    assertThat(rewritten(request(",\"stream\":true"), false))
        .isEqualTo(request(",\"stream\":true").replace("gpt-x", "gpt-y"));
  }

  @Test
  void leavesTheBytesAloneWhenNothingChanges() {
    RequestFacts facts = facts(request(""));

    assertThat(dialect.rewrite(facts, "gpt-x", true)).isSameAs(facts.tape().bytes());
  }

  @Test
  void escapesTheModelsName() {
    RequestFacts facts = facts(request(""));

    assertThat(new String(dialect.rewrite(facts, "a\"b", false), StandardCharsets.UTF_8))
        .startsWith("{\"model\":\"a\\\"b\",");
  }
}
