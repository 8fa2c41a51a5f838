package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a Chat Completions request says beside its messages and tools. */
final class RandomChatOptions {
  private final Dice dice;
  private final ObjectNode request;

  RandomChatOptions(Dice dice, ObjectNode request) {
    this.dice = dice;
    this.request = request;
  }

  void add() {
    if (dice.chance(0.4)) {
      request.put(dice.oneOf("max_tokens", "max_completion_tokens"), dice.oneOf(1, 500, 100_000));
    }
    sampling();
    stop();
    format();
    if (dice.chance(0.3)) {
      request.put(
          "reasoning_effort",
          dice.oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max"));
    }
    if (dice.chance(0.3)) {
      request.put(
          dice.oneOf("user", "safety_identifier"),
          dice.oneOf("u1", "ü".repeat(128), "x".repeat(129), "x".repeat(300)));
    }
    if (dice.chance(0.2)) {
      request.put("service_tier", dice.oneOf("auto", "default", "flex", "priority"));
    }
    if (dice.chance(0.3)) {
      request.put("stream", true).putObject("stream_options").put("include_usage", false);
    }
    lost();
  }

  private void sampling() {
    if (dice.chance(0.3)) {
      request.put("temperature", dice.fraction().add(dice.fraction()));
    }
    if (dice.chance(0.3)) {
      request.put("top_p", dice.fraction());
    }
  }

  private void stop() {
    if (dice.chance(0.2)) {
      request.put("stop", dice.anyText());
    } else if (dice.chance(0.2)) {
      ArrayNode stops = request.putArray("stop");
      dice.some(4, dice::text).forEach(stops::add);
    }
  }

  private void format() {
    switch (dice.upTo(7)) {
      case 0 -> request.putObject("response_format").put("type", "text");
      case 1 -> request.putObject("response_format").put("type", "json_object");
      case 2, 3 -> {
        ObjectNode format = request.putObject("response_format").put("type", "json_schema");
        boolean strict = dice.chance(0.5);
        ObjectNode schema = format.putObject("json_schema").put("name", "weather");
        schema.set("schema", dice.schema(2, strict));
        if (dice.chance(0.5)) {
          schema.put("strict", strict);
        }
      }
      default -> {}
    }
  }

  /** What the other vendor has no word for. */
  private void lost() {
    if (dice.chance(0.2)) {
      request.put("seed", 7).put("presence_penalty", 0.5).put("frequency_penalty", -0.5);
      request.putObject("logit_bias").put("50256", -100);
    }
    if (dice.chance(0.2)) {
      request.put("n", 1).put("logprobs", false).put("store", true).put("verbosity", "low");
      request.putObject("metadata").put("a", "b");
      request.put("prompt_cache_key", "k");
    }
  }
}
