package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * Reasoning with its signature, in the form that OpenRouter gave it: a client that sends its
 * history back as it got it lets the provider go on thinking.
 */
final class ReasoningDetails {
  static final String MEMBER = "reasoning_details";

  /** Whose signature it is; those of other vendors are of no use here. */
  private static final String FORMAT = "anthropic-claude-v1";

  private static final String TEXT = "reasoning.text";
  private static final String ENCRYPTED = "reasoning.encrypted";

  private ReasoningDetails() {}

  /** The piece that tells a signed text. */
  static ObjectNode signed(int index, String text, String signature) {
    ObjectNode delta = Json.object();
    detail(delta, index, TEXT).put("text", text).put("signature", signature);
    return delta;
  }

  /** The piece that tells what only its provider can read. */
  static ObjectNode encrypted(int index, String data) {
    ObjectNode delta = Json.object();
    detail(delta, index, ENCRYPTED).put("data", data);
    return delta;
  }

  private static ObjectNode detail(ObjectNode delta, int index, String type) {
    return delta
        .putArray(MEMBER)
        .addObject()
        .put("type", type)
        .put("format", FORMAT)
        .put("index", index);
  }

  /** What a client sends back of it, in order; empty if there is nothing of ours. */
  static List<Block> read(JsonNode details) {
    List<Block> blocks = new ArrayList<>();
    for (JsonNode detail : details) {
      if (!detail.path("format").asText("").equals(FORMAT)) {
        continue;
      }
      String type = detail.path("type").asText("");
      String signature = detail.path("signature").asText("");
      if (type.equals(TEXT) && !signature.isEmpty()) {
        blocks.add(new Block.Thinking(detail.path("text").asText(""), signature));
      } else if (type.equals(ENCRYPTED) && detail.path("data").isTextual()) {
        blocks.add(new Block.RedactedThinking(detail.path("data").textValue()));
      }
    }
    return blocks;
  }
}
