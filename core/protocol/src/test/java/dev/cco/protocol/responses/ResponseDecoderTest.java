package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.DIALECT;
import static dev.cco.protocol.responses.Responses.QUESTION;
import static dev.cco.protocol.responses.Responses.all;
import static dev.cco.protocol.responses.Responses.answer;
import static dev.cco.protocol.responses.Responses.decode;
import static dev.cco.protocol.responses.Responses.encode;
import static dev.cco.protocol.responses.Responses.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseDecoderTest {
  private static final WireEvent END =
      event(
          "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}}");

  private static Event finished(StopReason reason) {
    return new Event.Finished(reason, Optional.empty(), Usage.of(3, 2));
  }

  private static List<Event> said(List<WireEvent> stream) {
    return decode(stream).stream().filter(e -> !(e instanceof Event.Started)).toList();
  }

  private static Event call(String id) {
    return new Event.BlockStarted(new Block.ToolUse(id, "f", Json.object()));
  }

  private static WireEvent added(int index, String item) {
    return event(
        "{\"type\":\"response.output_item.added\",\"output_index\":%d,\"item\":%s}"
            .formatted(index, item));
  }

  private static WireEvent done(int index, String item) {
    return event(
        "{\"type\":\"response.output_item.done\",\"output_index\":%d,\"item\":%s}"
            .formatted(index, item));
  }

  private static WireEvent arguments(int index, String json) {
    return event(
        "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":%d,\"delta\":%s}"
            .formatted(index, Json.text(Json.string(json))));
  }

  private static WireEvent text(int index, String text) {
    return event(
        "{\"type\":\"response.output_text.delta\",\"output_index\":%d,\"content_index\":0,\"delta\":\"%s\"}"
            .formatted(index, text));
  }

  private static String callItem(String id, String arguments) {
    return "{\"type\":\"function_call\",\"call_id\":\"%s\",\"name\":\"f\",\"arguments\":%s}"
        .formatted(id, Json.text(Json.string(arguments)));
  }

  @Test
  void readsTheVendorsStream() throws IOException {
    List<Event> events = decode(Recorded.stream());

    assertThat(events.getFirst())
        .isEqualTo(new Event.Started("resp_68", "gpt-5-2025-08-07", Usage.UNKNOWN));
    assertThat(events.getLast())
        .isEqualTo(
            new Event.Finished(
                StopReason.TOOL_USE, Optional.empty(), new Usage(30, 5, 2, 0, 11, 4, true)));
    assertThat(events)
        .containsSubsequence(
            new Event.BlockStarted(new Block.Thinking("", "")),
            new Event.ThinkingDelta("**Thinking**"),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.Text("")),
            new Event.TextDelta("He said "),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.ToolUse("call_1", "get_weather", Json.object())),
            new Event.ArgumentsDelta("{\"city\":"),
            new Event.ArgumentsDelta("\"Paris\"}"),
            new Event.BlockStopped());
  }

  @ParameterizedTest
  @CsvSource({"END_TURN", "MAX_TOKENS"})
  void readsWhatTheEncoderWrites(StopReason reason) {
    List<Event> events =
        answer(
            reason,
            new Block.Thinking("Let me see", ""),
            new Block.Text("Hello"),
            new Block.Refusal("No."),
            new Block.Text("there"));

    List<Event> read = decode(encode(QUESTION, all(events)));

    assertThat(read.subList(1, read.size())).isEqualTo(events.subList(1, events.size()));
  }

  @Test
  void readsCallsThatTheEncoderWrites() {
    List<Event> events =
        answer(
            StopReason.TOOL_USE,
            new Block.Text("Hello"),
            new Block.ToolUse("c1", "f", Json.object().put("a", 1)),
            new Block.ToolUse("c2", "g", Json.object()));

    List<Event> read = decode(encode(QUESTION, all(events)));

    assertThat(read.subList(1, read.size())).isEqualTo(events.subList(1, events.size()));
  }

  @Test
  void takesArgumentsThatComeOnlyAtTheEnd() {
    assertThat(
            said(List.of(added(0, callItem("c1", "")), done(0, callItem("c1", "{\"a\":1}")), END)))
        .containsExactly(
            call("c1"),
            new Event.ArgumentsDelta("{\"a\":1}"),
            new Event.BlockStopped(),
            finished(StopReason.TOOL_USE));
  }

  @Test
  void takesAnAnswerThatComesOnlyWithTheLastResponse() {
    WireEvent end =
        event(
            "{\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}],"
                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}}");

    assertThat(said(List.of(end)))
        .containsExactly(
            new Event.BlockStarted(new Block.Text("")),
            new Event.TextDelta("Hi"),
            new Event.BlockStopped(),
            finished(StopReason.END_TURN));
  }

  @Test
  void takesTextWithoutEventsOfItemsAndParts() {
    assertThat(said(List.of(text(0, "He"), text(0, "llo"), END)))
        .containsExactly(
            new Event.BlockStarted(new Block.Text("")),
            new Event.TextDelta("He"),
            new Event.TextDelta("llo"),
            new Event.BlockStopped(),
            finished(StopReason.END_TURN));
  }

  @Test
  void untanglesItemsThatInterleave() {
    assertThat(
            said(
                List.of(
                    added(0, callItem("c1", "")),
                    added(1, callItem("c2", "")),
                    arguments(1, "{\"b\""),
                    arguments(0, "{\"a\""),
                    arguments(1, ":2}"),
                    done(1, callItem("c2", "{\"b\":2}")),
                    arguments(0, ":1}"),
                    done(0, callItem("c1", "{\"a\":1}")),
                    END)))
        .containsExactly(
            call("c1"),
            new Event.ArgumentsDelta("{\"a\""),
            new Event.ArgumentsDelta(":1}"),
            new Event.BlockStopped(),
            call("c2"),
            new Event.ArgumentsDelta("{\"b\""),
            new Event.ArgumentsDelta(":2}"),
            new Event.BlockStopped(),
            finished(StopReason.TOOL_USE));
  }

  @Test
  void takesReasoningOnceWhereItIsToldTwice() {
    String item =
        "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"one\"},{\"type\":\"summary_text\",\"text\":\"two\"}],"
            + "\"content\":[{\"type\":\"reasoning_text\",\"text\":\"raw\"}],\"encrypted_content\":\"gAAAA\"}";

    assertThat(said(List.of(done(0, item), END)))
        .containsExactly(
            new Event.BlockStarted(new Block.Thinking("", "")),
            new Event.ThinkingDelta("one"),
            new Event.ThinkingDelta("\n\n"),
            new Event.ThinkingDelta("two"),
            new Event.BlockStopped(),
            finished(StopReason.END_TURN));
  }

  @ParameterizedTest
  @CsvSource({"max_output_tokens,MAX_TOKENS", "content_filter,REFUSAL"})
  void saysWhyAnAnswerIsIncomplete(String detail, StopReason reason) {
    WireEvent end =
        event(
            "{\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\""
                + detail
                + "\"},\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}}");

    assertThat(said(List.of(text(0, "He"), end)).getLast()).isEqualTo(finished(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"Oops.\"}}} | SERVER_ERROR",
        "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Oops.\"}}} | RATE_LIMITED",
        "{\"type\":\"error\",\"code\":\"server_is_overloaded\",\"message\":\"Oops.\",\"param\":null} | OVERLOADED",
        "{\"type\":\"error\",\"error\":{\"message\":\"Oops.\"}} | SERVER_ERROR",
        "{\"error\":{\"message\":\"Oops.\"}} | SERVER_ERROR"
      })
  void passesErrorsOn(String data, UpstreamFailure.Kind kind) {
    assertThatThrownBy(() -> DIALECT.decoder().decode(new WireEvent("", data)))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(kind);
              assertThat(failure).hasMessage("Oops.");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 5, 12, 20})
  void knowsACutStream(int events) throws IOException {
    List<WireEvent> cut = Recorded.stream().subList(0, events);

    assertThatThrownBy(() -> decode(cut))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.BROKEN));
  }

  @Test
  void refusesArgumentsThatAreNoJson() {
    List<WireEvent> stream = new ArrayList<>();
    stream.add(done(0, callItem("c1", "{oops")));
    stream.add(END);

    assertThatThrownBy(() -> decode(stream))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.INVALID_ANSWER));
  }

  @Test
  void refusesWhatIsNoEvent() {
    assertThatThrownBy(() -> DIALECT.decoder().decode(new WireEvent("x", "no JSON")))
        .isInstanceOf(UpstreamFailure.class);
    assertThat(DIALECT.decoder().decode(new WireEvent("", "[DONE]"))).isEmpty();
  }
}
