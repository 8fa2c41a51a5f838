package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes the turns so that roles alternate and every tool call has its result right after it. */
final class TurnWriter {
  private static final String FILLER = ".";
  private static final String GO_ON = "Continue.";

  private final Conversation conversation;
  private final Model model;
  private final Set<String> dropped;
  private final List<Block> leadingSystem = new ArrayList<>();

  /** A turn under construction. */
  private record Draft(Turn.Role role, List<Block> blocks) {}

  TurnWriter(Conversation conversation, Model model, Set<String> dropped) {
    this.conversation = conversation;
    this.model = model;
    this.dropped = dropped;
  }

  /** Instructions before the first turn of the user, which go to the top. */
  List<Block> leadingSystem() {
    return leadingSystem;
  }

  ArrayNode write() {
    List<Draft> drafts = merge();
    pairToolCalls(drafts);
    drafts.removeIf(draft -> draft.blocks().stream().allMatch(TurnWriter::isBlank));
    if (drafts.isEmpty() || drafts.getFirst().role() != Turn.Role.USER) {
      drafts.addFirst(new Draft(Turn.Role.USER, List.of(new Block.Text(FILLER))));
    }
    finish(drafts);
    ArrayNode messages = Json.array();
    BlockWriter writer = new BlockWriter(conversation.origin(), dropped);
    for (Draft draft : drafts) {
      ArrayNode content = writer.write(draft.blocks());
      if (!content.isEmpty()) {
        add(messages, draft.role(), content);
      }
    }
    return messages;
  }

  private static void add(ArrayNode messages, Turn.Role role, ArrayNode content) {
    ObjectNode message = messages.addObject();
    message.put(
        "role",
        switch (role) {
          case USER -> "user";
          case ASSISTANT -> "assistant";
          case SYSTEM -> "system";
        });
    boolean plain = content.size() == 1 && content.path(0).path("type").asText().equals("text");
    message.set("content", plain ? content.path(0).path("text") : content);
  }

  private List<Draft> merge() {
    List<Draft> drafts = new ArrayList<>();
    List<Block> postponed = new ArrayList<>();
    for (Turn turn : conversation.turns()) {
      List<Block> blocks = withoutForeignThinking(turn.blocks());
      if (turn.role() != Turn.Role.SYSTEM) {
        if (drafts.isEmpty() && blocks.stream().allMatch(TurnWriter::isBlank)) {
          continue; // Instructions that follow come first after all.
        }
        append(drafts, turn.role(), blocks);
        if (turn.role() == Turn.Role.USER) {
          instruct(drafts, postponed);
          postponed.clear();
        }
      } else if (drafts.isEmpty()) {
        leadingSystem.addAll(blocks);
      } else if (drafts.getLast().blocks().stream().anyMatch(Block.ToolUse.class::isInstance)) {
        // Nothing may come between tool calls and their results.
        postponed.addAll(blocks);
      } else {
        instruct(drafts, blocks);
      }
    }
    instruct(drafts, postponed);
    return drafts;
  }

  private void instruct(List<Draft> drafts, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      boolean inPlace = model.traits().systemTurns();
      append(drafts, inPlace ? Turn.Role.SYSTEM : Turn.Role.USER, blocks);
    }
  }

  private static void append(List<Draft> drafts, Turn.Role role, List<Block> blocks) {
    if (drafts.isEmpty() || drafts.getLast().role() != role) {
      drafts.add(new Draft(role, new ArrayList<>()));
    }
    drafts.getLast().blocks().addAll(blocks);
  }

  private static void pairToolCalls(List<Draft> drafts) {
    Set<String> open = new LinkedHashSet<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      switch (draft.role()) {
        case SYSTEM -> {}
        case USER -> {
          answer(draft, open);
          open.clear();
        }
        case ASSISTANT -> {
          for (Block block : draft.blocks()) {
            if (block instanceof Block.ToolUse use) {
              open.add(use.id());
            }
          }
          boolean answered = i + 1 < drafts.size() && drafts.get(i + 1).role() == Turn.Role.USER;
          if (!open.isEmpty() && !answered) {
            drafts.add(i + 1, new Draft(Turn.Role.USER, new ArrayList<>()));
          }
        }
      }
    }
  }

  /** Results first; those without a call become text, calls without a result get an empty one. */
  private static void answer(Draft draft, Set<String> calls) {
    List<Block> results = new ArrayList<>();
    List<Block> others = new ArrayList<>();
    Set<String> open = new LinkedHashSet<>(calls);
    for (Block block : draft.blocks()) {
      if (!(block instanceof Block.ToolResult result)) {
        others.add(block);
      } else if (open.remove(result.toolUseId())) {
        results.add(result);
      } else {
        others.addAll(result.content());
      }
    }
    for (String id : open) {
      results.add(new Block.ToolResult(id, List.of(new Block.Text("no result")), true));
    }
    draft.blocks().clear();
    draft.blocks().addAll(results);
    draft.blocks().addAll(others);
  }

  private void finish(List<Draft> drafts) {
    Draft last = drafts.getLast();
    if (last.role() != Turn.Role.ASSISTANT) {
      return;
    }
    if (!model.traits().prefill()) {
      drafts.add(new Draft(Turn.Role.USER, List.of(new Block.Text(GO_ON))));
      return;
    }
    // A prefill must not end in white space.
    int end = last.blocks().size() - 1;
    if (last.blocks().get(end) instanceof Block.Text text) {
      last.blocks().set(end, new Block.Text(text.text().stripTrailing()));
    }
  }

  /** Before anything is judged empty: thinking alone that cannot be said is nothing. */
  private List<Block> withoutForeignThinking(List<Block> blocks) {
    for (Block block : blocks) {
      if (OwnThinking.isForeign(block)) {
        dropped.add("messages." + BlockWriter.name(block));
      }
    }
    return blocks.stream().filter(block -> !OwnThinking.isForeign(block)).toList();
  }

  private static boolean isBlank(Block block) {
    return switch (block) {
      case Block.Text text -> text.text().isBlank();
      case Block.Refusal refusal -> refusal.text().isBlank();
      case Block.Image image -> false;
      case Block.Document document -> false;
      case Block.ToolUse use -> false;
      case Block.ToolResult result -> false;
      case Block.Thinking thinking -> false;
      case Block.RedactedThinking redacted -> false;
      case Block.Opaque opaque -> false;
    };
  }
}
