package dev.cco.it.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A request in the form that Claude Code 2.1.329 was measured to send: about 50 kB, always
 * streamed, with everything that a gateway likes to lose.
 */
final class ClaudeCodeRequest {
  static final String PATH = "/v1/messages?beta=true";
  static final String CREDENTIAL = "sk-ant-of-the-person-at-the-keyboard";
  static final String BILLING =
      "x-anthropic-billing-header: cc_version=2.1.329.abc; cc_entrypoint=cli;";
  static final String BETAS =
      "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,"
          + "effort-2025-11-24,advanced-tool-use-2025-11-20";
  static final String PLACEHOLDER = "DeferredToolPlaceholder";
  static final List<String> TOOLS =
      List.of(
          "Agent",
          "Bash",
          "BashOutput",
          "Edit",
          "ExitPlanMode",
          "Glob",
          "Grep",
          "KillShell",
          "ListMcpResources",
          "NotebookEdit",
          "Read",
          "ReadMcpResource",
          "Skill",
          "SlashCommand",
          "TodoWrite",
          "ToolSearch",
          "WebFetch",
          "Workflow",
          "Write");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SESSION = "7f1d6f4e-52c6-4f0e-9f51-0d3b8f0c2a11";
  private static final int DESCRIPTION = 1_700;

  private final ObjectNode body = JSON.createObjectNode();
  private final ArrayNode messages;

  ClaudeCodeRequest(String model, String prompt) {
    body.put("model", model);
    messages = body.putArray("messages");
    ArrayNode first = messages.addObject().put("role", "user").putArray("content");
    text(
        first, "<system-reminder>\nAs you answer, you can use this context: …\n</system-reminder>");
    cached(text(first, prompt));
    ArrayNode later = messages.addObject().put("role", "system").putArray("content");
    cached(text(later, "The working directory is /home/dev/shop. Today is 2026-11-21."));
    ArrayNode system = body.putArray("system");
    text(system, BILLING);
    cached(text(system, "You are Claude Code, Anthropic's official CLI for Claude."));
    cached(
        text(
            system,
            filler("Instructions: be exact and brief, “quoted” and with a tab\t. ", 12_000)));
    ArrayNode tools = body.putArray("tools");
    TOOLS.forEach(name -> tools.add(tool(name)));
    tools.add(tool(PLACEHOLDER).put("defer_loading", true));
    ObjectNode user = JSON.createObjectNode().put("device_id", "ab".repeat(32));
    user.put("account_uuid", "").put("session_id", SESSION);
    body.putObject("metadata").put("user_id", user.toString());
    body.put("max_tokens", 32_000);
    body.putObject("thinking").put("type", "adaptive").put("display", "omitted");
    body.putObject("context_management")
        .putArray("edits")
        .addObject()
        .put("type", "clear_thinking_20251015")
        .put("keep", "all");
    body.putObject("output_config").put("effort", "medium");
    body.put("stream", true);
  }

  /** Goes on after a tool call, as the program does: the answer echoed, then the result. */
  ClaudeCodeRequest answer(String text, String toolId, String tool, JsonNode input, String result) {
    ArrayNode said = messages.addObject().put("role", "assistant").putArray("content");
    said.addObject()
        .put("type", "thinking")
        .put("thinking", "")
        .put("signature", "EqQBCgIYAhIM-a-signature-of-somebody-else");
    text(said, text);
    ObjectNode use = said.addObject().put("type", "tool_use").put("id", toolId).put("name", tool);
    use.set("input", input);
    ArrayNode results = messages.addObject().put("role", "user").putArray("content");
    cached(
        results
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", toolId)
            .put("content", result));
    return this;
  }

  /** With blanks between the members, as no serializer of ours would write them. */
  String text() {
    return body.toPrettyString();
  }

  /** Names and values in turn. */
  static String[] headers() {
    return new String[] {
      "authorization", "Bearer " + CREDENTIAL,
      "anthropic-version", "2023-06-01",
      "anthropic-beta", BETAS,
      "anthropic-dangerous-direct-browser-access", "true",
      "x-app", "cli",
      "user-agent", "claude-cli/2.1.329 (external, cli)",
      "x-claude-code-session-id", SESSION,
      "x-stainless-retry-count", "0",
      "x-stainless-timeout", "600",
      "accept", "application/json",
      "accept-encoding", "gzip, deflate, br, zstd"
    };
  }

  private static ObjectNode text(ArrayNode blocks, String text) {
    return blocks.addObject().put("type", "text").put("text", text);
  }

  private static void cached(ObjectNode block) {
    block.putObject("cache_control").put("type", "ephemeral");
  }

  private static ObjectNode tool(String name) {
    ObjectNode tool = JSON.createObjectNode().put("name", name);
    tool.put("description", filler("The tool " + name + " does what its name says. ", DESCRIPTION));
    ObjectNode schema = tool.putObject("input_schema");
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("file_path").put("type", "string").put("description", "An absolute path");
    properties.putObject("limit").put("type", "integer").put("exclusiveMinimum", 0);
    schema.putArray("required").add("file_path");
    schema.put("additionalProperties", false);
    return tool;
  }

  private static String filler(String sentence, int length) {
    return sentence.repeat(length / sentence.length() + 1);
  }
}
