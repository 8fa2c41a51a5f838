package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Turn;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides how the model is asked to think, among the ways it knows. */
final class ReasoningWriter {
  private static final int LEAST_BUDGET = 1024;

  private final Conversation conversation;
  private final Set<Reasoning.Mode> known;
  private final Set<String> dropped;
  private final Optional<Integer> mostTokens;
  private int maxTokens;
  private Optional<Reasoning.Mode> mode = Optional.empty();
  private Optional<String> effort = Optional.empty();
  private int budget;

  ReasoningWriter(Conversation conversation, Model model, int maxTokens, Set<String> dropped) {
    this.conversation = conversation;
    this.known = model.traits().thinking();
    this.mostTokens = model.maxOutput();
    this.maxTokens = maxTokens;
    this.dropped = dropped;
    conversation.reasoning().ifPresent(this::decide);
  }

  int maxTokens() {
    return maxTokens;
  }

  boolean isThinking() {
    return mode.filter(way -> way != Reasoning.Mode.DISABLED).isPresent();
  }

  /** Models that think within a budget refuse to be forced to a tool meanwhile. */
  boolean forbidsForcedTools() {
    return mode.filter(way -> way == Reasoning.Mode.BUDGET).isPresent();
  }

  void write(ObjectNode body) {
    effort.ifPresent(word -> body.withObject("/output_config").put("effort", word));
    if (mode.isEmpty()) {
      return;
    }
    ObjectNode thinking = body.putObject("thinking");
    switch (mode.get()) {
      case DISABLED -> thinking.put("type", "disabled");
      case BETWEEN_TOOLS -> thinking.put("type", "between_tools");
      case ADAPTIVE -> thinking.put("type", "adaptive");
      case BUDGET -> thinking.put("type", "enabled").put("budget_tokens", budget);
    }
    if (isThinking()) {
      conversation
          .reasoning()
          .flatMap(Reasoning::display)
          .ifPresent(display -> thinking.put("display", display));
    }
  }

  private void decide(Reasoning wanted) {
    String word = wanted.effort().orElse("");
    if (word.equals("none") || wanted.mode().equals(Optional.of(Reasoning.Mode.DISABLED))) {
      disable();
      return;
    }
    boolean effortOnly = wanted.mode().isEmpty() && conversation.origin() == Protocol.MESSAGES;
    if (effortOnly) {
      effort = Optional.of(word);
      return;
    }
    Reasoning.Mode wish = wanted.mode().orElse(Reasoning.Mode.ADAPTIVE);
    if (known.contains(wish) && wish != Reasoning.Mode.BUDGET) {
      mode = Optional.of(wish);
      effort = wanted.effort().map(ReasoningWriter::effort);
    } else if (wish == Reasoning.Mode.BUDGET && known.contains(wish)) {
      spend(wanted.budgetTokens().orElse(LEAST_BUDGET));
    } else if (known.contains(Reasoning.Mode.ADAPTIVE)) {
      mode = Optional.of(Reasoning.Mode.ADAPTIVE);
      effort =
          wanted
              .effort()
              .map(ReasoningWriter::effort)
              .or(() -> wanted.budgetTokens().map(ReasoningWriter::effort));
    } else if (known.contains(Reasoning.Mode.BUDGET)) {
      spend(budget(word));
    } else {
      drop();
    }
  }

  private void disable() {
    if (known.contains(Reasoning.Mode.DISABLED)) {
      mode = Optional.of(Reasoning.Mode.DISABLED);
    } else if (!known.isEmpty()) {
      drop();
    }
  }

  /** The answer needs room beyond the thinking. */
  private void spend(int wanted) {
    if (lacksThinkingInToolLoop()) {
      drop();
      return;
    }
    long room = (long) maxTokens + (maxTokens > wanted ? 0 : wanted);
    maxTokens = (int) Math.min(mostTokens.orElse(Integer.MAX_VALUE), room);
    budget = Math.min(wanted, maxTokens - 1);
    if (budget < LEAST_BUDGET) {
      drop();
      return;
    }
    mode = Optional.of(Reasoning.Mode.BUDGET);
  }

  /** A turn that called tools must begin with its thinking, and another provider's is not valid. */
  private boolean lacksThinkingInToolLoop() {
    List<Turn> turns = conversation.turns();
    for (int i = turns.size() - 1; i >= 0; i--) {
      List<Block> blocks = turns.get(i).blocks();
      if (turns.get(i).role() == Turn.Role.ASSISTANT) {
        return blocks.stream().anyMatch(Block.ToolUse.class::isInstance)
            && blocks.stream().noneMatch(OwnThinking::isValid);
      }
      boolean answersTools = blocks.stream().anyMatch(Block.ToolResult.class::isInstance);
      if (turns.get(i).role() == Turn.Role.USER && !answersTools) {
        return false;
      }
    }
    return false;
  }

  private void drop() {
    dropped.add(conversation.origin() == Protocol.MESSAGES ? "thinking" : "reasoning_effort");
  }

  private static String effort(String word) {
    return word.equals("minimal") ? "low" : word;
  }

  private static String effort(int budget) {
    return budget >= 10_000 ? "high" : budget >= 5_000 ? "medium" : "low";
  }

  private static int budget(String effort) {
    return switch (effort) {
      case "minimal", "low" -> 1024;
      case "high" -> 4096;
      case "xhigh" -> 8192;
      case "max" -> 16_384;
      default -> 2048;
    };
  }
}
