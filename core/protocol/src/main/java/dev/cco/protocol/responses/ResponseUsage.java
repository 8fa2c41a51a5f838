package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.ServiceTier;
import dev.cco.spi.Usage;
import java.util.OptionalLong;

/**
 * Token counts in this protocol's words, where {@code input_tokens} holds what was read from and
 * written to the cache, and {@code output_tokens} the reasoning.
 */
final class ResponseUsage {
  /** More tokens than any call has; a larger figure is garbage and must not overflow a sum. */
  private static final long LARGEST = 1L << 50;

  private ResponseUsage() {}

  /** Reads a response's usage and tier; counts that are no counts are taken as not reported. */
  static Usage of(JsonNode response) {
    return read(response.path("usage")).on(ServiceTier.terms(response));
  }

  private static Usage read(JsonNode usage) {
    OptionalLong input = count(usage.path("input_tokens"));
    OptionalLong output = count(usage.path("output_tokens"));
    if (input.isEmpty() && output.isEmpty()) {
      return Usage.UNKNOWN;
    }
    JsonNode details = usage.path("input_tokens_details");
    long total = input.orElse(0);
    long read = Math.min(count(details.path("cached_tokens")).orElse(0), total);
    long written = Math.min(count(details.path("cache_write_tokens")).orElse(0), total - read);
    long reasoning = count(usage.path("output_tokens_details").path("reasoning_tokens")).orElse(0);
    return new Usage(total - read - written, read, written, 0, output.orElse(0), reasoning, true);
  }

  static ObjectNode write(Usage usage) {
    ObjectNode node = Json.object();
    node.put("input_tokens", usage.prompt());
    node.putObject("input_tokens_details")
        .put("cached_tokens", usage.cacheRead())
        .put("cache_write_tokens", usage.cacheWrite5m() + usage.cacheWrite1h());
    node.put("output_tokens", usage.output());
    node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
    node.put("total_tokens", usage.total());
    return node;
  }

  private static OptionalLong count(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      return OptionalLong.empty();
    }
    long value = node.longValue();
    return value < 0 || value > LARGEST ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
