package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Members;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.spi.Block;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the messages into instructions at the top and turns. */
final class MessageReader {
  private static final int MOST_MESSAGES = 100_000;
  private static final int LONGEST_NAME = 64;

  private final Members request;
  private final List<Block> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  /** Results of a run of tool messages, which become one turn. */
  private final List<Block> results = new ArrayList<>();

  /** Calls of the last turn of the assistant that have no result yet. */
  private final Set<String> unanswered = new LinkedHashSet<>();

  private String callsAt = "";

  MessageReader(Members request) {
    this.request = request;
  }

  List<Block> system() {
    return system;
  }

  List<Turn> turns() {
    return turns;
  }

  void read() {
    request.required("messages");
    JsonNode messages = request.array("messages").orElseGet(Json::array);
    if (messages.isEmpty()) {
      throw request.faultAt(
          "messages", "Invalid 'messages': empty array. Expected at least one message.");
    }
    if (messages.size() > MOST_MESSAGES) {
      throw request.faultAt(
          "messages", "Invalid 'messages': expected at most %d messages.".formatted(MOST_MESSAGES));
    }
    int index = 0;
    for (JsonNode message : messages) {
      message(Members.of(message, "/messages/" + index), index);
      index++;
    }
    endRun();
    if (turns.isEmpty()) {
      // Instructions alone: every other protocol needs someone to speak.
      turns.add(new Turn(Turn.Role.USER, List.copyOf(system)));
      system.clear();
    }
  }

  private void message(Members message, int index) {
    message.text("name", LONGEST_NAME);
    String role = message.requiredText("role");
    switch (role) {
      case "tool" -> result(message, message.requiredText("tool_call_id"), "tool_call_id");
      case "function" -> {
        message.requiredText("name");
        result(message, unanswered.stream().findFirst().orElse(""), "role");
      }
      case "system", "developer" -> {
        endRun();
        instruction(message);
      }
      case "user" -> {
        endRun();
        add(Turn.Role.USER, PartReader.content(message, PartReader.Allowed.ANY));
      }
      case "assistant" -> {
        endRun();
        assistant(message, index);
      }
      default ->
          throw message.faultAt(
              "role",
              "Invalid value for '%s'. Supported values are: 'system', 'developer', 'user',"
                      .formatted(OpenAiErrors.parameter(message.at("role")))
                  + " 'assistant', 'tool', and 'function'.");
    }
  }

  private void instruction(Members message) {
    List<Block> text = PartReader.content(message, PartReader.Allowed.TEXT);
    if (turns.isEmpty()) {
      system.addAll(text);
    } else {
      add(Turn.Role.SYSTEM, text);
    }
  }

  private void result(Members message, String id, String place) {
    if (!unanswered.remove(id)) {
      throw message.faultAt(
          place,
          "Invalid parameter: messages with role 'tool' must be a response to a preceding message"
              + " with 'tool_calls'.");
    }
    List<Block> content =
        message.has("content") ? PartReader.content(message, PartReader.Allowed.RESULT) : List.of();
    results.add(new Block.ToolResult(id, content, false));
  }

  private void endRun() {
    if (!unanswered.isEmpty()) {
      throw Members.fault(
          callsAt,
          "An assistant message with 'tool_calls' must be followed by tool messages responding to"
              + " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
              + String.join(", ", unanswered.stream().limit(4).map(MessageReader::cut).toList()));
    }
    if (!results.isEmpty()) {
      turns.add(new Turn(Turn.Role.USER, results));
      results.clear();
    }
  }

  private static String cut(String id) {
    return id.length() > LONGEST_NAME ? id.substring(0, LONGEST_NAME) : id;
  }

  private void assistant(Members message, int index) {
    List<Block> blocks = new ArrayList<>();
    blocks.addAll(reasoning(message));
    if (message.has("content")) {
      blocks.addAll(PartReader.content(message, PartReader.Allowed.ANSWER));
    }
    message
        .text("refusal")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> blocks.add(new Block.Refusal(text)));
    calls(message, index, blocks);
    boolean saysNothing =
        !message.has("content")
            && !message.has("refusal")
            && !message.has("audio")
            && unanswered.isEmpty();
    if (saysNothing) {
      throw Members.wrongType(
          message.node().path("content"), message.at("content"), "a string or an array of parts");
    }
    add(Turn.Role.ASSISTANT, blocks);
  }

  /** The signed form wins: only that may go back to its provider. */
  private static List<Block> reasoning(Members message) {
    List<Block> signed = ReasoningDetails.read(message.node().path(ReasoningDetails.MEMBER));
    if (!signed.isEmpty()) {
      return signed;
    }
    return message
        .find("reasoning_content")
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isEmpty())
        .<List<Block>>map(text -> List.of(new Block.Thinking(text, "")))
        .orElse(List.of());
  }

  private void calls(Members message, int index, List<Block> blocks) {
    int number = 0;
    for (JsonNode item : message.array("tool_calls").orElseGet(Json::array)) {
      Members call = Members.of(item, message.at("tool_calls") + "/" + number++);
      String kind = call.text("type").orElse("function");
      if (!kind.equals("function") && !kind.equals("custom")) {
        throw call.faultAt("type", "Invalid type of a tool call.");
      }
      String id = call.requiredText("id");
      if (!unanswered.add(id)) {
        throw call.faultAt("id", "Two tool calls of one message have the same id.");
      }
      blocks.add(call(id, Members.of(call.required(kind), call.at(kind))));
    }
    callsAt = message.at("tool_calls");
    Optional<Members> old = message.object("function_call");
    if (old.isPresent()) {
      // The deprecated form has no ids; the place of the message makes one.
      String id = "call_function_" + index;
      unanswered.add(id);
      callsAt = message.at("function_call");
      blocks.add(call(id, old.get()));
    }
  }

  private static Block.ToolUse call(String id, Members function) {
    String name = function.requiredText("name");
    Optional<String> custom = function.text("input");
    if (custom.isPresent() && !function.has("arguments")) {
      return new Block.ToolUse(id, name, Json.object().put(CallShape.TEXT_ARGUMENT, custom.get()));
    }
    String text = function.text("arguments").orElse("");
    if (text.isBlank()) {
      return new Block.ToolUse(id, name, Json.object());
    }
    // A model's own broken arguments must not make the whole history unusable.
    JsonNode input =
        Json.parseObject(text)
            .map(JsonNode.class::cast)
            .orElseGet(() -> Json.object().put("_raw", text));
    return new Block.ToolUse(id, name, input);
  }

  private void add(Turn.Role role, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      turns.add(new Turn(role, blocks));
    }
  }
}
