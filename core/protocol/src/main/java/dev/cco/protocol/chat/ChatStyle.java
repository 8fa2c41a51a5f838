package dev.cco.protocol.chat;

import java.util.EnumSet;
import java.util.Locale;
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
    /** {@code safety_identifier} instead of {@code user}. */
    SAFETY_IDENTIFIER,
    /** Instructions may stand anywhere; the templates of small servers want them first only. */
    SYSTEM_TURNS,
    /** Several texts may be parts; the templates of small servers want one. */
    TEXT_PARTS,
    /** A last turn of the assistant is gone on from. */
    PREFILL,
    /** The same, once {@code prefix} marks it. */
    PREFIX,
    /** The same, once {@code continue_final_message} asks for it. */
    CONTINUE_FINAL_MESSAGE,
    /** {@code reasoning} on turns of the assistant. */
    REASONING,
    /** {@code chat_template_kwargs} switches thinking on and off. */
    THINKING_SWITCH
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
              Feature.SERVICE_TIER,
              Feature.SAFETY_IDENTIFIER,
              Feature.SYSTEM_TURNS,
              Feature.TEXT_PARTS));

  /** A server that is only alike, about which nothing else is known. */
  public static final ChatStyle COMPATIBLE =
      new ChatStyle("max_tokens", EnumSet.of(Feature.JSON_SCHEMA, Feature.PREFILL));

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

  /**
   * The same with what an operator says of the server: names of features with hyphens, separated by
   * commas, one that it lacks with a minus sign before it.
   *
   * @throws IllegalArgumentException if a name is none
   */
  public ChatStyle with(String words) {
    ChatStyle style = this;
    for (String word : words.split(",", -1)) {
      String name = word.strip();
      if (!name.isEmpty()) {
        boolean lacks = name.startsWith("-");
        Feature feature = feature(lacks ? name.substring(1) : name);
        style = lacks ? style.without(feature) : style.with(feature);
      }
    }
    return style;
  }

  private static Feature feature(String name) {
    for (Feature feature : Feature.values()) {
      if (feature.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return feature;
      }
    }
    throw new IllegalArgumentException("'" + name + "' is no feature of a server");
  }

  /** The same with one feature less. */
  public ChatStyle without(Feature feature) {
    EnumSet<Feature> fewer = EnumSet.of(feature);
    fewer.addAll(features);
    fewer.remove(feature);
    return new ChatStyle(maxTokensField, fewer);
  }
}
