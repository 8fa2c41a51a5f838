package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.ServiceTier;
import dev.cco.spi.Usage;
import java.util.List;
import java.util.OptionalLong;

/**
 * Token counts in this protocol's words, where {@code prompt_tokens} holds what was read from and
 * written to the cache, and {@code completion_tokens} the reasoning.
 */
final class ChatUsage {
  /** More tokens than any call has; a larger figure is garbage and must not overflow a sum. */
  private static final long LARGEST = 1L << 50;

  private ChatUsage() {}

  /** The counts of a chunk or an answer, wherever this vendor puts them; unknown if nowhere. */
  static Usage find(JsonNode chunk) {
    // Groq's and Moonshot's places come last, as both also know the regular one.
    for (JsonNode place :
        List.of(
            chunk.path("usage"),
            chunk.path("x_groq").path("usage"),
            chunk.path("choices").path(0).path("usage"))) {
      Usage usage = read(place);
      if (usage.known()) {
        return usage.on(ServiceTier.terms(chunk));
      }
    }
    return Usage.UNKNOWN;
  }

  /** Reads a {@code usage} object; counts that are no counts are taken as not reported. */
  static Usage read(JsonNode usage) {
    OptionalLong prompt = either(usage, "prompt_tokens", "input_tokens");
    OptionalLong output = either(usage, "completion_tokens", "output_tokens");
    if (prompt.isEmpty() && output.isEmpty()) {
      return Usage.UNKNOWN;
    }
    JsonNode details = usage.path("prompt_tokens_details");
    // Older answers have no details: DeepSeek's, Moonshot's.
    long cached =
        count(details.path("cached_tokens"))
            .orElseGet(() -> either(usage, "prompt_cache_hit_tokens", "cached_tokens").orElse(0));
    long total = prompt.orElse(0);
    long read = Math.min(cached, total);
    long written = Math.min(count(details.path("cache_write_tokens")).orElse(0), total - read);
    long reasoning =
        count(usage.path("completion_tokens_details").path("reasoning_tokens")).orElse(0);
    return new Usage(total - read - written, read, written, 0, output.orElse(0), reasoning, true);
  }

  static ObjectNode write(Usage usage) {
    ObjectNode node = Json.object();
    node.put("prompt_tokens", usage.prompt());
    node.put("completion_tokens", usage.output());
    node.put("total_tokens", usage.total());
    node.putObject("prompt_tokens_details")
        .put("cached_tokens", usage.cacheRead())
        .put("cache_write_tokens", usage.cacheWrite5m() + usage.cacheWrite1h());
    node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
    return node;
  }

  private static OptionalLong either(JsonNode usage, String name, String other) {
    OptionalLong count = count(usage.path(name));
    return count.isPresent() ? count : count(usage.path(other));
  }

  private static OptionalLong count(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      return OptionalLong.empty();
    }
    long value = node.longValue();
    return value < 0 || value > LARGEST ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
