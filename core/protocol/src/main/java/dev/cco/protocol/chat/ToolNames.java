package dev.cco.protocol.chat;

import dev.cco.protocol.openai.Fingerprint;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Tool;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of a conversation's tools in this protocol, which allows 64 letters, digits, hyphens
 * and underscores: longer or other ones are cut and told apart by a hash, and found again in the
 * answer.
 */
public final class ToolNames {
  /** The names as they are, for a request that already was in this protocol. */
  public static final ToolNames AS_THEY_ARE = new ToolNames(Map.of());

  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final Pattern OTHER = Pattern.compile("[^a-zA-Z0-9_-]");
  private static final int KEPT = 55;

  private final Map<String, String> originals;

  private ToolNames(Map<String, String> originals) {
    this.originals = Map.copyOf(originals);
  }

  /** The names that occur in a conversation's tools and calls. */
  public static ToolNames of(Conversation conversation) {
    Map<String, String> originals = new HashMap<>();
    for (Tool tool : conversation.tools()) {
      if (tool instanceof Tool.Function function) {
        collect(function.name(), originals);
      }
    }
    conversation.turns().stream()
        .flatMap(turn -> turn.blocks().stream())
        .forEach(
            block -> {
              if (block instanceof Block.ToolUse use) {
                collect(use.name(), originals);
              }
            });
    return originals.isEmpty() ? AS_THEY_ARE : new ToolNames(originals);
  }

  /** The name to send for a tool of the client. */
  public static String toProvider(String name) {
    if (ALLOWED.matcher(name).matches()) {
      return name;
    }
    String kept = OTHER.matcher(name.substring(0, Math.min(KEPT, name.length()))).replaceAll("_");
    return kept + "_" + Fingerprint.of(name, 4);
  }

  /** The client's name of a tool that the provider called. */
  public String toClient(String name) {
    return originals.getOrDefault(name, name);
  }

  private static void collect(String name, Map<String, String> originals) {
    String sent = toProvider(name);
    if (!sent.equals(name)) {
      originals.put(sent, name);
    }
  }
}
