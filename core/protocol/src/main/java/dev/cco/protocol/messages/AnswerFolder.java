package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects a stream into the message that the vendor's SDKs make of it. Works on the wire's own
 * trees, so that what is not known here is kept. Of one answer, used by one thread.
 */
final class AnswerFolder {
  private ObjectNode message = Json.object();
  private final Map<Integer, Growing> blocks = new TreeMap<>();
  private boolean ended;

  /** A block whose long members grow. */
  private static final class Growing {
    private final ObjectNode block;
    private final Map<String, StringBuilder> texts = new TreeMap<>();
    private final StringBuilder input = new StringBuilder();

    Growing(ObjectNode block) {
      this.block = block;
    }

    void add(String member, String piece) {
      texts
          .computeIfAbsent(member, name -> new StringBuilder(block.path(name).asText("")))
          .append(piece);
    }

    ObjectNode grown() {
      texts.forEach((member, text) -> block.put(member, text.toString()));
      if (!input.isEmpty()) {
        block.set("input", input(input.toString()));
      }
      return block;
    }
  }

  static byte[] fold(List<WireEvent> events) {
    AnswerFolder folder = new AnswerFolder();
    for (WireEvent event : events) {
      folder.take(
          Json.parseObject(event.data())
              .orElseThrow(() -> invalid("an event of the stream is not JSON")));
    }
    return Json.bytes(folder.result());
  }

  /** A tool call's input from its pieces. */
  static ObjectNode input(String json) {
    return Json.parseObject(json)
        .orElseThrow(() -> invalid("the input of a tool call is not a JSON object"));
  }

  private void take(ObjectNode data) {
    switch (data.path("type").asText("")) {
      case "message_start" -> start(data.path("message"));
      case "content_block_start" -> startBlock(data);
      case "content_block_delta" -> delta(data.path("index").asInt(), data.path("delta"));
      case "message_delta" -> change(data);
      case "message_stop" -> ended = true;
      case "error" -> throw Errors.failure(data);
      default -> {}
    }
  }

  private void start(JsonNode start) {
    if (message.isEmpty() && start instanceof ObjectNode object) {
      message = object;
    }
  }

  private void startBlock(ObjectNode data) {
    if (data.path("content_block") instanceof ObjectNode block) {
      blocks.put(data.path("index").asInt(), new Growing(block));
    }
  }

  private void delta(int index, JsonNode delta) {
    Growing growing = blocks.get(index);
    if (growing == null) {
      throw invalid("the stream goes on with a block that it did not begin");
    }
    switch (delta.path("type").asText("")) {
      case "text_delta" -> growing.add("text", delta.path("text").asText(""));
      case "thinking_delta" -> growing.add("thinking", delta.path("thinking").asText(""));
      case "signature_delta" -> growing.block.set("signature", delta.path("signature"));
      case "input_json_delta" -> growing.input.append(delta.path("partial_json").asText(""));
      case "compaction_delta" -> growing.add("content", delta.path("content").asText(""));
      case "citations_delta" -> citations(growing.block).add(delta.path("citation"));
      default -> {}
    }
  }

  private static ArrayNode citations(ObjectNode block) {
    return block.path("citations") instanceof ArrayNode array ? array : block.putArray("citations");
  }

  private void change(ObjectNode data) {
    if (data.path("delta") instanceof ObjectNode delta) {
      message.setAll(delta);
    }
    if (data.path("usage") instanceof ObjectNode figures) {
      JsonNode before = message.path("usage");
      ObjectNode usage = before instanceof ObjectNode known ? known : message.putObject("usage");
      figures.properties().stream()
          .filter(figure -> !figure.getValue().isNull() || !usage.has(figure.getKey()))
          .forEach(figure -> usage.set(figure.getKey(), figure.getValue()));
    }
    data.properties().stream()
        .filter(member -> !List.of("type", "delta", "usage").contains(member.getKey()))
        .forEach(member -> message.set(member.getKey(), member.getValue()));
  }

  private ObjectNode result() {
    if (message.isEmpty() || !ended) {
      throw invalid("the stream is not a complete message");
    }
    ArrayNode content = message.putArray("content");
    blocks.values().forEach(growing -> content.add(growing.grown()));
    return message;
  }

  private static UpstreamFailure invalid(String message) {
    return new UpstreamFailure(UpstreamFailure.Kind.INVALID_ANSWER, message);
  }
}
