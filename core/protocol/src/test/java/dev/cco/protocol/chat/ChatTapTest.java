package dev.cco.protocol.chat;

import static dev.cco.protocol.StreamTap.Sight.CONTENT;
import static dev.cco.protocol.StreamTap.Sight.END;
import static dev.cco.protocol.StreamTap.Sight.ERROR;
import static dev.cco.protocol.StreamTap.Sight.PREAMBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTapTest {
  private static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null", "");
  private static final String TEXT = chunk("{\"content\":\"Hi\"}", "null", "");
  private static final String FINISH = chunk("{}", "\"stop\"", "");
  private static final String USAGE =
      "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final StreamTap tap = new ChatDialect().tap(false);

  private static String chunk(String delta, String finish, String rest) {
    return "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]"
        + rest
        + "}\n\n";
  }

  /** The event stands in the middle of a larger buffer, as it does on the way. */
  private static StreamTap.Passing pass(StreamTap tap, String event) {
    byte[] bytes = ("\"usage\":{" + event + "\"error\"").getBytes(StandardCharsets.UTF_8);
    return tap.pass(new Slice(bytes, 9, bytes.length - 7));
  }

  private static String text(StreamTap.Passing passing) {
    Slice bytes = passing.bytes();
    return new String(bytes.array(), bytes.from(), bytes.length(), StandardCharsets.UTF_8);
  }

  @Test
  void seesACompleteAnswer() {
    assertThat(pass(tap, ROLE).sight()).isEqualTo(PREAMBLE);
    assertThat(pass(tap, TEXT).sight()).isEqualTo(CONTENT);
    assertThat(pass(tap, FINISH).sight()).isEqualTo(CONTENT);
    assertThat(tap.facts().complete()).isTrue();
    assertThat(tap.facts().storable()).isFalse();
    assertThat(pass(tap, USAGE).sight()).isEqualTo(CONTENT);
    assertThat(pass(tap, DONE).sight()).isEqualTo(END);
    assertThat(tap.facts().model()).isEqualTo("m");
    assertThat(tap.facts().finish()).isEqualTo("stop");
    assertThat(tap.facts().usage()).isEqualTo(Usage.of(3, 2));
    assertThat(tap.facts().storable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"x\"}",
        "{\"reasoning_content\":\"x\"}",
        "{\"reasoning\":\"x\"}",
        "{\"refusal\":\"x\"}",
        "{\"tool_calls\":[{\"index\":0}]}",
        "{\"function_call\":{\"name\":\"f\"}}"
      })
  void seesContentOfEveryKind(String delta) {
    assertThat(pass(tap, chunk(delta, "null", "")).sight()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": OPENROUTER PROCESSING\n\n",
        "\n",
        "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"finish_reason\":null}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"tool_calls\":[]}}]}\n\n",
        "data: not JSON\n\n"
      })
  void passesPreambleOnAsItCame(String event) {
    StreamTap.Passing passing = pass(tap, event);

    assertThat(passing.sight()).isEqualTo(PREAMBLE);
    assertThat(text(passing)).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"error\":{\"message\":\"x\"}}\n\n",
        "data: {\"error\":\"x\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"x\"}\n\n",
        "event: error\ndata: x\n\n",
        "id: 1\r\nevent: error\r\ndata: {}\r\n\r\n"
      })
  void seesErrors(String event) {
    assertThat(pass(tap, event).sight()).isEqualTo(ERROR);
  }

  @Test
  void seesAnErrorAfterContent() {
    pass(tap, TEXT);

    assertThat(pass(tap, "data: {\"error\":{\"message\":\"x\"}}\n\n").sight()).isEqualTo(ERROR);
    assertThat(pass(tap, DONE).sight()).isEqualTo(ERROR);
    assertThat(tap.facts().complete()).isFalse();
  }

  @Test
  void isNotMisledByText() {
    pass(tap, TEXT);
    String evil =
        chunk(
            "{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":9},\\\"error\\\":1,\\\"finish_reason\\\":\\\"stop\\\" [DONE]\"}",
            "null",
            "");

    assertThat(pass(tap, evil).sight()).isEqualTo(CONTENT);
    assertThat(tap.facts().usage()).isEqualTo(Usage.UNKNOWN);
    assertThat(tap.facts().complete()).isFalse();
  }

  @Test
  void isNotDisturbedByAnErrorThatIsNull() {
    assertThat(pass(tap, chunk("{\"content\":\"x\"}", "null", ",\"error\":null")).sight())
        .isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}",
        ",\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}",
        ",\"usage\" : {\"prompt_tokens\":3,\"completion_tokens\":2}"
      })
  void readsUsageOnTheFinishChunk(String usage) {
    pass(tap, TEXT);
    String finish = chunk("{}", "\"stop\"", usage);

    assertThat(text(pass(tap, finish))).isEqualTo(finish);
    assertThat(tap.facts().usage()).isEqualTo(Usage.of(3, 2));
  }

  @Test
  void readsUsageThatComesBeforeTheFinishChunk() {
    pass(tap, TEXT);
    pass(tap, USAGE);
    pass(tap, FINISH);

    assertThat(tap.facts().usage()).isEqualTo(Usage.of(3, 2));
    assertThat(tap.facts().complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "content_filter", "error"})
  void doesNotLetAnAnswerBeStoredThatWasCut(String finish) {
    pass(tap, TEXT);
    pass(tap, chunk("{}", "\"" + finish + "\"", ""));
    pass(tap, USAGE);
    pass(tap, DONE);

    assertThat(tap.facts().complete()).isTrue();
    assertThat(tap.facts().storable()).isFalse();
  }

  @Test
  void knowsThatAnAnswerWasCutOff() {
    pass(tap, TEXT);

    assertThat(tap.facts().complete()).isFalse();
    assertThat(tap.facts().storable()).isFalse();
  }

  @Test
  void takesUsageOutThatTheClientDidNotAskFor() {
    StreamTap hiding = new ChatDialect().tap(true);

    assertThat(text(pass(hiding, chunk("{\"content\":\"x\"}", "null", ",\"usage\":null"))))
        .isEqualTo(chunk("{\"content\":\"x\"}", "null", ""));
    assertThat(text(pass(hiding, chunk("{\"content\":\"y\"}", "null", " , \"usage\" : null"))))
        .isEqualTo(chunk("{\"content\":\"y\"}", "null", " "));
    assertThat(text(pass(hiding, "data: {\"usage\":null,\"choices\":[]}\r\n\r\n")))
        .isEqualTo("data: {\"choices\":[]}\r\n\r\n");
    assertThat(text(pass(hiding, "data: {\"usage\":null}\n\n"))).isEqualTo("data: {}\n\n");
    assertThat(text(pass(hiding, USAGE))).isEmpty();
    assertThat(text(pass(hiding, DONE))).isEqualTo(DONE);
    assertThat(hiding.facts().usage()).isEqualTo(Usage.of(3, 2));
  }

  @Test
  void takesNothingElseOut() {
    StreamTap hiding = new ChatDialect().tap(true);
    pass(hiding, TEXT);
    String filter = "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n";
    String nested = chunk("{\"content\":\"x\"}", "null", ",\"x_groq\":{\"usage\":null}");
    String finish =
        chunk("{}", "\"stop\"", ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}");

    assertThat(text(pass(hiding, filter))).isEqualTo(filter);
    assertThat(text(pass(hiding, nested))).isEqualTo(nested);
    assertThat(text(pass(hiding, finish))).isEqualTo(finish);
    assertThat(text(pass(hiding, TEXT))).isEqualTo(TEXT);
  }

  private static String call(String index, String id, String arguments) {
    return chunk(
        "{\"tool_calls\":[{" + index + id + "\"function\":{\"arguments\":\"" + arguments + "\"}}]}",
        "null",
        "");
  }

  private void end() {
    pass(tap, chunk("{}", "\"tool_calls\"", ""));
    pass(tap, USAGE);
    pass(tap, DONE);
  }

  @Test
  void storesCallsThatCouldBeMade() {
    pass(tap, TEXT);
    pass(tap, call("\"index\":0,", "\"id\":\"a\",", ""));
    pass(tap, call("\"index\":1,", "\"id\":\"b\",", "{}"));
    pass(tap, call("\"index\":0,", "", "{\\\"x\\\":"));
    pass(tap, call("\"index\":0,", "", "1}"));
    pass(tap, call("\"index\":0,", "\"id\":\"c\",", "{}"));
    end();

    assertThat(tap.facts().storable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\\\"x\\\":", "[]", "no", "{}}"})
  void storesNoCallWhoseArgumentsAreNoObject(String arguments) {
    pass(tap, TEXT);
    assertThat(pass(tap, call("\"index\":0,", "\"id\":\"a\",", arguments)).sight())
        .isEqualTo(CONTENT);
    end();

    assertThat(tap.facts().complete()).isTrue();
    assertThat(tap.facts().storable()).isFalse();
  }

  @Test
  void storesNoPlainAnswerWithABrokenCall() {
    String plain =
        "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"tool_calls\":["
            + "{\"function\":{\"name\":\"f\",\"arguments\":\"ARGUMENTS\"}}]}}],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";

    assertThat(storable(plain.replace("ARGUMENTS", "{}"))).isTrue();
    assertThat(storable(plain.replace("ARGUMENTS", "{"))).isFalse();
  }

  private static boolean storable(String plain) {
    return new ChatDialect().answerFacts(plain.getBytes(StandardCharsets.UTF_8)).storable();
  }
}
