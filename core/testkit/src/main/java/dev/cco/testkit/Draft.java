package dev.cco.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Sampling;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A conversation in the making. */
public final class Draft {
  private final String model;
  private final List<Turn> turns = new ArrayList<>();
  private List<Block> system = List.of();
  private List<Tool> tools = List.of();
  private Optional<ToolChoice> toolChoice = Optional.empty();
  private Optional<Integer> maxTokens = Optional.of(256);
  private Sampling sampling = Sampling.DEFAULT;
  private List<String> stop = List.of();
  private Optional<Reasoning> reasoning = Optional.empty();
  private Optional<OutputFormat> format = Optional.empty();
  private final Map<String, JsonNode> extras = new LinkedHashMap<>();
  private boolean stream;

  private Draft(String model) {
    this.model = model;
  }

  /** A conversation that begins with a user's question, with a limit of 256 tokens. */
  public static Draft asking(String model, String question) {
    return new Draft(model).user(new Block.Text(question));
  }

  public Draft user(Block... blocks) {
    turns.add(new Turn(Turn.Role.USER, List.of(blocks)));
    return this;
  }

  public Draft assistant(Block... blocks) {
    turns.add(new Turn(Turn.Role.ASSISTANT, List.of(blocks)));
    return this;
  }

  /** An instruction in the middle. */
  public Draft instruction(String text) {
    turns.add(new Turn(Turn.Role.SYSTEM, List.of(new Block.Text(text))));
    return this;
  }

  public Draft system(String text) {
    system = List.of(new Block.Text(text));
    return this;
  }

  public Draft tools(Tool... offered) {
    tools = List.of(offered);
    return this;
  }

  public Draft toolChoice(ToolChoice choice) {
    toolChoice = Optional.of(choice);
    return this;
  }

  public Draft maxTokens(int most) {
    maxTokens = Optional.of(most);
    return this;
  }

  public Draft sampling(Sampling values) {
    sampling = values;
    return this;
  }

  public Draft stop(String... texts) {
    stop = List.of(texts);
    return this;
  }

  public Draft reasoning(Reasoning wanted) {
    reasoning = Optional.of(wanted);
    return this;
  }

  public Draft format(OutputFormat wanted) {
    format = Optional.of(wanted);
    return this;
  }

  /** A field that has no place in the canonical form. */
  public Draft extra(String name, String value) {
    extras.put(name, TextNode.valueOf(value));
    return this;
  }

  public Draft stream(boolean wanted) {
    stream = wanted;
    return this;
  }

  /** The conversation so far, as if it came in the Responses protocol. */
  public Conversation build() {
    return new Conversation(
        model,
        system,
        turns,
        tools,
        toolChoice,
        maxTokens,
        sampling,
        stop,
        reasoning,
        format,
        stream,
        Optional.empty(),
        Protocol.RESPONSES,
        extras);
  }
}
