package dev.cco.protocol.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {
  private final ChatDialect dialect = new ChatDialect();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(byte[] bytes) {
    return Json.parse(bytes).orElseThrow();
  }

  private static String answer(String message, String rest) {
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":17,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
        + message
        + ",\"logprobs\":null,\"finish_reason\":\"stop\"}]"
        + rest
        + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\":\"assistant\",\"content\":\"Hello\",\"refusal\":null}",
        "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}",
        "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}",
        "{\"role\":\"assistant\",\"content\":\"x\",\"refusal\":null,\"annotations\":[]}",
        "{\"role\":\"assistant\",\"content\":\"x\",\"refusal\":null,\"reasoning_content\":\"hm\",\"new_member\":{\"a\":[1,2.50]}}",
        "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\": 1}\"}},{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"},\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}]}",
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"refusal\":null}",
        "{\"role\":\"assistant\",\"content\":\"\\n\\ndata: [DONE] \\ud83d\\ude00\",\"refusal\":null,\"tool_calls\":[]}"
      })
  void foldUndoesUnfold(String message) {
    byte[] plain =
        bytes(
            answer(
                message,
                ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,\"cost\":0.0010},\"service_tier\":\"default\",\"system_fingerprint\":null,\"timings\":{\"a\":1.5}"));

    assertThat(json(dialect.fold(dialect.unfold(plain, true)))).isEqualTo(json(plain));
  }

  @Test
  void foldUndoesUnfoldOfSeveralChoices() {
    String choice =
        "{\"index\":%d,\"message\":{\"role\":\"assistant\",\"content\":\"c%d\",\"refusal\":null},\"logprobs\":{\"content\":[{\"token\":\"c\",\"logprob\":-0.10}],\"refusal\":null},\"finish_reason\":\"stop\",\"content_filter_results\":{}}";
    byte[] plain =
        bytes(
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":["
                + choice.formatted(0, 0)
                + ","
                + choice.formatted(1, 1)
                + "]}");

    assertThat(json(dialect.fold(dialect.unfold(plain, true)))).isEqualTo(json(plain));
  }

  @Test
  void unfoldsIntoTheOrderClientsKnow() {
    byte[] plain =
        bytes(
            answer(
                "{\"role\":\"assistant\",\"content\":\"Hello\",\"refusal\":null}",
                ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}"));

    List<WireEvent> events = dialect.unfold(plain, true);

    assertThat(events)
        .map(event -> event.data().replaceAll("^.*\"choices\":", ""))
        .containsExactly(
            "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}",
            "[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}",
            "[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}",
            "[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}",
            "[DONE]");
    assertThat(dialect.unfold(plain, false)).hasSize(4).noneMatch(e -> e.data().contains("usage"));
  }

  @Test
  void foldsWhatTheEncoderWrites() {
    List<Event> events =
        List.of(
            new Event.Started("x", "y", Usage.UNKNOWN),
            new Event.BlockStarted(new Block.Thinking("", "")),
            new Event.ThinkingDelta("h"),
            new Event.ThinkingDelta("m"),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.Text("")),
            new Event.TextDelta("Hel"),
            new Event.TextDelta("lo"),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.ToolUse("a", "f", Json.object())),
            new Event.ArgumentsDelta("{\"x\":"),
            new Event.ArgumentsDelta("1}"),
            new Event.BlockStopped(),
            new Event.BlockStarted(new Block.ToolUse("b", "g", Json.object())),
            new Event.BlockStopped(),
            new Event.Finished(StopReason.TOOL_USE, Optional.empty(), Usage.of(7, 3)));

    assertThat(json(dialect.fold(Chunks.encode(events))))
        .isEqualTo(
            Conversations.json(
                """
                {"id":"chatcmpl-abc","object":"chat.completion","created":1700000000,"model":"claude-test",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Hello","refusal":null,
                   "reasoning_content":"hm",
                   "tool_calls":[
                     {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},
                     {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
                   "logprobs":null,"finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,
                   "prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},
                   "completion_tokens_details":{"reasoning_tokens":0}}}
                """));
  }

  @Test
  void leavesPaddingOut() {
    WireEvent padded =
        Chunks.data(
            "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"obfuscation\":\"aaaa\"}");

    assertThat(new String(dialect.fold(List.of(padded)), StandardCharsets.UTF_8))
        .doesNotContain("obfuscation")
        .contains("\"object\":\"chat.completion\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "null",
        "[]",
        "{\"choices\":",
        "<html>",
        "{\"choices\":[]}",
        "{\"choices\":{}}",
        "{\"choices\":[{}]}",
        "{\"error\":{\"message\":\"boom\"}}"
      })
  void refusesWhatIsNoAnswer(String plain) {
    assertThatThrownBy(() -> dialect.unfold(bytes(plain), true))
        .isInstanceOf(UpstreamFailure.class);
    assertThatThrownBy(() -> dialect.answerFacts(bytes(plain))).isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void tellsWhatAnAnswerIs() {
    String usage = ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}";
    String plain = answer("{\"role\":\"assistant\",\"content\":\"x\"}", usage);

    assertThat(dialect.answerFacts(bytes(plain)))
        .satisfies(
            facts -> {
              assertThat(facts.model()).isEqualTo("m");
              assertThat(facts.usage()).isEqualTo(Usage.of(1, 2));
              assertThat(facts.finish()).isEqualTo("stop");
              assertThat(facts.complete()).isTrue();
              assertThat(facts.storable()).isTrue();
            });
    assertThat(dialect.answerFacts(bytes(plain.replace("stop", "length"))).storable()).isFalse();
    assertThat(dialect.answerFacts(bytes(plain.replace(usage, ""))).storable()).isFalse();
  }

  @Test
  void readsAPlainAnswerThroughTheDecoder() {
    byte[] plain =
        bytes(
            answer(
                "{\"role\":\"assistant\",\"content\":\"x\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}]}",
                ""));

    assertThat(Chunks.lines(Chunks.decode(dialect.unfold(plain, true))))
        .containsExactly(
            "started m",
            "open text",
            "text x",
            "close",
            "open call a f",
            "arguments {\"x\":1}",
            "close",
            "finished TOOL_USE");
  }
}
