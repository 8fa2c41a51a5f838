package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads chunks of choice 0, from OpenAI itself and from servers that are only alike. */
final class ChunkDecoder implements StreamDecoder {
  private final BlockSequence blocks;
  private boolean started;
  private boolean done;
  private String finish = "";
  private Optional<String> stopSequence = Optional.empty();
  private Usage usage = Usage.UNKNOWN;

  ChunkDecoder(ToolNames names) {
    this.blocks = new BlockSequence(names);
  }

  @Override
  public List<Event> decode(WireEvent event) {
    String data = event.data().strip();
    if (done || data.isEmpty()) {
      return List.of();
    }
    if (data.equals("[DONE]")) {
      return finish(true);
    }
    if (event.name().equals("error")) {
      throw StreamedError.of(Json.parse(data).orElseGet(() -> Json.string(data)), data);
    }
    JsonNode chunk = parse(data);
    if (StreamedError.isIn(chunk)) {
      throw StreamedError.of(chunk, data);
    }
    if (!chunk.isObject()) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.INVALID_ANSWER, "The provider sent a chunk that is not an object.");
    }
    Usage reported = ChatUsage.find(chunk);
    if (reported.known()) {
      usage = reported;
    }
    List<Event> events = new ArrayList<>();
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        start(chunk, events);
        read(choice, events);
      }
    }
    return events;
  }

  @Override
  public List<Event> end() {
    return done ? List.of() : finish(false);
  }

  private static JsonNode parse(String data) {
    return Json.parse(data)
        .orElseThrow(
            () ->
                new UpstreamFailure(
                    UpstreamFailure.Kind.INVALID_ANSWER,
                    "The provider sent a chunk that is not JSON."));
  }

  private void start(JsonNode chunk, List<Event> events) {
    if (started) {
      return;
    }
    started = true;
    String id = chunk.path("id").asText("");
    blocks.answer(id);
    events.add(new Event.Started(id, chunk.path("model").asText(""), usage));
  }

  private void read(JsonNode choice, List<Event> events) {
    JsonNode delta = choice.path("delta");
    // Some servers send the whole message in one chunk, as in a plain answer.
    if (!delta.isObject() && !blocks.any()) {
      delta = choice.path("message");
    }
    String reasoning = text(delta.path("reasoning_content"));
    blocks.thinking(reasoning.isEmpty() ? text(delta.path("reasoning")) : reasoning, events);
    content(delta.path("content"), events);
    blocks.refusal(text(delta.path("refusal")), events);
    for (JsonNode call : delta.path("tool_calls")) {
      blocks.call(call, events);
    }
    // OpenRouter's streams may lack the arguments and have them in a message at their end.
    int index = 0;
    for (JsonNode call : choice.path("delta").isObject() ? calls(choice) : Json.array()) {
      blocks.complete(index++, call, events);
    }
    if (delta.path("function_call").isObject()) {
      blocks.call(Json.object().set("function", delta.get("function_call")), events);
    }
    if (choice.path("finish_reason").isTextual()) {
      finish = choice.get("finish_reason").textValue();
    }
    // vLLM names the stop sequence here; where a token stopped it, it is a number.
    if (choice.path("stop_reason").isTextual()) {
      stopSequence = Optional.of(choice.get("stop_reason").textValue());
    }
  }

  /** Mistral sends text and thinking as an array of parts. */
  private void content(JsonNode content, List<Event> events) {
    if (!content.isArray()) {
      blocks.text(text(content), events);
      return;
    }
    for (JsonNode part : content) {
      if (part.path("type").asText().equals("thinking")) {
        part.path("thinking").forEach(piece -> blocks.thinking(text(piece.path("text")), events));
      } else {
        blocks.text(text(part.path("text")), events);
      }
    }
  }

  private static JsonNode calls(JsonNode choice) {
    return choice.path("message").path("tool_calls");
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  private List<Event> finish(boolean marked) {
    done = true;
    if (finish.equals("error")) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.SERVER_ERROR, "The provider ended its answer with an error.");
    }
    if (finish.isEmpty() && !(marked && blocks.any())) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.BROKEN, "The provider's answer ended before it was complete.");
    }
    List<Event> events = new ArrayList<>();
    start(Json.object(), events);
    boolean cut = finish.equals("length") || finish.equals("model_length");
    boolean intact = blocks.end(events);
    if (!intact && !cut) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.INVALID_ANSWER,
          "The provider called a tool with arguments that are not a JSON object.");
    }
    StopReason reason = reason(intact);
    events.add(
        new Event.Finished(
            reason, reason == StopReason.STOP_SEQUENCE ? stopSequence : Optional.empty(), usage));
    return events;
  }

  private StopReason reason(boolean intact) {
    // OpenAI itself finishes a refusal with "stop".
    if (finish.equals("content_filter") || blocks.refused()) {
      return StopReason.REFUSAL;
    }
    // Some servers finish with "stop" although they called a tool.
    if (blocks.calls() && intact) {
      return StopReason.TOOL_USE;
    }
    return switch (finish) {
      case "length", "model_length" -> StopReason.MAX_TOKENS;
      case "stop" -> stopSequence.isPresent() ? StopReason.STOP_SEQUENCE : StopReason.END_TURN;
      default -> StopReason.END_TURN;
    };
  }
}
