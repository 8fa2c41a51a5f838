package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.kit.AnswerEvents;
import dev.cco.kit.NdjsonReader;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.Patience;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads an answer line by line; a plain answer is one line. Of one answer. */
final class AnswerReader implements AnswerEvents.Source {
  private static final int LONGEST_LINE = 64 << 20;

  private final NdjsonReader lines;
  private final Function<IOException, UpstreamFailure> broken;
  private List<Event> events = new ArrayList<>();
  private Open open = Open.NONE;
  private boolean started;
  private boolean called;

  private enum Open {
    NONE,
    TEXT,
    THINKING
  }

  /**
   * A reader of one answer.
   *
   * @param patience with each line
   */
  AnswerReader(
      InputStream answer, Patience patience, Function<IOException, UpstreamFailure> broken) {
    this.lines = new NdjsonReader(answer, LONGEST_LINE, patience);
    this.broken = broken;
  }

  /** Never empty: the last line ends the answer, and an end before it is a failure. */
  @Override
  public Optional<List<Event>> next() {
    ObjectNode line = line();
    if (line.hasNonNull("error")) {
      throw failure(line);
    }
    events = new ArrayList<>();
    if (!started) {
      started = true;
      events.add(new Event.Started("", line.path("model").asText(), Usage.UNKNOWN));
    }
    message(line.path("message"));
    if (line.path("done").asBoolean()) {
      close();
      events.add(new Event.Finished(reason(line), Optional.empty(), usage(line)));
    }
    return Optional.of(events);
  }

  private ObjectNode line() {
    try {
      String line =
          lines
              .next()
              .orElseThrow(
                  () -> new UpstreamFailure(Kind.BROKEN, "the answer of ollama ended too early"));
      return Json.parseObject(line)
          .orElseThrow(
              () -> new UpstreamFailure(Kind.INVALID_ANSWER, "ollama sent a line that is no JSON"));
    } catch (IOException cause) {
      throw broken.apply(cause);
    }
  }

  private void message(JsonNode message) {
    String thinking = message.path("thinking").asText("");
    if (!thinking.isEmpty()) {
      open(Open.THINKING, new Block.Thinking("", ""));
      events.add(new Event.ThinkingDelta(thinking));
    }
    String text = message.path("content").asText("");
    if (!text.isEmpty()) {
      open(Open.TEXT, new Block.Text(""));
      events.add(new Event.TextDelta(text));
    }
    for (JsonNode call : message.path("tool_calls")) {
      call(call);
    }
  }

  /** Calls come whole, and from older servers without an id. */
  private void call(JsonNode call) {
    close();
    called = true;
    JsonNode function = call.path("function");
    String id = call.path("id").asText("");
    String minted = "call_" + UUID.randomUUID().toString().replace("-", "");
    events.add(
        new Event.BlockStarted(
            new Block.ToolUse(
                id.isEmpty() ? minted : id, function.path("name").asText(), Json.object())));
    events.add(new Event.ArgumentsDelta(arguments(function.path("arguments"))));
    events.add(new Event.BlockStopped());
  }

  private static String arguments(JsonNode arguments) {
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isObject() ? Json.text(arguments) : "{}";
  }

  private void open(Open kind, Block empty) {
    if (open != kind) {
      close();
      open = kind;
      events.add(new Event.BlockStarted(empty));
    }
  }

  private void close() {
    if (open != Open.NONE) {
      open = Open.NONE;
      events.add(new Event.BlockStopped());
    }
  }

  /** The server says {@code stop} for calls of tools, too. */
  private StopReason reason(JsonNode last) {
    if (called) {
      return StopReason.TOOL_USE;
    }
    return last.path("done_reason").asText().equals("length")
        ? StopReason.MAX_TOKENS
        : StopReason.END_TURN;
  }

  /** A count of zero is left out; an answer without either count reports nothing. */
  private static Usage usage(JsonNode last) {
    long prompt = Math.max(0, last.path("prompt_eval_count").asLong());
    long output = Math.max(0, last.path("eval_count").asLong());
    return prompt == 0 && output == 0 ? Usage.UNKNOWN : Usage.of(prompt, output);
  }

  private static UpstreamFailure failure(ObjectNode line) {
    byte[] body = Json.text(line).getBytes(StandardCharsets.UTF_8);
    ProviderReply reply = new ProviderReply(500, Map.of("content-type", "application/json"), body);
    return new UpstreamFailure(
        Kind.SERVER_ERROR,
        "ollama failed while it answered",
        Optional.of(reply),
        Optional.empty(),
        null);
  }
}
