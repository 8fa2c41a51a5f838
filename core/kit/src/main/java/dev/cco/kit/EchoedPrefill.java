package dev.cco.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Turn;
import java.util.Optional;

/**
 * llama.cpp begins a plain answer with the text that it was to go on from; its streams, and all
 * other servers, begin behind it. Its figures of time tell its answers apart.
 */
final class EchoedPrefill {
  private static final String ONLY_LLAMA_CPP = "timings";

  private EchoedPrefill() {}

  /** The plain answer of a chat without what the conversation ends with. */
  static byte[] without(byte[] plain, Conversation conversation) {
    String prefill = prefill(conversation);
    if (prefill.isEmpty()) {
      return plain;
    }
    Optional<ObjectNode> answer =
        Json.parseObject(plain).filter(tree -> tree.path(ONLY_LLAMA_CPP).isObject());
    boolean cut = false;
    for (JsonNode choice : answer.map(tree -> tree.path("choices")).orElseGet(Json::array)) {
      JsonNode message = choice.path("message");
      String text = message.path("content").asText("");
      if (text.startsWith(prefill) && message instanceof ObjectNode shortened) {
        shortened.put("content", text.substring(prefill.length()));
        cut = true;
      }
    }
    return cut ? Json.bytes(answer.orElseThrow()) : plain;
  }

  private static String prefill(Conversation conversation) {
    if (conversation.turns().isEmpty()) {
      return "";
    }
    Turn last = conversation.turns().getLast();
    if (last.role() != Turn.Role.ASSISTANT || last.blocks().isEmpty()) {
      return "";
    }
    return last.blocks().getLast() instanceof Block.Text text ? text.text() : "";
  }
}
