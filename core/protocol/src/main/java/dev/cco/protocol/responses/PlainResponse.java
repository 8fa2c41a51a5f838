package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.PiecedObject;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.Set;

/** A provider's response object, once it is certain that it is one. */
final class PlainResponse {
  /** Items that say all there is to know of them, without a tool of the provider's own. */
  private static final Set<String> STORABLE =
      Set.of(
          "message",
          "reasoning",
          "function_call",
          "custom_tool_call",
          "local_shell_call",
          "apply_patch_call",
          "computer_call");

  private PlainResponse() {}

  static ObjectNode read(byte[] plain) {
    ObjectNode response =
        Json.parseObject(plain).orElseThrow(() -> invalid("The provider's answer is not JSON."));
    if (!response.path("output").isArray()) {
      if (response.path("error").isObject() || response.path("error").isTextual()) {
        throw Failures.failure(response);
      }
      throw invalid("The provider's answer has no output in it.");
    }
    return response;
  }

  private static UpstreamFailure invalid(String message) {
    return new UpstreamFailure(UpstreamFailure.Kind.INVALID_ANSWER, message);
  }

  static AnswerFacts facts(JsonNode response) {
    Usage usage = ResponseUsage.of(response);
    String status = response.path("status").asText("");
    return new AnswerFacts(
        response.path("model").asText(""), usage, status, true, isStorable(response, usage));
  }

  private static boolean isStorable(JsonNode response, Usage usage) {
    boolean storable =
        usage.known()
            && response.path("status").asText().equals("completed")
            && !response.path("output").isEmpty();
    for (JsonNode item : response.path("output")) {
      storable &= STORABLE.contains(item.path("type").asText()) && isSound(item);
    }
    return storable;
  }

  /** A function's arguments have to be a JSON object; models do not always manage that. */
  private static boolean isSound(JsonNode item) {
    if (!item.path("type").asText().equals("function_call")) {
      return true;
    }
    PiecedObject arguments = new PiecedObject();
    arguments.append(item.path("arguments").asText(""));
    return arguments.isSound();
  }
}
