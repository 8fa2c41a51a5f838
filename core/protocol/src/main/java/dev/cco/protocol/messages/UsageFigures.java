package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Terms;
import dev.cco.spi.Usage;
import java.math.BigInteger;

/**
 * The usage that an answer reports, piece by piece: figures are cumulative, so that later ones
 * replace earlier ones, and absent ones replace nothing. Used by one thread.
 */
final class UsageFigures {
  private static final long UNSEEN = -1;

  /** More than any call can use; bounds nonsense so that sums cannot overflow. */
  private static final long MOST = 1_000_000_000_000L;

  private long input = UNSEEN;
  private long output = UNSEEN;
  private long cacheRead = UNSEEN;
  private long cacheWrite = UNSEEN;
  private long cacheWrite5m = UNSEEN;
  private long cacheWrite1h = UNSEEN;
  private long thinking = UNSEEN;
  private long webSearches = UNSEEN;
  private boolean serverTools;
  private String tier = "";
  private String speed = "";
  private String geo = "";

  void read(JsonNode usage) {
    input = figure(usage, "input_tokens", input);
    output = figure(usage, "output_tokens", output);
    cacheRead = figure(usage, "cache_read_input_tokens", cacheRead);
    cacheWrite = figure(usage, "cache_creation_input_tokens", cacheWrite);
    JsonNode split = usage.path("cache_creation");
    cacheWrite5m = figure(split, "ephemeral_5m_input_tokens", cacheWrite5m);
    cacheWrite1h = figure(split, "ephemeral_1h_input_tokens", cacheWrite1h);
    thinking = figure(usage.path("output_tokens_details"), "thinking_tokens", thinking);
    webSearches = figure(usage.path("server_tool_use"), "web_search_requests", webSearches);
    usage.path("server_tool_use").forEach(uses -> serverTools |= uses.asLong() > 0);
    tier = usage.path("service_tier").asText(tier);
    speed = usage.path("speed").asText(speed);
    geo = usage.path("inference_geo").asText(geo);
  }

  Usage usage() {
    if (input == UNSEEN && output == UNSEEN) {
      return Usage.UNKNOWN;
    }
    long forAnHour = seen(cacheWrite1h);
    // What is written without a named time is kept for five minutes.
    long forFiveMinutes = Math.max(seen(cacheWrite5m), seen(cacheWrite) - forAnHour);
    return new Usage(
        seen(input),
        seen(cacheRead),
        forFiveMinutes,
        forAnHour,
        seen(output),
        Math.min(seen(thinking), seen(output)),
        true,
        terms());
  }

  /** Whether the provider ran tools of its own. */
  boolean serverTools() {
    return serverTools;
  }

  /** The priority tier costs no more: its capacity is bought beforehand. */
  private Terms terms() {
    Terms.Rate rate =
        switch (speed.equals("fast") ? speed : tier) {
          case "fast" -> Terms.Rate.FAST;
          case "batch" -> Terms.Rate.REDUCED;
          default -> Terms.Rate.STANDARD;
        };
    return new Terms(rate, geo.equals("us"), seen(webSearches));
  }

  /** The usage of a whole message, with every member that the vendor's types have. */
  static ObjectNode write(Usage usage) {
    ObjectNode json = writeDelta(usage);
    if (usage.known()) {
      json.putObject("cache_creation")
          .put("ephemeral_5m_input_tokens", usage.cacheWrite5m())
          .put("ephemeral_1h_input_tokens", usage.cacheWrite1h());
    } else {
      json.putNull("cache_creation");
    }
    return json.putNull("inference_geo").putNull("service_tier").putNull("speed");
  }

  /**
   * The usage at the end of a stream. The vendor says at the start alone how what is written to the
   * cache is split, and accumulators go by that.
   */
  static ObjectNode writeDelta(Usage usage) {
    ObjectNode json =
        Json.object()
            .put("input_tokens", usage.input())
            .put("cache_creation_input_tokens", usage.cacheWrite5m() + usage.cacheWrite1h())
            .put("cache_read_input_tokens", usage.cacheRead())
            .put("output_tokens", usage.output());
    if (usage.reasoning() > 0) {
      json.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
    } else {
      json.putNull("output_tokens_details");
    }
    return json.putNull("server_tool_use");
  }

  private static long seen(long figure) {
    return Math.max(0, figure);
  }

  private static long figure(JsonNode usage, String name, long before) {
    JsonNode figure = usage.path(name);
    if (!figure.isIntegralNumber()) {
      return before;
    }
    BigInteger value = figure.bigIntegerValue();
    return value.signum() < 0 ? before : value.min(BigInteger.valueOf(MOST)).longValue();
  }
}
