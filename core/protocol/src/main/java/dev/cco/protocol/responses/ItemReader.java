package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Members;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.spi.Block;
import dev.cco.spi.Protocol;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads instructions and input items into turns. Items may come in any order; a result is put
 * directly behind the turn that called, where every other protocol wants it.
 */
final class ItemReader {
  private static final int MOST_ITEMS = 100_000;
  private static final int LONGEST_ID = 64;

  private final Members request;
  private final ReasoningSeal seal;
  private final List<Block> system = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();

  /** The turn of each call by the call's id. */
  private final Map<String, Draft> calls = new HashMap<>();

  private final Set<String> unanswered = new LinkedHashSet<>();

  /** What no other protocol has a place for, as names of fields. */
  private final Set<String> lost = new LinkedHashSet<>();

  /** A turn under construction. */
  private static final class Draft {
    private final Turn.Role role;
    private final List<Block> blocks = new ArrayList<>();

    Draft(Turn.Role role) {
      this.role = role;
    }
  }

  ItemReader(Members request, ReasoningSeal seal) {
    this.request = request;
    this.seal = seal;
  }

  List<Block> system() {
    return system;
  }

  Set<String> lost() {
    return lost;
  }

  List<Turn> turns() {
    return drafts.stream().map(draft -> new Turn(draft.role, draft.blocks)).toList();
  }

  void read() {
    request
        .text("instructions")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> system.add(new Block.Text(text)));
    JsonNode input = request.required("input");
    if (input.isTextual()) {
      append(Turn.Role.USER, PartReader.content(request, "input", PartReader.SAID));
    } else if (input.isArray()) {
      items(input);
    } else {
      throw Members.wrongType(input, "/input", "a string or an array of input items");
    }
    if (drafts.isEmpty()) {
      speak();
    }
  }

  /** Instructions alone: every other protocol needs someone to speak. */
  private void speak() {
    if (system.isEmpty()) {
      throw request.faultAt("input", "Invalid 'input': it says nothing.");
    }
    append(Turn.Role.USER, List.copyOf(system));
    system.clear();
  }

  private void items(JsonNode items) {
    if (items.size() > MOST_ITEMS) {
      throw request.faultAt(
          "input", "Invalid 'input': expected at most %d items.".formatted(MOST_ITEMS));
    }
    int index = 0;
    for (JsonNode item : items) {
      item(Members.of(item, "/input/" + index++));
    }
    if (!unanswered.isEmpty()) {
      throw request.faultAt(
          "input",
          "No tool output found for function call %s."
              .formatted(cut(unanswered.iterator().next())));
    }
  }

  private void item(Members item) {
    switch (type(item)) {
      case "message" -> message(item);
      case "function_call" -> {
        String arguments = item.requiredText("arguments");
        call(item, input(arguments));
      }
      case "custom_tool_call" -> call(item, CustomTools.arguments(item.requiredText("input")));
      case "function_call_output", "custom_tool_call_output" -> result(item);
      case "reasoning" -> append(Turn.Role.ASSISTANT, reasoning(item));
      case "item_reference" ->
          throw item.faultAt(
              "type",
              "Items of type 'item_reference' are not supported for this model: its provider keeps"
                  + " no items. Send the item itself.");
      // What the vendor's own tools did: other providers name it as left out.
      default ->
          append(
              Turn.Role.ASSISTANT,
              List.of(new Block.Opaque(Protocol.RESPONSES, (ObjectNode) item.node())));
    }
  }

  private static String type(Members item) {
    Optional<String> type = item.text("type");
    if (type.isPresent()) {
      return type.get();
    }
    if (item.has("role")) {
      return "message";
    }
    return item.has("id") ? "item_reference" : item.requiredText("type");
  }

  private void message(Members message) {
    for (JsonNode part : message.node().path("content")) {
      if (!part.path("annotations").isEmpty()) {
        lost.add("input.annotations");
      }
      if (!part.path("detail").asText("auto").equals("auto")) {
        lost.add("input.detail");
      }
    }
    String role = message.requiredText("role");
    switch (role) {
      case "user" ->
          append(Turn.Role.USER, PartReader.content(message, "content", PartReader.SAID));
      case "assistant" ->
          append(Turn.Role.ASSISTANT, PartReader.content(message, "content", PartReader.ANSWER));
      case "system", "developer" -> instruction(message);
      default ->
          throw message.faultAt(
              "role",
              ("Invalid value for '%s'. Supported values are: 'assistant', 'system', 'developer',"
                      + " and 'user'.")
                  .formatted(OpenAiErrors.parameter(message.at("role"))));
    }
  }

  private void instruction(Members message) {
    List<Block> text = PartReader.content(message, "content", PartReader.INSTRUCTION);
    if (drafts.isEmpty()) {
      system.addAll(text);
    } else {
      append(Turn.Role.SYSTEM, text);
    }
  }

  /** A model's own broken arguments must not make the whole history unusable. */
  private static ObjectNode input(String arguments) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    return Json.parseObject(arguments).orElseGet(() -> Json.object().put("_raw", arguments));
  }

  private void call(Members item, ObjectNode input) {
    String id = item.requiredText("call_id");
    if (!unanswered.add(id)) {
      throw item.faultAt("call_id", "Two calls have the same 'call_id', and the first no output.");
    }
    append(Turn.Role.ASSISTANT, List.of(new Block.ToolUse(id, item.requiredText("name"), input)));
    calls.put(id, drafts.getLast());
  }

  private void result(Members item) {
    String id = item.requiredText("call_id");
    Draft call = calls.get(id);
    if (call == null || !unanswered.remove(id)) {
      throw item.faultAt(
          "call_id",
          "No tool call found for function call output with call_id %s.".formatted(cut(id)));
    }
    List<Block> content = PartReader.content(item, "output", PartReader.SAID);
    Draft behind = behind(call);
    int results =
        (int) behind.blocks.stream().takeWhile(Block.ToolResult.class::isInstance).count();
    behind.blocks.add(results, new Block.ToolResult(id, content, false));
  }

  /** The user's turn after that of a call. */
  private Draft behind(Draft call) {
    int next = drafts.lastIndexOf(call) + 1;
    if (next == drafts.size() || drafts.get(next).role != Turn.Role.USER) {
      drafts.add(next, new Draft(Turn.Role.USER));
    }
    return drafts.get(next);
  }

  private List<Block> reasoning(Members item) {
    String model = request.requiredText("model");
    Optional<Block> sealed = item.text("encrypted_content").flatMap(text -> seal.open(model, text));
    if (sealed.isPresent()) {
      return List.of(sealed.get());
    }
    List<String> texts = new ArrayList<>();
    for (String name : List.of("summary", "content")) {
      int index = 0;
      for (JsonNode part : item.array(name).orElseGet(Json::array)) {
        texts.add(Members.of(part, item.at(name) + "/" + index++).requiredText("text"));
      }
      if (!texts.isEmpty()) {
        break;
      }
    }
    String text = String.join("\n\n", texts);
    if (text.isEmpty()) {
      item.text("encrypted_content").ifPresent(sealedByOthers -> lost.add("input.reasoning"));
      return List.of();
    }
    return List.of(new Block.Thinking(text, ""));
  }

  private void append(Turn.Role role, List<Block> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    if (drafts.isEmpty() || drafts.getLast().role != role) {
      drafts.add(new Draft(role));
    }
    drafts.getLast().blocks.addAll(blocks);
  }

  private static String cut(String id) {
    return id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
  }
}
