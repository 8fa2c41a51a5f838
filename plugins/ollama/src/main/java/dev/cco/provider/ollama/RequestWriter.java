package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Translation;
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
  /** What clients send with every request and what says nothing to a local server. */
  private static final Set<String> SILENT =
      Set.of("metadata", "cache_control", "context_management", "safeguards", "diagnostics");

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
    conversation.reasoning().ifPresent(this::reasoning);
    conversation.format().ifPresent(this::format);
    limits();
    sampling(conversation.sampling());
    conversation.extras().keySet().stream()
        .filter(name -> !SILENT.contains(name))
        .forEach(dropped::add);
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
    for (Tool tool : conversation.tools()) {
      switch (tool) {
        case Tool.Function function -> tools.add(function(function));
        case Tool.Opaque unknown -> dropped.add("tools");
      }
    }
    if (!tools.isEmpty() && !forbidden) {
      body.set("tools", tools);
      conversation.toolChoice().ifPresent(this::toolChoice);
    }
  }

  private static ObjectNode function(Tool.Function tool) {
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
    if (reasoning.mode().filter(Reasoning.Mode.DISABLED::equals).isPresent()) {
      body.put("think", false);
      return;
    }
    boolean thinks =
        !model.traits().equals(Model.Traits.UNDESCRIBED) && !model.traits().thinking().isEmpty();
    Optional<String> effort = reasoning.effort();
    if (thinks && effort.isPresent()) {
      think(effort.get());
    } else if (thinks) {
      body.put("think", true);
    } else if (effort.isPresent()) {
      dropped.add(
          switch (conversation.origin()) {
            case MESSAGES -> "output_config.effort";
            case CHAT -> "reasoning_effort";
            case RESPONSES -> "reasoning.effort";
          });
    }
  }

  private void think(String effort) {
    switch (effort) {
      case "none" -> body.put("think", false);
      case "minimal", "low" -> body.put("think", "low");
      case "xhigh", "max" -> body.put("think", "max");
      default -> body.put("think", effort);
    }
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
    // Without either, a prompt longer than the small default is cut and nobody is told.
    configured
        .contextTokens()
        .ifPresentOrElse(
            tokens -> options.put("num_ctx", tokens), () -> body.put("truncate", false));
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
