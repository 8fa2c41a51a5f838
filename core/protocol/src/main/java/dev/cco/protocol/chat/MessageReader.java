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

/**
 * Reads the messages into instructions at the top and turns. Clients cut and mend their histories,
 * so what does not fit together is put right: results go directly behind their calls, one without
 * its call is told as text, and a call without its result gets one that says so.
 */
final class MessageReader {
  private static final int MOST_MESSAGES = 100_000;
  private static final int LONGEST_NAME = 64;

  private final Members request;
  private final List<Block> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  /** Calls of the last turn of the assistant that have no result yet. */
  private final Set<String> unanswered = new LinkedHashSet<>();

  /** The results of the others, which become the turn behind it. */
  private final List<Block> results = new ArrayList<>();

  /** Where that turn belongs. */
  private int behindCalls;

  /** What no other protocol has a place for, as names of fields. */
  private final Set<String> lost = new LinkedHashSet<>();

  MessageReader(Members request) {
    this.request = request;
  }

  List<Block> system() {
    return system;
  }

  List<Turn> turns() {
    return turns;
  }

  Set<String> lost() {
    return lost;
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
    settle();
    if (turns.isEmpty()) {
      // Instructions alone: every other protocol needs someone to speak.
      turns.add(new Turn(Turn.Role.USER, List.copyOf(system)));
      system.clear();
    }
  }

  private void message(Members message, int index) {
    message.text("name", LONGEST_NAME);
    String role = message.requiredText("role");
    note(message, role);
    switch (role) {
      case "tool" -> result(message, message.requiredText("tool_call_id"));
      case "function" -> {
        message.requiredText("name");
        result(message, unanswered.stream().findFirst().orElse(""));
      }
      case "system", "developer" -> instruction(message);
      case "user" -> add(Turn.Role.USER, PartReader.content(message, PartReader.Allowed.ANY));
      case "assistant" -> assistant(message, index);
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

  /** What is there and goes to nobody. */
  private void note(Members message, String role) {
    if (message.has("name") && !role.equals("tool") && !role.equals("function")) {
      lost.add("messages.name");
    }
    if (message.has("audio")) {
      lost.add("messages.audio");
    }
    for (JsonNode part : message.node().path("content")) {
      if (!part.at("/image_url/detail").asText("auto").equals("auto")) {
        lost.add("messages.image_url.detail");
      }
    }
  }

  private void result(Members message, String id) {
    List<Block> content =
        message.has("content") ? PartReader.content(message, PartReader.Allowed.RESULT) : List.of();
    if (unanswered.remove(id)) {
      results.add(new Block.ToolResult(id, content, false));
    } else {
      add(Turn.Role.USER, content);
    }
  }

  /** Puts the results behind the calls, once the assistant goes on or the conversation ends. */
  private void settle() {
    for (String id : unanswered) {
      List<Block> none = List.of(new Block.Text("No result was given."));
      results.add(new Block.ToolResult(id, none, true));
    }
    unanswered.clear();
    if (!results.isEmpty()) {
      turns.add(behindCalls, new Turn(Turn.Role.USER, results));
      results.clear();
    }
  }

  private void assistant(Members message, int index) {
    // Turns of the assistant in a row are one, so that results of the first may follow the last.
    if (!results.isEmpty() || turns.size() > behindCalls) {
      settle();
    }
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
            && blocks.stream().noneMatch(Block.ToolUse.class::isInstance);
    if (saysNothing) {
      throw Members.wrongType(
          message.node().path("content"), message.at("content"), "a string or an array of parts");
    }
    add(Turn.Role.ASSISTANT, blocks);
    behindCalls = turns.size();
  }

  /** The signed form wins: only that may go back to its provider. */
  private static List<Block> reasoning(Members message) {
    List<Block> signed = ReasoningDetails.read(message.node().path(ReasoningDetails.MEMBER));
    if (!signed.isEmpty()) {
      return signed;
    }
    return message
        .find("reasoning_content")
        .or(() -> message.find("reasoning"))
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
    Optional<Members> old = message.object("function_call");
    if (old.isPresent()) {
      // The deprecated form has no ids; the place of the message makes one.
      String id = "call_function_" + index;
      unanswered.add(id);
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
