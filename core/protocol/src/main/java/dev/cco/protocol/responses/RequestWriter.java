package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnthropicOnly;
import dev.cco.protocol.Efforts;
import dev.cco.protocol.Translation;
import dev.cco.protocol.chat.ToolNames;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Fingerprint;
import dev.cco.protocol.openai.SchemaRules;
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

/** Says a conversation of any origin in this protocol, to a provider that keeps nothing of it. */
final class RequestWriter {
  private static final int LEAST_TOKENS = 16;
  private static final int LONGEST_USER = 64;

  /** What the vendor's two protocols have in common. */
  private static final Set<String> SHARED_WITH_CHAT =
      Set.of("metadata", "prompt_cache_key", "prompt_cache_retention", "service_tier");

  private final Conversation conversation;
  private final Model model;
  private final ObjectNode body = Json.object();
  private final Set<String> dropped = new LinkedHashSet<>();

  RequestWriter(Conversation conversation, Model model) {
    this.conversation = conversation;
    this.model = model;
  }

  Translation write() {
    body.put("model", conversation.model());
    ItemWriter items = new ItemWriter(dropped);
    Optional<String> instructions = items.instructions(conversation.system());
    instructions.ifPresent(text -> body.put("instructions", text));
    body.set("input", items.write(conversation.turns()));
    tools();
    conversation.maxTokens().ifPresent(this::maxTokens);
    sampling(conversation.sampling());
    conversation.reasoning().ifPresent(this::reasoning);
    conversation.format().ifPresent(this::format);
    conversation.user().ifPresent(this::user);
    if (!conversation.stop().isEmpty()) {
      dropped.add(isFrom(Protocol.MESSAGES) ? "stop_sequences" : "stop");
    }
    extras();
    body.put("store", false);
    if (conversation.stream()) {
      body.put("stream", true);
    }
    return new Translation(Json.bytes(body), List.copyOf(dropped));
  }

  private boolean isFrom(Protocol protocol) {
    return conversation.origin() == protocol;
  }

  private void maxTokens(int wanted) {
    int most = Math.min(wanted, model.maxOutput().orElse(Integer.MAX_VALUE));
    body.put("max_output_tokens", Math.max(LEAST_TOKENS, most));
  }

  private void sampling(Sampling sampling) {
    number("temperature", sampling.temperature(), model.traits().sampling());
    number("top_p", sampling.topP(), model.traits().sampling());
    number("top_k", sampling.topK().map(BigDecimal::valueOf), false);
    number("presence_penalty", sampling.presencePenalty(), false);
    number("frequency_penalty", sampling.frequencyPenalty(), false);
    number("seed", sampling.seed().map(BigDecimal::valueOf), false);
  }

  private void number(String name, Optional<BigDecimal> value, boolean allowed) {
    if (value.isPresent() && allowed) {
      body.put(name, value.get());
    } else if (value.isPresent()) {
      dropped.add(name);
    }
  }

  private void tools() {
    ArrayNode tools = Json.array();
    int index = 0;
    for (Tool tool : conversation.tools()) {
      switch (tool) {
        case Tool.Function function -> tools.add(function(function));
        case Tool.Opaque opaque -> throw AnthropicOnly.refused(opaque, index);
      }
      index++;
    }
    if (!tools.isEmpty()) {
      body.set("tools", tools);
      conversation.toolChoice().ifPresent(this::choice);
    }
  }

  private static ObjectNode function(Tool.Function tool) {
    ObjectNode function =
        Json.object().put("type", "function").put("name", ToolNames.toProvider(tool.name()));
    tool.description().ifPresent(text -> function.put("description", text));
    ObjectNode parameters = SchemaRules.parameters(tool.inputSchema());
    function.set("parameters", parameters);
    // The vendor takes its absence for true here.
    return function.put("strict", tool.strict().orElse(false) && SchemaRules.isStrict(parameters));
  }

  private void choice(ToolChoice choice) {
    switch (choice.mode()) {
      case AUTO -> body.put("tool_choice", "auto");
      case ANY -> body.put("tool_choice", "required");
      case NONE -> body.put("tool_choice", "none");
      case NAMED ->
          body.putObject("tool_choice")
              .put("type", "function")
              .put("name", ToolNames.toProvider(choice.name().orElseThrow()));
    }
    choice.parallel().ifPresent(parallel -> body.put("parallel_tool_calls", parallel));
  }

  private void reasoning(Reasoning reasoning) {
    Optional<String> effort = Efforts.of(reasoning, model.traits());
    if (effort.isPresent() && !model.traits().thinking().isEmpty()) {
      body.putObject("reasoning").put("effort", effort.get()).put("summary", "auto");
      return;
    }
    if (!reasoning.mode().equals(Optional.of(Reasoning.Mode.DISABLED))) {
      dropped.add(isFrom(Protocol.MESSAGES) ? "thinking" : "reasoning_effort");
    }
  }

  private void format(OutputFormat format) {
    ObjectNode written = body.putObject("text").putObject("format");
    switch (format) {
      case OutputFormat.JsonObject any -> written.put("type", "json_object");
      case OutputFormat.JsonSchema schema -> {
        written.put("type", "json_schema").put("name", schema.name().orElse("output"));
        written.set("schema", schema.schema());
        written.put(
            "strict", schema.strict().orElse(true) && SchemaRules.isStrict(schema.schema()));
      }
    }
  }

  private void user(String user) {
    boolean fits = user.length() <= LONGEST_USER;
    body.put("safety_identifier", fits ? user : Fingerprint.of(user, 16));
  }

  private void extras() {
    conversation
        .extras()
        .forEach(
            (name, value) -> {
              if (name.contains(".")) {
                dropped.add(name);
                return;
              }
              switch (conversation.origin()) {
                case RESPONSES -> body.set(name, value);
                case MESSAGES -> extraOfMessages(name);
                case CHAT -> extraOfChat(name, value);
              }
            });
  }

  private void extraOfMessages(String name) {
    if (AnthropicOnly.isReported(name)) {
      dropped.add(name);
    }
  }

  private void extraOfChat(String name, JsonNode value) {
    if (SHARED_WITH_CHAT.contains(name)) {
      body.set(name, value);
    } else if (name.equals("verbosity")) {
      body.withObject("/text").set(name, value);
    } else {
      dropped.add(name);
    }
  }
}
