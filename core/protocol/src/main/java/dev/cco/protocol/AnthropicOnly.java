package dev.cco.protocol;

import dev.cco.spi.CallerFault;
import dev.cco.spi.Tool;
import java.util.Set;

/** Fields and tools of Anthropic's that no other vendor has, and what becomes of them there. */
public final class AnthropicOnly {
  private static final int LONGEST_NAME = 64;

  /** What would change the answer if it were left out. */
  private static final Set<String> REFUSED = Set.of("mcp_servers", "container", "thread");

  /** What Claude Code sends with every request. Its loss is told, but nobody is refused for it. */
  private static final Set<String> HARMLESS =
      Set.of("context_management", "safeguards", "diagnostics");

  private AnthropicOnly() {}

  /**
   * Whether leaving a field out must be told.
   *
   * @throws CallerFault with status 400 if it must not be left out
   */
  public static boolean isReported(String field) {
    if (REFUSED.contains(field)) {
      throw new CallerFault(
          400, field + ": not supported by the provider of this model", "/" + field);
    }
    return !field.equals("cache_control");
  }

  /** Whether a field may be left out even where everything must be said. */
  public static boolean isHarmless(String field) {
    return HARMLESS.contains(field);
  }

  /** The refusal of a tool that only its own vendor can offer. */
  public static CallerFault refused(Tool.Opaque tool, int index) {
    String type = tool.json().path("type").asText("?");
    return new CallerFault(
        400,
        "tools.%d: a tool of type '%s' is not supported by this model's provider"
            .formatted(index, type.substring(0, Math.min(LONGEST_NAME, type.length()))),
        "/tools/" + index);
  }
}
