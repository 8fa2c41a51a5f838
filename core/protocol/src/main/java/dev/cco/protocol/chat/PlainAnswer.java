package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A provider's plain answer, once it is certain that it is one. */
final class PlainAnswer {
  /** Finish reasons of an answer that ended by itself. */
  static final Set<String> REGULAR = Set.of("stop", "tool_calls", "function_call");

  private PlainAnswer() {}

  static JsonNode read(byte[] plain) {
    JsonNode answer =
        Json.parse(plain)
            .orElseThrow(
                () ->
                    new UpstreamFailure(
                        UpstreamFailure.Kind.INVALID_ANSWER, "The provider's answer is not JSON."));
    if (StreamedError.isIn(answer)) {
      throw StreamedError.of(answer, new String(plain, StandardCharsets.UTF_8));
    }
    JsonNode choice = answer.path("choices").path(0);
    if (!choice.path("message").isObject() || saysNothing(choice)) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.INVALID_ANSWER, "The provider's answer has no message in it.");
    }
    return answer;
  }

  /** Neither that it is over nor anything else. */
  private static boolean saysNothing(JsonNode choice) {
    return !choice.path("finish_reason").isTextual() && choice.path("message").isEmpty();
  }

  static AnswerFacts facts(byte[] plain) {
    JsonNode answer = read(plain);
    Usage usage = ChatUsage.find(answer);
    boolean regular = usage.known();
    for (JsonNode choice : answer.path("choices")) {
      CallsPassing calls = new CallsPassing();
      calls.take(choice.path("message"));
      regular &= REGULAR.contains(choice.path("finish_reason").asText()) && calls.sound();
    }
    String finish = answer.path("choices").path(0).path("finish_reason").asText("");
    return new AnswerFacts(answer.path("model").asText(""), usage, finish, true, regular);
  }
}
