package dev.cco.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One step of an answer. The order is {@code Started (BlockStarted delta* BlockStopped)* Finished}:
 * blocks never interleave and each is closed; pings may stand anywhere. An answer that fails ends
 * with an exception instead of {@code Finished}.
 */
public sealed interface Event {

  /**
   * The provider began to answer.
   *
   * @param id the provider's id of the answer, empty where it has none
   * @param model the model that answers, as the provider names it
   * @param usage what is known by now, often the prompt's share
   */
  record Started(String id, String model, Usage usage) implements Event {}

  /**
   * A block begins. Text, refusal, thinking and tool calls begin empty (a tool call with its id and
   * name and an empty object) and grow by deltas; other blocks arrive whole.
   */
  record BlockStarted(Block block) implements Event {}

  /** More text of the open text or refusal block. */
  record TextDelta(String text) implements Event {}

  /** More text of the open thinking block. */
  record ThinkingDelta(String text) implements Event {}

  /** The signature of the open thinking block. */
  record SignatureDelta(String signature) implements Event {}

  /** A piece of the open tool call's arguments; the pieces joined are a JSON object or empty. */
  record ArgumentsDelta(String json) implements Event {}

  /** A citation of the open text block, in the vendor's form. */
  record CitationDelta(JsonNode citation) implements Event {}

  /** The open block is complete. */
  record BlockStopped() implements Event {}

  /** The provider is alive. */
  record Ping() implements Event {}

  /** The answer is complete; the usage replaces what {@code Started} said. */
  record Finished(StopReason reason, Optional<String> stopSequence, Usage usage) implements Event {}
}
