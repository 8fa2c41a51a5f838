package dev.cco.protocol.messages;

import dev.cco.protocol.Slice;
import java.nio.charset.StandardCharsets;

/** Blocks by which an answer shows that the provider ran tools of its own. */
final class ServerBlocks {
  private ServerBlocks() {}

  static boolean isServerBlock(String type) {
    return type.equals("server_tool_use")
        || type.startsWith("mcp_tool")
        || type.endsWith("_tool_result")
        || type.equals("container_upload");
  }

  /** A quick look that may err towards yes: then the answer is merely not stored. */
  static boolean mentionedIn(Slice event) {
    String text =
        new String(event.array(), event.from(), event.length(), StandardCharsets.ISO_8859_1);
    return text.contains("server_tool_use")
        || text.contains("\"mcp_tool")
        || text.contains("_tool_result\"")
        || text.contains("container_upload");
  }
}
