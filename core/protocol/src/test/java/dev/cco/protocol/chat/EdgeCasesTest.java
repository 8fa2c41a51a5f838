package dev.cco.protocol.chat;

import static dev.cco.protocol.chat.Chunks.DONE;
import static dev.cco.protocol.chat.Chunks.chunk;
import static dev.cco.protocol.chat.Chunks.data;
import static dev.cco.protocol.chat.Chunks.decode;
import static dev.cco.protocol.chat.Chunks.deltas;
import static dev.cco.protocol.chat.Chunks.encode;
import static dev.cco.protocol.chat.Chunks.finish;
import static dev.cco.protocol.chat.Chunks.lines;
import static dev.cco.protocol.chat.Chunks.stream;
import static dev.cco.protocol.chat.Chunks.usage;
import static dev.cco.protocol.chat.Conversations.assistant;
import static dev.cco.protocol.chat.Conversations.call;
import static dev.cco.protocol.chat.Conversations.result;
import static dev.cco.protocol.chat.Conversations.system;
import static dev.cco.protocol.chat.Conversations.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Model;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cases that broke other gateways, by the numbers of the compatibility notes. */
class EdgeCasesTest {
  private static final String CALL =
      "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";

  private static final Model WITHOUT_THINKING =
      new Model(
          "old",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Model.Traits(true, false, true, Set.of(), true));

  private static Event.Finished last(List<WireEvent> stream) {
    return (Event.Finished) decode(stream).getLast();
  }

  private static JsonNode messages(ChatStyle style, Conversation conversation) {
    byte[] body = new ChatDialect().writeRequest(conversation, Model.named("m"), style).body();
    return Json.parse(body).orElseThrow().get("messages");
  }

  @Test
  void case01TextThenToolCallsEndsAsToolUse() {
    List<WireEvent> stream =
        stream(deltas("{\"content\":\"x\"}", CALL), List.of(finish("stop"), DONE));

    assertThat(last(stream).reason()).isEqualTo(StopReason.TOOL_USE);
  }

  @Test
  void case02ChangeOfKindClosesAndReopensBlocks() {
    List<WireEvent> stream =
        stream(
            deltas("{\"content\":\"a\"}", "{\"reasoning_content\":\"b\"}", "{\"content\":\"c\"}"),
            List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly(
            "started m",
            "open text",
            "text a",
            "close",
            "open thinking",
            "thinking b",
            "close",
            "open text",
            "text c",
            "close",
            "finished END_TURN");
  }

  @Test
  void case03RepeatedRoleChunkStartsOnce() {
    String role = "{\"role\":\"assistant\",\"content\":\"\"}";
    List<WireEvent> stream = stream(deltas(role, role), List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream))).containsExactly("started m", "finished END_TURN");
  }

  @Test
  void case04ArgumentsAlwaysArriveAsDeltas() {
    List<WireEvent> stream = stream(deltas(CALL), List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(stream))).containsSubsequence("open call a f", "arguments {}");
  }

  @Test
  void case05ChunksWithoutChoicesAreReadForTheirUsage() {
    List<WireEvent> stream =
        stream(
            List.of(data("{\"choices\":[],\"prompt_filter_results\":[],\"model\":\"\"}")),
            deltas("{\"content\":\"x\"}"),
            List.of(finish("stop"), usage("{\"prompt_tokens\":4,\"completion_tokens\":2}"), DONE));

    assertThat(lines(decode(stream))).first().isEqualTo("started m");
    assertThat(last(stream).usage()).isEqualTo(Usage.of(4, 2));
  }

  @Test
  void case06AChunkWithoutDeltaIsEmpty() {
    List<WireEvent> stream =
        stream(
            List.of(chunk("{\"index\":0,\"finish_reason\":null,\"content_filter_offsets\":{}}")),
            deltas("{\"content\":\"x\"}"),
            List.of(finish("stop"), DONE));

    assertThat(lines(decode(stream))).contains("text x", "finished END_TURN");
  }

  @Test
  void case07ToolIndexCountsToolsOnly() {
    List<WireEvent> events =
        encode(
            List.of(
                new Event.Started("i", "m", Usage.UNKNOWN),
                new Event.BlockStarted(new Block.Text("")),
                new Event.TextDelta("x"),
                new Event.BlockStopped(),
                new Event.BlockStarted(new Block.ToolUse("a", "f", Json.object())),
                new Event.ArgumentsDelta("{}"),
                new Event.BlockStopped(),
                new Event.BlockStarted(new Block.ToolUse("b", "f", Json.object())),
                new Event.ArgumentsDelta("{}"),
                new Event.BlockStopped()));

    assertThat(events)
        .extracting(event -> Json.parse(event.data()).orElseThrow().at("/choices/0"))
        .allSatisfy(choice -> assertThat(choice.path("index").asInt()).isZero())
        .extracting(choice -> choice.at("/delta/tool_calls/0/index").asInt(-1))
        .containsExactly(-1, -1, 0, 0, 1, 1);
  }

  @Test
  void case08ParallelCallsHaveBuffersOfTheirOwn() {
    String both =
        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}},{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\"\"}}]}";
    String rest =
        "{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\":2}\"}},{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}";
    List<WireEvent> stream = stream(deltas(both, rest), List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly(
            "started m",
            "open call a f",
            "arguments {\"x\"",
            "arguments :1}",
            "close",
            "open call b g",
            "arguments {\"y\":2}",
            "close",
            "finished TOOL_USE");
  }

  @Test
  void case09ArgumentsOnTheFinishChunkAreTaken() {
    List<WireEvent> stream =
        stream(
            deltas("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}]}"),
            List.of(
                chunk(
                    "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1}\"}}]},\"finish_reason\":\"tool_calls\"}"),
                DONE));

    assertThat(lines(decode(stream))).contains("arguments {\"x\":1}", "finished TOOL_USE");
  }

  @Test
  void case10ContentAfterTheFinishChunkIsKept() {
    List<WireEvent> stream =
        stream(
            deltas("{\"content\":\"a\"}"),
            List.of(finish("stop")),
            deltas("{\"content\":\"b\"}"),
            List.of(DONE));

    assertThat(lines(decode(stream)))
        .containsSubsequence("text a", "text b", "close", "finished END_TURN");
  }

  @Test
  void case11PiecesOfArgumentsAreNotHeldBack() {
    StreamDecoder decoder = new ChatDialect().decoder();
    decoder.decode(
        deltas("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}]}")
            .getFirst());

    WireEvent piece =
        deltas("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]}").getFirst();
    assertThat(decoder.decode(piece)).isNotEmpty();
  }

  @Test
  void case12ToolResultsComeFirstInTheOrderOfTheCalls() {
    JsonNode messages =
        messages(
            ChatStyle.OPENAI,
            Conversations.of(
                user("hi"),
                assistant(call("a", "f", "{}"), call("b", "f", "{}")),
                user(
                    new Block.Text("before"),
                    result("b", new Block.Text("2")),
                    new Block.Text("after"),
                    result("a", new Block.Text("1")))));

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "tool", "user");
    assertThat(messages.findValuesAsText("tool_call_id")).containsExactly("a", "b");
    assertThat(messages.at("/4/content").findValuesAsText("text"))
        .containsExactly("before", "after");
  }

  @Test
  void case13AnImageInAToolResultMovesToTheUser() {
    JsonNode messages =
        messages(
            ChatStyle.COMPATIBLE,
            Conversations.of(
                user("hi"),
                assistant(call("a", "f", "{}")),
                user(
                    result(
                        "a",
                        new Block.Text("shot"),
                        new Block.Image(new Block.Media.Base64("image/png", "AAAA"))))));

    assertThat(messages.at("/2/content").asText()).isEqualTo("shot\n[image below]");
    assertThat(messages.at("/3/content/0/image_url/url").asText())
        .isEqualTo("data:image/png;base64,AAAA");
  }

  @Test
  void case14EmptyContentOfAToolOnlyTurnIsNoBlock() {
    Conversation conversation =
        Conversations.read(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"y\"}]}");

    assertThat(conversation.turns().get(1).blocks()).hasSize(1);
    assertThat(messages(ChatStyle.OPENAI, conversation).at("/1/content").isNull()).isTrue();
  }

  @Test
  void case16InstructionsInTheMiddleStayThereOrBecomeAReminder() {
    Conversation conversation =
        Conversations.of(user("a"), system("note"), assistant(new Block.Text("b")), user("c"));

    assertThat(messages(ChatStyle.OPENAI, conversation).findValuesAsText("role"))
        .containsExactly("user", "developer", "assistant", "user");
    assertThat(
            new MessageWriter(conversation, WITHOUT_THINKING, ChatStyle.OPENAI, new HashSet<>())
                .write()
                .findValuesAsText("role"))
        .containsExactly("user", "system", "assistant", "user");
    JsonNode folded = messages(ChatStyle.COMPATIBLE, conversation);
    assertThat(folded.findValuesAsText("role")).containsExactly("user", "assistant", "user");
    assertThat(folded.at("/0/content").asText())
        .isEqualTo("a\n\n<system-reminder>\nnote\n</system-reminder>");
  }

  @Test
  void case16AReminderStandsBehindTheResultsOfTools() {
    JsonNode messages =
        messages(
            ChatStyle.COMPATIBLE,
            Conversations.of(
                user("hi"),
                assistant(call("a", "f", "{}")),
                system("note"),
                user(result("a", new Block.Text("r")))));

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "user");
    assertThat(messages.at("/3/content").asText()).contains("note");
  }

  @Test
  void case17UsageIsOverwrittenNotAdded() {
    List<WireEvent> stream =
        stream(
            deltas("{\"content\":\"x\"}"),
            List.of(
                usage("{\"prompt_tokens\":4,\"completion_tokens\":1}"),
                finish("stop"),
                usage("{\"prompt_tokens\":4,\"completion_tokens\":2}"),
                DONE));

    assertThat(last(stream).usage()).isEqualTo(Usage.of(4, 2));
  }

  @Test
  void case18UsageThatComesLastIsInTheLastEvent() {
    StreamEncoder encoder = new MessagesDialect().encoder(Chunks.FRAME);
    List<WireEvent> said = new ArrayList<>();
    decode(
            stream(
                deltas("{\"content\":\"x\"}"),
                List.of(
                    finish("stop"), usage("{\"prompt_tokens\":4,\"completion_tokens\":2}"), DONE)))
        .forEach(event -> said.addAll(encoder.encode(event)));

    assertThat(said.getFirst().data()).contains("\"input_tokens\":0");
    assertThat(said.get(said.size() - 2).data())
        .contains("\"message_delta\"", "\"input_tokens\":4", "\"output_tokens\":2");
  }

  @Test
  void case19InputTokensAreThereWithoutTheCachedOnes() {
    List<WireEvent> stream =
        stream(
            deltas("{\"content\":\"x\"}"),
            List.of(
                finish("stop"),
                usage(
                    "{\"prompt_tokens\":100,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":90}}"),
                DONE));

    assertThat(last(stream).usage().input()).isEqualTo(10);
    assertThat(last(stream).usage().cacheRead()).isEqualTo(90);
  }

  @Test
  void case21AFailureInTheMiddleIsNoCleanEnd() {
    List<WireEvent> stream =
        stream(
            deltas("{\"content\":\"x\"}"),
            List.of(data("{\"error\":{\"message\":\"overloaded\",\"code\":503}}")));

    assertThatThrownBy(() -> decode(stream)).isInstanceOf(UpstreamFailure.class);
  }

  @Test
  void case27LongToolNamesAreShortenedAndRestored() {
    String name = "mcp__server__" + "x".repeat(80);
    Conversation conversation = Conversations.withTool(name);
    JsonNode body =
        Json.parse(new ChatDialect().writeRequest(conversation, Model.named("m")).body())
            .orElseThrow();

    String sent = body.at("/tools/0/function/name").asText();

    assertThat(sent).matches("[a-zA-Z0-9_-]{1,64}").startsWith("mcp__server__");
    assertThat(ToolNames.of(conversation).toClient(sent)).isEqualTo(name);
    assertThat(ToolNames.toProvider("a.b")).matches("a_b_[0-9a-f]{8}");
    assertThat(ToolNames.toProvider("n".repeat(64))).isEqualTo("n".repeat(64));
  }

  @Test
  void case30ReasoningContentGoesBackOnEveryTurn() {
    Conversation conversation =
        Conversations.of(
            user("a"),
            assistant(new Block.Thinking("hm", "sig"), new Block.Text("b")),
            user("c"),
            assistant(new Block.Text("d")),
            user("e"));
    JsonNode messages =
        messages(ChatStyle.COMPATIBLE.with(Feature.REASONING_CONTENT), conversation);

    assertThat(messages.at("/1/reasoning_content").asText()).isEqualTo("hm");
    assertThat(messages.at("/3/reasoning_content").asText("absent")).isEmpty();
    assertThat(messages(ChatStyle.OPENAI, conversation).toString()).doesNotContain("hm", "sig");
  }

  @Test
  void case31ThinkingGoesBothWays() {
    List<WireEvent> stream =
        stream(
            deltas("{\"reasoning\":\"hm\"}", "{\"content\":\"x\"}"), List.of(finish("stop"), DONE));

    List<WireEvent> again = encode(decode(stream));

    assertThat(again).anyMatch(event -> event.data().contains("\"reasoning_content\":\"hm\""));
  }

  @Test
  void case32AThoughtWithoutTextDoesNotCrash() {
    JsonNode messages =
        messages(
            ChatStyle.OPENAI,
            Conversations.of(
                user("a"),
                assistant(new Block.Thinking("", "sig"), new Block.Text("b")),
                user("c")));

    assertThat(messages.at("/1").toString())
        .isEqualTo("{\"role\":\"assistant\",\"content\":\"b\"}");
  }

  @Test
  void case33ACallWithoutItsThinkingIsSaidToAnotherProvider() {
    JsonNode messages =
        messages(
            ChatStyle.OPENAI,
            Conversations.of(
                user("a"),
                assistant(new Block.Thinking("hm", "sig"), call("t", "f", "{}")),
                user(result("t", new Block.Text("r"))),
                assistant(new Block.RedactedThinking("secret"), new Block.Text("b")),
                user("c")));

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "tool", "assistant", "user");
    assertThat(messages.toString()).doesNotContain("hm", "sig", "secret");
  }

  @Test
  void case34ASignatureNeverLeavesItsVendor() {
    Conversation conversation =
        Conversations.of(
            user("a"),
            assistant(new Block.Thinking("hm", "sig-of-somebody"), new Block.Text("b")),
            user("c"));

    for (Feature feature : Feature.values()) {
      assertThat(messages(ChatStyle.COMPATIBLE.with(feature), conversation).toString())
          .doesNotContain("sig-of-somebody");
    }
  }

  @Test
  void case37PromptTokensOfTheOtherProtocolAreInTheUsage() {
    List<WireEvent> events =
        encode(
            List.of(
                new Event.Started("i", "m", new Usage(5, 90, 5, 0, 1, 0, true)),
                new Event.Finished(
                    StopReason.END_TURN, Optional.empty(), new Usage(5, 90, 5, 0, 20, 0, true))));

    assertThat(events.get(2).data())
        .contains("\"prompt_tokens\":100", "\"cached_tokens\":90", "\"total_tokens\":120");
  }

  @Test
  void case40IdsOfCallsStayAsTheyAre() {
    JsonNode messages =
        messages(
            ChatStyle.OPENAI,
            Conversations.of(
                user("a"), assistant(call("toolu_01Ab", "f", "{}")), user(result("toolu_01Ab"))));
    List<WireEvent> stream =
        stream(deltas(CALL.replace("\"a\"", "\"call_Xy-1\"")), List.of(finish("tool_calls"), DONE));

    assertThat(messages.at("/1/tool_calls/0/id").asText()).isEqualTo("toolu_01Ab");
    assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo("toolu_01Ab");
    assertThat(lines(decode(stream))).contains("open call call_Xy-1 f");
  }

  @Test
  void case41ACallWithoutAnyArgumentsGetsAnEmptyObject() {
    List<WireEvent> stream =
        stream(
            deltas(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
            List.of(finish("tool_calls"), DONE));

    assertThat(lines(decode(stream)))
        .containsExactly("started m", "open call a f", "close", "finished TOOL_USE");
    assertThat(encode(decode(stream)))
        .anyMatch(event -> event.data().contains("\"arguments\":\"{}\""));
  }
}
