package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Protocol;
import dev.cco.spi.Sampling;
import dev.cco.spi.Tool;
import dev.cco.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversations for tests, mostly as they come from Messages. */
final class Conversations {
  private Conversations() {}

  static Conversation of(Turn... turns) {
    return of(List.of(), List.of(), turns);
  }

  static Conversation of(List<Block> system, List<Tool> tools, Turn... turns) {
    return with(system, tools, Map.of(), turns);
  }

  static Conversation with(
      List<Block> system, List<Tool> tools, Map<String, JsonNode> extras, Turn... turns) {
    return new Conversation(
        "gpt-test",
        system,
        List.of(turns),
        tools,
        Optional.empty(),
        Optional.of(100),
        Sampling.DEFAULT,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Protocol.MESSAGES,
        extras);
  }

  static Conversation withTool(String name) {
    return of(List.of(), List.of(tool(name)), user("hi"));
  }

  static Tool.Function tool(String name) {
    return new Tool.Function(name, Optional.empty(), Json.object(), Optional.empty());
  }

  static Turn user(String text) {
    return user(new Block.Text(text));
  }

  static Turn user(Block... blocks) {
    return new Turn(Turn.Role.USER, List.of(blocks));
  }

  static Turn assistant(Block... blocks) {
    return new Turn(Turn.Role.ASSISTANT, List.of(blocks));
  }

  static Turn system(String text) {
    return new Turn(Turn.Role.SYSTEM, List.of(new Block.Text(text)));
  }

  static Block call(String id, String name, String input) {
    return new Block.ToolUse(id, name, Json.parse(input).orElseThrow());
  }

  static Block result(String id, Block... content) {
    return new Block.ToolResult(id, List.of(content), false);
  }

  static Conversation read(String request) {
    return new ChatDialect()
        .readRequest(Tape.scan(request.getBytes(StandardCharsets.UTF_8)), HeaderFacts.NONE);
  }

  static ObjectNode json(String text) {
    return Json.parseObject(text).orElseThrow(() -> new AssertionError("not an object: " + text));
  }
}
