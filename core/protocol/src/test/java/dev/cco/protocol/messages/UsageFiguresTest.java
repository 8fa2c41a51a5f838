package dev.cco.protocol.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Terms;
import dev.cco.spi.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageFiguresTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain      | {\"input_tokens\":3,\"output_tokens\":4} | 3 | 0 | 0 | 0 | 4 | true",
        "reads      | {\"input_tokens\":3,\"output_tokens\":4,\"cache_read_input_tokens\":9} | 3 | 9 | 0 | 0 | 4 | true",
        "writes     | {\"input_tokens\":3,\"output_tokens\":4,\"cache_creation_input_tokens\":9} | 3 | 0 | 9 | 0 | 4 | true",
        "writes nul | {\"input_tokens\":3,\"output_tokens\":4,\"cache_creation_input_tokens\":9,\"cache_creation\":null} | 3 | 0 | 9 | 0 | 4 | true",
        "split      | {\"input_tokens\":3,\"output_tokens\":4,\"cache_creation_input_tokens\":9,\"cache_creation\":{\"ephemeral_5m_input_tokens\":4,\"ephemeral_1h_input_tokens\":5}} | 3 | 0 | 4 | 5 | 4 | true",
        "split only | {\"input_tokens\":3,\"output_tokens\":4,\"cache_creation\":{\"ephemeral_1h_input_tokens\":5}} | 3 | 0 | 0 | 5 | 4 | true",
        "negative   | {\"input_tokens\":-3,\"output_tokens\":4} | 0 | 0 | 0 | 0 | 4 | true",
        "all bad    | {\"input_tokens\":-3,\"output_tokens\":\"4\"} | 0 | 0 | 0 | 0 | 0 | false",
        "huge       | {\"input_tokens\":9223372036854775808,\"output_tokens\":4} | 1000000000000 | 0 | 0 | 0 | 4 | true",
        "missing    | {} | 0 | 0 | 0 | 0 | 0 | false",
        "no object  | null | 0 | 0 | 0 | 0 | 0 | false"
      })
  void readsFiveClasses(
      String name,
      String json,
      long input,
      long read,
      long five,
      long hour,
      long out,
      boolean known) {
    UsageFigures figures = new UsageFigures();

    figures.read(Json.parse(json).orElseThrow());

    assertThat(figures.usage()).isEqualTo(new Usage(input, read, five, hour, out, 0, known));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"service_tier\":\"standard\",\"speed\":null,\"inference_geo\":\"global\"} | STANDARD | false | 0 | false",
        "{\"service_tier\":\"priority\"} | STANDARD | false | 0 | false",
        "{\"service_tier\":\"batch\",\"inference_geo\":\"us\"} | REDUCED | true | 0 | false",
        "{\"speed\":\"fast\"} | FAST | false | 0 | false",
        "{\"server_tool_use\":{\"web_search_requests\":2,\"web_fetch_requests\":0}} | STANDARD | false | 2 | true",
        "{\"server_tool_use\":{\"web_fetch_requests\":1}} | STANDARD | false | 0 | true",
        "{\"server_tool_use\":null} | STANDARD | false | 0 | false",
      })
  void readsTheTermsOfTheCall(
      String json, Terms.Rate rate, boolean regional, long searches, boolean serverTools) {
    UsageFigures figures = new UsageFigures();

    figures.read(Json.parse("{\"input_tokens\":1,\"output_tokens\":2}").orElseThrow());
    figures.read(Json.parse(json).orElseThrow());

    assertThat(figures.usage()).isEqualTo(Usage.of(1, 2).on(new Terms(rate, regional, searches)));
    assertThat(figures.serverTools()).isEqualTo(serverTools);
  }

  @Test
  void replacesEarlierFiguresAndNeverAdds() {
    UsageFigures figures = new UsageFigures();

    figures.read(Json.parse("{\"input_tokens\":10,\"output_tokens\":1}").orElseThrow());
    figures.read(Json.parse("{\"input_tokens\":null,\"output_tokens\":7}").orElseThrow());
    figures.read(Json.parse("{\"output_tokens\":8}").orElseThrow());

    assertThat(figures.usage()).isEqualTo(Usage.of(10, 8));
  }

  @Test
  void readsWhatStandsInTheLastEventOnly() {
    UsageFigures figures = new UsageFigures();

    figures.read(Json.object());
    figures.read(Json.parse("{\"input_tokens\":10,\"output_tokens\":7}").orElseThrow());

    assertThat(figures.usage()).isEqualTo(Usage.of(10, 7));
  }

  @Test
  void readsBackWhatItWrites() {
    Usage usage = new Usage(1, 2, 3, 4, 9, 6, true);
    UsageFigures figures = new UsageFigures();

    figures.read(UsageFigures.write(usage));

    assertThat(figures.usage()).isEqualTo(usage);
  }
}
