package dev.cco.gateway.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cco.gateway.RefusalException;
import dev.cco.gateway.batch.BatchRequests.Facts;
import dev.cco.gateway.batch.BatchRequests.Item;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRequestsTest {
  private static final String PARAMS =
      "{\"model\":\"sim/small\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\"}]}";

  @TempDir Path folder;

  @Test
  void findsEachBodyToTheByteWhateverIsAroundIt() throws IOException {
    String first =
        "{ \"x\":\"é😀\\n\", \"messages\":[],\n\"model\":\"ä\\u00e4\",\"max_tokens\":1 }";
    String second = PARAMS;
    Path file =
        file(
            "{\"other\":{\"a\":[1]}, \"requests\" : [ {\"params\":"
                + first
                + ",\"custom_id\":\"a\"},\n{\"custom_id\":\"b-_9\", \"params\": "
                + second
                + "} ], \"after\":1}\n");

    List<Item> items = items(file);

    assertThat(items).extracting(Item::customId).containsExactly("a", "b-_9");
    assertThat(items).extracting(Item::model).containsExactly("ää", "sim/small");
    assertThat(text(file, items.get(0).params())).isEqualTo(first);
    assertThat(text(file, items.get(1).params())).isEqualTo(second);
    assertThat(text(file, items.get(0).modelPlace())).isEqualTo("\"ä\\u00e4\"");
    assertThat(text(file, items.get(1).modelPlace())).isEqualTo("\"sim/small\"");
  }

  @Test
  void findsBodiesThatAreLongerThanAnyBuffer() throws IOException {
    List<String> bodies = new ArrayList<>();
    StringBuilder batch = new StringBuilder("{\"requests\":[");
    for (int i = 0; i < 40; i++) {
      String body =
          "{\"system\":\""
              + "é".repeat(i * 997)
              + "\",\"model\":\"m"
              + i
              + "\","
              + "\"max_tokens\":1,\"messages\":[]}";
      bodies.add(body);
      batch.append(i == 0 ? "" : ",").append("{\"custom_id\":\"i").append(i).append("\",");
      batch.append("\"params\":").append(body).append('}');
    }
    Path file = file(batch.append("]}").toString());

    List<Item> items = items(file);

    assertThat(items).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(text(file, items.get(i).params())).isEqualTo(bodies.get(i));
      assertThat(text(file, items.get(i).modelPlace())).isEqualTo("\"m" + i + "\"");
    }
  }

  @Test
  void replacesTheModelsAndNothingElse() throws IOException {
    String around =
        "{ \"requests\":[ {\"custom_id\":\"a\",\"params\":{\"model\" : %s ,"
            + "\"max_tokens\":1, \"messages\":[\"é\"]}},{\"custom_id\":\"b\",\"params\":{"
            + "\"max_tokens\":1,\"messages\":[],\"model\":%s}} ]}";
    Path to = folder.resolve("to.json");

    ModelNames.replace(
        file(around.formatted("\"mine\"", "\"o\\u0074her\"")),
        to,
        Map.of("mine", "claude-\"1\"", "other", "claude-2"));

    assertThat(to).hasContent(around.formatted("\"claude-\\\"1\\\"\"", "\"claude-2\""));
  }

  @Test
  void countsRequestsAndNamesModels() throws IOException {
    Path file = file(requests(item("a", PARAMS), item("b", PARAMS)));

    assertThat(BatchRequests.check(file, 2)).isEqualTo(new Facts(2, java.util.Set.of("sim/small")));
    assertThat(refusal(file, 1).error().message())
        .isEqualTo("requests: List should have at most 1 items");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|/requests|requests: Field required",
        "{\"requests\":{}}|/requests|requests: Input should be a valid list",
        "{\"requests\":[]}|/requests|requests: List should have at least 1 item",
        "{\"requests\":[1]}|/requests/0|requests.0: Input should be an object",
        "{\"requests\":[{\"params\":P}]}|/requests/0/custom_id"
            + "|requests.0.custom_id: Field required",
        "{\"requests\":[{\"custom_id\":\"a b\",\"params\":P}]}|/requests/0/custom_id"
            + "|requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
        "{\"requests\":[{\"custom_id\":1,\"params\":P}]}|/requests/0/custom_id"
            + "|requests.0.custom_id: Input should be a valid string",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":P},{\"custom_id\":\"a\",\"params\":P}]}"
            + "|/requests/1/custom_id|requests.1.custom_id: must be unique in the batch",
        "{\"requests\":[{\"custom_id\":\"a\"}]}|/requests/0/params"
            + "|requests.0.params: Field required",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":[]}]}|/requests/0/params"
            + "|requests.0.params: Input should be an object",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":P,\"x\":1}]}|/requests/0/x"
            + "|requests.0.x: Extra inputs are not permitted",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"max_tokens\":1,\"messages\":[]}}]}"
            + "|/requests/0/params/model|requests.0.params.model: Field required",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\",\"messages\":[]}}]}"
            + "|/requests/0/params/max_tokens|requests.0.params.max_tokens: Field required",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\",\"max_tokens\":1}}]}"
            + "|/requests/0/params/messages|requests.0.params.messages: Field required",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\",\"max_tokens\":1.0,"
            + "\"messages\":[]}}]}|/requests/0/params/max_tokens"
            + "|requests.0.params.max_tokens: Input should be a valid integer",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\",\"max_tokens\":1,"
            + "\"messages\":[],\"stream\":true}}]}|/requests/0/params/stream"
            + "|requests.0.params.stream: Streaming is not supported in a batch",
      })
  void refusesWhatIsNoBatchWithItsPlace(String body, String pointer, String message)
      throws IOException {
    RefusalException refusal = refusal(file(body.replace("P", PARAMS)), 100);

    assertThat(refusal.error().status()).isEqualTo(400);
    assertThat(refusal.error().pointer()).isEqualTo(pointer);
    assertThat(refusal.error().message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"requests\":[",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\",,}}]}",
        "{\"requests\":[{\"custom_id\":\"a\",\"params\":"
            + "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}}]} x",
        "{\"requests\":[{\"custom_id\":\"a\",\"custom_id\":\"b\",\"params\":"
            + "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}}]}",
      })
  void refusesWhatIsNoJson(String body) throws IOException {
    assertThat(refusal(file(body), 100).error().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void refusesOtherEncodings(String encoding) throws IOException {
    Path file = folder.resolve("encoded");
    Files.write(file, requests(item("a", PARAMS)).getBytes(Charset.forName(encoding)));

    assertThat(refusal(file, 100).error().message()).contains("UTF-8");
  }

  @Test
  void refusesAByteOrderMark() throws IOException {
    RefusalException refusal = refusal(file("\uFEFF" + requests(item("a", PARAMS))), 100);

    assertThat(refusal.error().message()).contains("byte order mark");
  }

  private static RefusalException refusal(Path file, int most) {
    return catchThrowableOfType(RefusalException.class, () -> BatchRequests.check(file, most));
  }

  static String requests(String... items) {
    return "{\"requests\":[" + String.join(",", items) + "]}";
  }

  static String item(String customId, String params) {
    return "{\"custom_id\":\"" + customId + "\",\"params\":" + params + "}";
  }

  private static List<Item> items(Path file) throws IOException {
    List<Item> items = new ArrayList<>();
    try (BatchRequests requests = BatchRequests.open(file)) {
      for (Optional<Item> next = requests.next(); next.isPresent(); next = requests.next()) {
        items.add(next.get());
      }
    }
    return items;
  }

  private Path file(String body) throws IOException {
    return Files.writeString(folder.resolve("requests.json"), body);
  }

  private static String text(Path file, BatchRequests.Span span) throws IOException {
    byte[] all = Files.readAllBytes(file);
    return new String(
        Arrays.copyOfRange(all, (int) span.from(), (int) span.to()), StandardCharsets.UTF_8);
  }
}
