package dev.cco.protocol.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRulesTest {
  private static final String TEXT = "{\"role\":\"user\",\"content\":\"Hi\"}";
  private static final String CITED =
      "{\"type\":\"text\",\"text\":\"x\",\"citations\":[{\"type\":\"char_location\"}]}";
  private static final String DOCUMENT =
      "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"x\"}}";

  private final MessagesDialect dialect = new MessagesDialect();

  @ParameterizedTest
  @CsvSource({"temperature,1.0", "temperature,null", "top_p,1", "top_k,5"})
  void refusesSamplingOfTheNewVersionEvenAtItsDefault(String member, String value) {
    String request = request("\"" + member + "\":" + value + ",", TEXT);

    assertThatThrownBy(() -> read(request, "2026-10-21"))
        .isInstanceOfSatisfying(
            CallerFault.class,
            fault -> {
              assertThat(fault.status()).isEqualTo(400);
              assertThat(fault).hasMessage(member + ": Extra inputs are not permitted");
              assertThat(fault.pointer()).isEqualTo("/" + member);
            });
    assertThatThrownBy(() -> dialect.readCountRequest(tape(request), version("2026-10-21")))
        .isInstanceOf(CallerFault.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2023-06-01", "", "whatever"})
  void takesSamplingOfTheOldVersion(String version) {
    var conversation = read(request("\"temperature\":1.0,", TEXT), version);

    assertThat(conversation.sampling().temperature()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"2026-10-21,true", "2027-01-01,true", "2023-06-01,false"})
  void refusesADocumentThatTheAssistantSays(String version, boolean refused) {
    String request =
        request("", TEXT + ",{\"role\":\"assistant\",\"content\":[" + DOCUMENT + "]}," + TEXT);

    checkRefused(request, version, refused, "/messages/1/content/0");
  }

  @ParameterizedTest
  @CsvSource({"2026-10-21,true", "2023-06-01,false"})
  void refusesCitationsInATextOfTheUser(String version, boolean refused) {
    String request = request("", "{\"role\":\"user\",\"content\":[" + CITED + "]}");

    checkRefused(request, version, refused, "/messages/0/content/0/citations");
  }

  @ParameterizedTest
  @CsvSource({"2026-10-21,true", "2023-06-01,false"})
  void refusesCitationsInASearchResultOfTheUser(String version, boolean refused) {
    String result =
        "{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[" + CITED + "]}";
    String request = request("", "{\"role\":\"user\",\"content\":[" + result + "]}");

    checkRefused(request, version, refused, "/messages/0/content/0/content/0/citations");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null"})
  void takesEmptyCitationsOfTheUser(String citations) {
    String text = "{\"type\":\"text\",\"text\":\"x\",\"citations\":" + citations + "}";
    String request = request("", "{\"role\":\"user\",\"content\":[" + text + "]}");

    checkRefused(request, "2026-10-21", false, "");
  }

  private void checkRefused(String request, String version, boolean refused, String pointer) {
    if (!refused) {
      assertThat(read(request, version).turns()).isNotEmpty();
      return;
    }
    assertThatThrownBy(() -> read(request, version))
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.pointer()).isEqualTo(pointer));
  }

  private Conversation read(String request, String version) {
    return dialect.readRequest(tape(request), version(version));
  }

  private static HeaderFacts version(String version) {
    return HeaderFacts.of(Map.of("anthropic-version", List.of(version)));
  }

  private static Tape tape(String request) {
    return Tape.scan(request.getBytes(StandardCharsets.UTF_8));
  }

  private static String request(String members, String messages) {
    return "{" + members + "\"model\":\"m\",\"max_tokens\":5,\"messages\":[" + messages + "]}";
  }
}
