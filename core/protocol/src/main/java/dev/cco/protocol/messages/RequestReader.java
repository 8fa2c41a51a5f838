package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A client's request as a conversation, held to the rules of the protocol. */
final class RequestReader {
  private static final int LEAST_BUDGET = 1024;
  private static final int MOST_STOPS = 1000;
  private static final int LONGEST_USER = 256;

  private static final Set<String> READ =
      Set.of(
          "model",
          "max_tokens",
          "messages",
          "system",
          "stream",
          "stop_sequences",
          "temperature",
          "top_p",
          "top_k",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "output_format",
          "metadata");

  private final Tape tape;
  private final Fields fields;
  private final int root;
  private final HeaderFacts headers;

  RequestReader(Tape tape, HeaderFacts headers) {
    this.headers = headers;
    this.tape = tape;
    this.fields = new Fields(tape);
    this.root = tape.root();
  }

  /**
   * Reads everything.
   *
   * @param toAnswer whether an answer is wanted, not only a count of tokens
   */
  Conversation read(boolean toAnswer) {
    if (VersionRules.apply(headers)) {
      new VersionRules(fields).check(root);
    }
    Optional<Integer> maxTokens =
        toAnswer
            ? Optional.of(fields.integer(fields.required(root, "max_tokens"), 0))
            : fields.optionalInteger(root, "max_tokens", 0);
    BlockReader blocks = new BlockReader(fields);
    List<Turn> turns = new TurnReader(fields, blocks).read(fields.required(root, "messages"));
    ToolReader toolReader = new ToolReader(fields);
    List<Tool> tools = toolReader.tools(root);
    Optional<ToolChoice> choice = toolReader.choice(root, tools);
    List<Block> system = system(blocks);
    Set<String> lost = new LinkedHashSet<>(blocks.lost());
    if (toolReader.callersLimited()) {
      lost.add("tools.allowed_callers");
    }
    return new Conversation(
        fields.requiredString(root, "model"),
        system,
        turns,
        tools,
        choice,
        maxTokens,
        sampling(),
        stops(),
        reasoning(maxTokens),
        format(),
        fields.optionalBoolean(root, "stream").orElse(false),
        user(),
        Protocol.MESSAGES,
        extras(lost));
  }

  /** Without the block that Claude Code writes for Anthropic alone. */
  private List<Block> system(BlockReader blocks) {
    Optional<Integer> system = fields.present(root, "system");
    if (system.isEmpty()) {
      return List.of();
    }
    int node = system.get();
    if (tape.isString(node)) {
      String text = tape.string(node);
      return text.isEmpty() ? List.of() : List.of(new Block.Text(text));
    }
    List<Block> texts = new ArrayList<>();
    fields.array(node, Integer.MAX_VALUE);
    for (int block = tape.firstChild(node); block != Tape.NONE; block = tape.next(block)) {
      Block.Text text = blocks.text(fields.object(block));
      if (!text.text().startsWith(Ignored.BILLING_HEADER)) {
        texts.add(text);
      }
    }
    return texts;
  }

  private Sampling sampling() {
    return new Sampling(
        fields.optionalFraction(root, "temperature"),
        fields.optionalFraction(root, "top_p"),
        fields.optionalInteger(root, "top_k", 0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private List<String> stops() {
    List<String> stops = new ArrayList<>();
    fields
        .present(root, "stop_sequences")
        .ifPresent(
            array -> {
              fields.array(array, MOST_STOPS);
              for (int stop = tape.firstChild(array); stop != Tape.NONE; stop = tape.next(stop)) {
                String text = fields.string(stop);
                if (text.isBlank()) {
                  throw fields.fault(stop, "each stop sequence must contain non-whitespace");
                }
                stops.add(text);
              }
            });
    return stops;
  }

  private Optional<Reasoning> reasoning(Optional<Integer> maxTokens) {
    Optional<Integer> thinking = fields.present(root, "thinking");
    Optional<String> effort =
        fields
            .present(root, "output_config")
            .flatMap(config -> fields.optionalString(fields.object(config), "effort"));
    if (thinking.isEmpty()) {
      return effort.map(
          word ->
              new Reasoning(
                  Optional.empty(), Optional.empty(), Optional.of(word), Optional.empty()));
    }
    int node = fields.object(thinking.get());
    Reasoning.Mode mode = mode(fields.required(node, "type"));
    Optional<Integer> budget = Optional.empty();
    if (mode == Reasoning.Mode.BUDGET) {
      int figure = fields.required(node, "budget_tokens");
      int tokens = fields.integer(figure, LEAST_BUDGET);
      if (maxTokens.filter(most -> tokens >= most).isPresent()) {
        throw fields.fault(figure, "`max_tokens` must be greater than `thinking.budget_tokens`");
      }
      budget = Optional.of(tokens);
    }
    return Optional.of(
        new Reasoning(Optional.of(mode), budget, effort, fields.optionalString(node, "display")));
  }

  private Reasoning.Mode mode(int type) {
    return switch (fields.string(type)) {
      case "enabled" -> Reasoning.Mode.BUDGET;
      case "adaptive" -> Reasoning.Mode.ADAPTIVE;
      case "disabled" -> Reasoning.Mode.DISABLED;
      case "between_tools" -> Reasoning.Mode.BETWEEN_TOOLS;
      default ->
          throw fields.fault(
              type, "Input should be 'enabled', 'adaptive', 'disabled' or 'between_tools'");
    };
  }

  private Optional<OutputFormat> format() {
    return fields
        .present(root, "output_config")
        .flatMap(config -> fields.present(fields.object(config), "format"))
        .or(() -> fields.present(root, "output_format"))
        .map(this::format);
  }

  private OutputFormat format(int node) {
    int type = fields.required(fields.object(node), "type");
    if (!tape.isString(type, "json_schema")) {
      throw fields.fault(type, "Input should be 'json_schema'");
    }
    int schema = fields.object(fields.required(node, "schema"));
    return new OutputFormat.JsonSchema(Optional.empty(), tape.tree(schema), Optional.empty());
  }

  private Optional<String> user() {
    Optional<Integer> metadata = fields.present(root, "metadata");
    if (metadata.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> user = fields.present(fields.object(metadata.get()), "user_id");
    if (user.isEmpty()) {
      return Optional.empty();
    }
    String text = fields.string(user.get());
    if (text.length() > LONGEST_USER) {
      throw fields.fault(user.get(), "String should have at most " + LONGEST_USER + " characters");
    }
    return Optional.of(text);
  }

  private Map<String, JsonNode> extras(Set<String> lost) {
    Map<String, JsonNode> extras = new LinkedHashMap<>();
    for (int member = tape.firstChild(root); member != Tape.NONE; member = tape.next(member)) {
      String name = tape.key(member);
      if (!READ.contains(name)) {
        extras.put(name, tape.tree(member));
      }
    }
    rest("output_config", List.of("effort", "format"), extras);
    rest("metadata", List.of("user_id"), extras);
    lost.forEach(name -> extras.put(name, Json.object()));
    return extras;
  }

  /** What a member holds besides what has a place in the conversation. */
  private void rest(String name, List<String> placed, Map<String, JsonNode> extras) {
    int node = tape.member(root, name);
    if (node != Tape.NONE && tape.kind(node) == Kind.OBJECT) {
      ObjectNode rest = ((ObjectNode) tape.tree(node)).remove(placed);
      if (!rest.isEmpty()) {
        extras.put(name, rest);
      }
    }
  }
}
