package dev.cco.protocol.chat;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a server of this protocol understands beyond what all of them do.
 *
 * @param maxTokensField the member that bounds the answer
 */
public record ChatStyle(String maxTokensField, Set<Feature> features) {

  /** Something that some servers know and others refuse. */
  public enum Feature {
    /** Instructions come in the role {@code developer}. */
    DEVELOPER_ROLE,
    /** {@code parallel_tool_calls}. */
    PARALLEL_TOOL_CALLS,
    /** {@code prompt_cache_key}, which keeps one client's prompts on one machine. */
    PROMPT_CACHE_KEY,
    /** {@code reasoning_effort}. */
    REASONING_EFFORT,
    /** {@code reasoning_content} is wanted back on every turn of the assistant, even if empty. */
    REASONING_CONTENT,
    /** {@code refusal} on turns of the assistant. */
    REFUSAL,
    /** {@code file} parts. */
    FILES,
    /** {@code response_format} with a JSON schema. */
    JSON_SCHEMA,
    /** {@code service_tier}. */
    SERVICE_TIER,
    /** {@code top_k}. */
    TOP_K,
    /** {@code stop} also for models that take no sampling parameters. */
    STOP_WITH_REASONING
  }

  /** OpenAI itself. */
  public static final ChatStyle OPENAI =
      new ChatStyle(
          "max_completion_tokens",
          EnumSet.of(
              Feature.DEVELOPER_ROLE,
              Feature.PARALLEL_TOOL_CALLS,
              Feature.PROMPT_CACHE_KEY,
              Feature.REASONING_EFFORT,
              Feature.REFUSAL,
              Feature.FILES,
              Feature.JSON_SCHEMA,
              Feature.SERVICE_TIER));

  /** A server that is only alike, about which nothing else is known. */
  public static final ChatStyle COMPATIBLE =
      new ChatStyle("max_tokens", EnumSet.of(Feature.JSON_SCHEMA, Feature.STOP_WITH_REASONING));

  public ChatStyle {
    features = Set.copyOf(features);
  }

  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** The same with one feature more. */
  public ChatStyle with(Feature feature) {
    EnumSet<Feature> more = EnumSet.of(feature);
    more.addAll(features);
    return new ChatStyle(maxTokensField, more);
  }

  /** The same with one feature less. */
  public ChatStyle without(Feature feature) {
    EnumSet<Feature> fewer = EnumSet.of(feature);
    fewer.addAll(features);
    fewer.remove(feature);
    return new ChatStyle(maxTokensField, fewer);
  }
}
