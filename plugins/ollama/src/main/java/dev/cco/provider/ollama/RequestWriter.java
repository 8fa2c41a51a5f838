package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnthropicOnly;
import dev.cco.protocol.Efforts;
import dev.cco.protocol.Translation;
import dev.cco.protocol.TypedTools;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Sampling;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says a conversation in the words of {@code /api/chat}. */
final class RequestWriter {
  /**
   * The only family of models that knows degrees of thinking; for others the server wants a flag.
   */
  private static final String WITH_DEGREES = "gpt-oss";

  private final Conversation conversation;
  private final Model model;
  private final RequestOptions configured;
  private final ObjectNode body = Json.object();
  private final ObjectNode options = Json.object();
  private final Set<String> dropped = new LinkedHashSet<>();

  RequestWriter(Conversation conversation, Model model, RequestOptions configured) {
    this.conversation = conversation;
    this.model = model;
    this.configured = configured;
  }

  Translation write() {
    body.put("model", conversation.model());
    body.set("messages", new MessageWriter(conversation, dropped).write());
    tools();
    conversation.reasoning().ifPresentOrElse(this::reasoning, this::unasked);
    conversation.format().ifPresent(this::format);
    limits();
    sampling(conversation.sampling());
    conversation.extras().keySet().forEach(this::extra);
    // The server streams unless told otherwise.
    body.put("stream", conversation.stream());
    configured.keepAlive().ifPresent(value -> body.put("keep_alive", value));
    if (!options.isEmpty()) {
      body.set("options", options);
    }
    return new Translation(Json.bytes(body), List.copyOf(dropped));
  }

  private void tools() {
    boolean forbidden =
        conversation
            .toolChoice()
            .filter(choice -> choice.mode() == ToolChoice.Mode.NONE)
            .isPresent();
    ArrayNode tools = Json.array();
    for (Tool tool : TypedTools.told(conversation.tools())) {
      switch (tool) {
        case Tool.Function function -> tools.add(function(function));
        case Tool.Opaque unknown -> throw AnthropicOnly.refused(unknown, tools.size());
      }
    }
    if (!tools.isEmpty() && !forbidden) {
      body.set("tools", tools);
      conversation.toolChoice().ifPresent(this::toolChoice);
    }
  }

  private ObjectNode function(Tool.Function tool) {
    if (tool.strict().orElse(false)) {
      dropped.add("tools.strict");
    }
    ObjectNode function = Json.object().put("name", tool.name());
    tool.description().ifPresent(text -> function.put("description", text));
    ObjectNode parameters = tool.inputSchema().deepCopy();
    parameters.remove("$schema");
    if (!parameters.has("type")) {
      parameters.put("type", "object");
    }
    if (!parameters.has("properties")) {
      parameters.putObject("properties");
    }
    function.set("parameters", parameters);
    ObjectNode tree = Json.object().put("type", "function");
    tree.set("function", function);
    return tree;
  }

  /** The server knows no choice: the model is always free. */
  private void toolChoice(ToolChoice choice) {
    if (choice.mode() == ToolChoice.Mode.ANY || choice.mode() == ToolChoice.Mode.NAMED) {
      dropped.add("tool_choice");
    }
    if (choice.parallel().filter(parallel -> !parallel).isPresent()) {
      dropped.add(
          isFrom(Protocol.MESSAGES)
              ? "tool_choice.disable_parallel_tool_use"
              : "parallel_tool_calls");
    }
  }

  /**
   * A model that cannot think answers 400 to the wish, and one that can thinks unless told not to:
   * so nothing is said of a model nobody described.
   */
  private void reasoning(Reasoning reasoning) {
    Optional<String> effort = reasoning.effort();
    if (reasoning.mode().filter(Reasoning.Mode.DISABLED::equals).isPresent()
        || (reasoning.mode().isEmpty() && effort.filter("none"::equals).isPresent())) {
      body.put("think", false);
      return;
    }
    if (!thinks()) {
      reasoning.mode().ifPresent(wish -> dropped.add("thinking"));
      effort.ifPresent(word -> dropped.add(effortName()));
    } else if (conversation.model().contains(WITH_DEGREES)) {
      body.put("think", degree(Efforts.word(reasoning).orElse("medium")));
    } else {
      body.put("think", true);
      reasoning.budgetTokens().ifPresent(tokens -> dropped.add("thinking.budget_tokens"));
      effort.ifPresent(word -> dropped.add(effortName()));
    }
  }

  private String effortName() {
    return switch (conversation.origin()) {
      case MESSAGES -> "output_config.effort";
      case CHAT -> "reasoning_effort";
      case RESPONSES -> "reasoning.effort";
    };
  }

  private static String degree(String effort) {
    return switch (effort) {
      case "none", "minimal", "low" -> "low";
      case "high", "xhigh", "max" -> "high";
      default -> "medium";
    };
  }

  /** Messages has no thinking for clients that do not ask for it. */
  private void unasked() {
    if (isFrom(Protocol.MESSAGES) && thinks()) {
      body.put("think", false);
    }
  }

  private boolean thinks() {
    return !model.traits().equals(Model.Traits.UNDESCRIBED) && !model.traits().thinking().isEmpty();
  }

  private void format(OutputFormat format) {
    switch (format) {
      case OutputFormat.JsonObject any -> body.put("format", "json");
      case OutputFormat.JsonSchema schema -> body.set("format", schema.schema());
    }
  }

  private void limits() {
    conversation
        .maxTokens()
        .map(wanted -> Math.min(wanted, model.maxOutput().orElse(Integer.MAX_VALUE)))
        .ifPresent(wanted -> options.put("num_predict", Math.max(1, wanted)));
    conversation.stop().forEach(options.withArrayProperty("stop")::add);
    if (conversation.stop().isEmpty()) {
      options.remove("stop");
    }
    configured
        .contextTokens()
        .or(() -> ContextSize.of(conversation, model))
        .ifPresent(tokens -> options.put("num_ctx", tokens));
    // Else the server cuts what does not fit and tells nobody: the prompt, or its beginning later.
    body.put("truncate", false).put("shift", false);
  }

  private void extra(String name) {
    boolean reported =
        switch (conversation.origin()) {
          case MESSAGES -> AnthropicOnly.isReported(name);
          case CHAT, RESPONSES -> !name.equals("metadata");
        };
    if (reported) {
      dropped.add(name);
    }
  }

  private void sampling(Sampling sampling) {
    option("temperature", sampling.temperature());
    option("top_p", sampling.topP());
    option("top_k", sampling.topK().map(BigDecimal::valueOf));
    option("presence_penalty", sampling.presencePenalty());
    option("frequency_penalty", sampling.frequencyPenalty());
    option("seed", sampling.seed().map(BigDecimal::valueOf));
  }

  private void option(String name, Optional<BigDecimal> value) {
    value.ifPresent(number -> options.put(name, number));
  }

  private boolean isFrom(Protocol protocol) {
    return conversation.origin() == protocol;
  }
}
