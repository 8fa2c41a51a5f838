package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Chunks.DONE;
import static dev.cco.protocol.chat.Chunks.chunk;
import static dev.cco.protocol.chat.Chunks.data;
import static dev.cco.protocol.chat.Chunks.decode;
import static dev.cco.protocol.chat.Chunks.deltas;
import static dev.cco.protocol.chat.Chunks.finish;
import static dev.cco.protocol.chat.Chunks.lines;
import static dev.cco.protocol.chat.Chunks.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Event;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers of this protocol answer in their own ways, as a client of Anthropic's sees it. */
class OutwardAnswerTest {

  /** The stream in the words of Messages. */
  private static List<WireEvent> messages(List<WireEvent> chunks) {
    var encoder = new MessagesDialect().encoder(Chunks.FRAME);
    List<WireEvent> stream = new ArrayList<>();
    decode(chunks).forEach(event -> stream.addAll(encoder.encode(event)));
    return stream;
  }

  @Test
  void saysAWholeAnswerInOrder() {
    List<WireEvent> stream =
        messages(
            stream(
                deltas(
                    "{\"role\":\"assistant\",\"content\":\"\"}",
                    "{\"reasoning_content\":\"hm\"}",
                    "{\"content\":\"Hi\"}",
                    "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}]}",
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}"),
                List.of(
                    finish("tool_calls"),
                    Chunks.usage(
                        "{\"prompt_tokens\":100,\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":60,\"cache_write_tokens\":30}}"),
                    DONE)));

    assertThat(stream)
        .extracting(WireEvent::name)
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(stream.get(3).data()).contains("signature_delta", "\"signature\":\"\"");
    assertThat(stream.get(12).data())
        .contains(
            "\"stop_reason\":\"tool_use\"",
            "\"input_tokens\":10",
            "\"cache_creation_input_tokens\":30",
            "\"cache_read_input_tokens\":60",
            "\"output_tokens\":7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"reasoning_content\":\"hm\"}",
        "{\"reasoning\":\"hm\"}",
        "{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"}",
        "{\"reasoning_content\":\"\",\"reasoning\":\"hm\"}",
        "{\"reasoning_content\":null,\"reasoning\":\"hm\",\"content\":null}",
        "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]}"
      })
  void readsThinkingByEveryName(String delta) {
    List<WireEvent> stream = stream(deltas(delta), List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly("started m", "open thinking", "thinking hm", "close", "finished END_TURN");
  }

  @Test
  void tellsARefusalAsOne() {
    List<WireEvent> stream =
        messages(stream(deltas("{\"refusal\":\"I cannot.\"}"), List.of(finish("stop"), DONE)));

    assertThat(stream.get(2).data()).contains("\"text_delta\"", "I cannot.");
    assertThat(Json.parse(stream.get(4).data()).orElseThrow().get("delta").toString())
        .isEqualTo(
            "{\"stop_reason\":\"refusal\",\"stop_sequence\":null,"
                + "\"stop_details\":{\"type\":\"refusal\",\"category\":null,\"explanation\":null},\"container\":null}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}",
        "{\"choices\":[],\"x_groq\":{\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}",
        "{\"choices\":[],\"usage\":{\"input_tokens\":4,\"output_tokens\":2}}"
      })
  void findsTheUsageWhereverItIs(String last) {
    List<WireEvent> stream =
        stream(deltas("{\"content\":\"x\"}"), List.of(finish("stop"), data(last), DONE));

    assertThat(((Event.Finished) decode(stream).getLast()).usage()).isEqualTo(Usage.of(4, 2));
  }

  @ParameterizedTest
  @CsvSource({"prompt_cache_hit_tokens", "cached_tokens"})
  void takesCachedTokensOutOfThePrompt(String name) {
    WireEvent usage =
        Chunks.usage("{\"prompt_tokens\":10,\"completion_tokens\":2,\"" + name + "\":6}");
    List<WireEvent> stream = stream(deltas("{\"content\":\"x\"}"), List.of(finish("stop"), usage));

    assertThat(((Event.Finished) decode(stream).getLast()).usage())
        .isEqualTo(new Usage(4, 6, 0, 0, 2, 0, true));
  }

  @Test
  void takesArgumentsThatAreAnObject() {
    byte[] plain =
        """
        {"id":"i","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,
         "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{"x":1}}}]},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":1,"completion_tokens":1}}
        """
            .getBytes(StandardCharsets.UTF_8);

    assertThat(lines(decode(new ChatDialect().unfold(plain, true))))
        .contains("open call a f", "arguments {\"x\":1}", "finished TOOL_USE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"object\":\"error\",\"message\":\"boom\",\"type\":\"BadRequestError\",\"code\":40001} | 400",
        "{\"object\":\"error\",\"message\":\"boom\",\"code\":400} | 400",
        "{\"error\":\"boom\",\"error_type\":\"validation\"} | 400",
        "{\"error\":{\"message\":\"boom\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}} | 400",
        "{\"error\":{\"message\":\"boom\",\"code\":404}} | 404",
        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"boom\"}]} | 422"
      })
  void tellsTheCallersFaultInsideASuccessFromTheProviders(String error, int status) {
    ChatDialect dialect = new ChatDialect();
    byte[] plain = error.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> dialect.decoder().decode(data(error)))
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.status()).isEqualTo(status));
    assertThatThrownBy(() -> dialect.unfold(plain, true)).isInstanceOf(CallerFault.class);
  }

  @Test
  void takesArgumentsFromTheMessageAtTheEnd() {
    WireEvent last =
        chunk(
            "{\"index\":0,\"delta\":{},\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}]},\"finish_reason\":\"tool_calls\"}");
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
            List.of(last, DONE));

    assertThat(lines(decode(stream)))
        .containsExactly(
            "started m", "open call a f", "arguments {\"x\":1}", "close", "finished TOOL_USE");
  }
}
