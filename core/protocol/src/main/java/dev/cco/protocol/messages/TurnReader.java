package dev.cco.protocol.messages;

import dev.cco.protocol.ResultOrder;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the turns, and holds tool calls and their results together. */
final class TurnReader {
  private static final int MOST_TURNS = 100_000;

  private final Fields fields;
  private final Tape tape;
  private final BlockReader blocks;

  TurnReader(Fields fields, BlockReader blocks) {
    this.fields = fields;
    this.tape = fields.tape();
    this.blocks = blocks;
  }

  List<Turn> read(int messages) {
    fields.array(messages, MOST_TURNS);
    if (tape.firstChild(messages) == Tape.NONE) {
      throw fields.fault(messages, "at least one message is required");
    }
    List<Turn> turns = new ArrayList<>();
    for (int node = tape.firstChild(messages); node != Tape.NONE; node = tape.next(node)) {
      turns.add(turn(fields.object(node)));
    }
    if (turns.getFirst().role() == Turn.Role.ASSISTANT) {
      throw fields.fault(tape.firstChild(messages), "first message must use the \"user\" role");
    }
    pairToolCalls(turns);
    return ResultOrder.of(turns);
  }

  private Turn turn(int node) {
    Turn.Role role = role(fields.required(node, "role"));
    int content = fields.required(node, "content");
    if (tape.isString(content)) {
      return new Turn(role, text(role, node, tape.string(content)));
    }
    if (tape.kind(content) != Kind.ARRAY) {
      throw fields.fault(content, "Input should be a valid string or a list of content blocks");
    }
    List<Block> read = blocks.blocks(content);
    if (read.isEmpty() && role == Turn.Role.USER) {
      throw empty(node);
    }
    if (!read.isEmpty() && read.stream().allMatch(TurnReader::isBlank)) {
      throw fields.fault(content, "text content blocks must contain non-whitespace text");
    }
    return new Turn(role, read);
  }

  private List<Block> text(Turn.Role role, int node, String text) {
    if (text.isEmpty()) {
      if (role == Turn.Role.USER) {
        throw empty(node);
      }
      return List.of();
    }
    if (text.isBlank()) {
      throw fields.fault(node, "text content blocks must contain non-whitespace text");
    }
    return List.of(new Block.Text(text));
  }

  private CallerFault empty(int node) {
    return fields.fault(node, "user messages must have non-empty content");
  }

  private Turn.Role role(int node) {
    return switch (fields.string(node)) {
      case "user" -> Turn.Role.USER;
      case "assistant" -> Turn.Role.ASSISTANT;
      case "system" -> Turn.Role.SYSTEM;
      default -> throw fields.fault(node, "Input should be 'user', 'assistant' or 'system'");
    };
  }

  private static boolean isBlank(Block block) {
    return block instanceof Block.Text text && text.text().isBlank();
  }

  /**
   * Every call has its result in the user turn that follows, and every result its call in the
   * assistant turn before. Turns of one role in a row count as one; system turns do not count.
   */
  private static void pairToolCalls(List<Turn> turns) {
    Set<String> calls = new LinkedHashSet<>();
    Set<String> results = new LinkedHashSet<>();
    Turn.Role last = Turn.Role.USER;
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      if (turn.role() == Turn.Role.SYSTEM) {
        continue;
      }
      if (turn.role() == Turn.Role.ASSISTANT && last == Turn.Role.USER) {
        complete(calls, results, i);
        calls.clear();
        results.clear();
      }
      last = turn.role();
      for (Block block : turn.blocks()) {
        if (block instanceof Block.ToolUse use) {
          calls.add(use.id());
        }
        if (block instanceof Block.ToolResult result) {
          if (turn.role() != Turn.Role.USER || !calls.contains(result.toolUseId())) {
            throw orphan(i, result.toolUseId());
          }
          results.add(result.toolUseId());
        }
      }
    }
    complete(calls, results, turns.size());
  }

  private static void complete(Set<String> calls, Set<String> results, int turn) {
    Set<String> open = new LinkedHashSet<>(calls);
    open.removeAll(results);
    if (!open.isEmpty()) {
      String ids = open.stream().limit(5).map(TurnReader::cut).collect(Collectors.joining(", "));
      throw new CallerFault(
          400,
          "messages."
              + Math.max(0, turn - 1)
              + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
              + ids,
          "/messages/" + Math.max(0, turn - 1));
    }
  }

  private static CallerFault orphan(int turn, String id) {
    return new CallerFault(
        400,
        "messages." + turn + ": unexpected `tool_use_id` found in `tool_result` blocks: " + cut(id),
        "/messages/" + turn);
  }

  private static String cut(String id) {
    return id.length() > 64 ? id.substring(0, 64) : id;
  }
}
