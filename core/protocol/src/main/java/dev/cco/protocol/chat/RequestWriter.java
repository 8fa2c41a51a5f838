package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Translation;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Turn;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says a conversation of any origin in this protocol. */
final class RequestWriter {
  private static final int MOST_STOPS = 4;
  private static final int LONGEST_USER = 128;

  /** What Claude Code sends with every request and what says nothing to another vendor. */
  private static final Set<String> SILENT =
      Set.of("context_management", "safeguards", "diagnostics", "cache_control");

  /** What would change the answer if it were left out. */
  private static final Set<String> REFUSED = Set.of("mcp_servers", "container", "thread");

  /** What the vendor's two protocols have in common. */
  private static final Set<String> SHARED_WITH_RESPONSES =
      Set.of("metadata", "store", "prompt_cache_key", "prompt_cache_retention", "service_tier");

  private final Conversation conversation;
  private final Model model;
  private final ChatStyle style;
  private final ObjectNode body = Json.object();
  private final Set<String> dropped = new LinkedHashSet<>();

  RequestWriter(Conversation conversation, Model model, ChatStyle style) {
    this.conversation = conversation;
    this.model = model;
    this.style = style;
  }

  Translation write() {
    checkPrefill();
    body.put("model", conversation.model());
    body.set("messages", new MessageWriter(conversation, style, dropped).write());
    new ToolWriter(conversation, style, dropped).write(body);
    maxTokens();
    sampling();
    stop();
    conversation.reasoning().ifPresent(this::reasoning);
    conversation.format().ifPresent(this::format);
    conversation.user().ifPresent(this::user);
    extras();
    if (conversation.stream()) {
      body.put("stream", true);
      body.putObject("stream_options").put("include_usage", true);
    }
    return new Translation(Json.bytes(body), List.copyOf(dropped));
  }

  private void checkPrefill() {
    List<Turn> turns = conversation.turns();
    if (!model.traits().prefill()
        && !turns.isEmpty()
        && turns.getLast().role() == Turn.Role.ASSISTANT) {
      throw new CallerFault(
          400,
          "This model does not support assistant message prefill. The conversation must end with a"
              + " user message.",
          "/messages");
    }
  }

  private boolean isFrom(Protocol protocol) {
    return conversation.origin() == protocol;
  }

  /** The answer to a request for no tokens is made without a provider; one is the least here. */
  private void maxTokens() {
    conversation
        .maxTokens()
        .map(wanted -> Math.min(wanted, model.maxOutput().orElse(Integer.MAX_VALUE)))
        .ifPresent(wanted -> body.put(style.maxTokensField(), Math.max(1, wanted)));
  }

  private void sampling() {
    boolean allowed = model.traits().sampling();
    number("temperature", conversation.sampling().temperature(), allowed);
    number("top_p", conversation.sampling().topP(), allowed);
    number("presence_penalty", conversation.sampling().presencePenalty(), allowed);
    number("frequency_penalty", conversation.sampling().frequencyPenalty(), allowed);
    number(
        "top_k",
        conversation.sampling().topK().map(BigDecimal::valueOf),
        allowed && style.has(Feature.TOP_K));
    number("seed", conversation.sampling().seed().map(BigDecimal::valueOf), true);
  }

  private void number(String name, Optional<BigDecimal> value, boolean allowed) {
    if (value.isEmpty()) {
      return;
    }
    if (allowed) {
      body.put(name, value.get());
    } else {
      dropped.add(name);
    }
  }

  private void stop() {
    List<String> stop = conversation.stop();
    if (stop.isEmpty()) {
      return;
    }
    boolean allowed = model.traits().sampling() || style.has(Feature.STOP_WITH_REASONING);
    if (allowed) {
      stop.stream().limit(MOST_STOPS).forEach(body.withArrayProperty("stop")::add);
    }
    if (!allowed || stop.size() > MOST_STOPS) {
      dropped.add(isFrom(Protocol.MESSAGES) ? "stop_sequences" : "stop");
    }
  }

  private void reasoning(Reasoning reasoning) {
    Optional<String> effort = effort(reasoning);
    boolean thinks = !model.traits().thinking().isEmpty();
    if (effort.isPresent() && thinks && style.has(Feature.REASONING_EFFORT)) {
      body.put("reasoning_effort", effort.get());
      return;
    }
    boolean off = reasoning.mode().filter(Reasoning.Mode.DISABLED::equals).isPresent();
    if (!off) {
      dropped.add(
          switch (conversation.origin()) {
            case MESSAGES -> reasoning.mode().isPresent() ? "thinking" : "output_config.effort";
            case CHAT -> "reasoning_effort";
            case RESPONSES -> "reasoning";
          });
    }
  }

  private Optional<String> effort(Reasoning reasoning) {
    Optional<Reasoning.Mode> mode = reasoning.mode();
    if (mode.isEmpty()) {
      return reasoning.effort();
    }
    return switch (mode.get()) {
      // Many models refuse the word; it is sent only where the model is known to take it.
      case DISABLED ->
          model.traits().equals(Model.Traits.UNDESCRIBED)
                  || !model.traits().thinking().contains(Reasoning.Mode.DISABLED)
              ? Optional.empty()
              : Optional.of("none");
      case ADAPTIVE, BETWEEN_TOOLS -> reasoning.effort().or(() -> Optional.of("medium"));
      case BUDGET -> reasoning.effort().or(() -> reasoning.budgetTokens().map(RequestWriter::word));
    };
  }

  private static String word(int budget) {
    if (budget >= 10_000) {
      return "high";
    }
    if (budget >= 5_000) {
      return "medium";
    }
    return budget >= 2_000 ? "low" : "minimal";
  }

  private void format(OutputFormat format) {
    switch (format) {
      case OutputFormat.JsonObject any ->
          body.putObject("response_format").put("type", "json_object");
      case OutputFormat.JsonSchema schema -> schema(schema);
    }
  }

  private void schema(OutputFormat.JsonSchema format) {
    if (!style.has(Feature.JSON_SCHEMA) || !model.traits().structuredOutput()) {
      dropped.add(isFrom(Protocol.MESSAGES) ? "output_config.format" : "response_format");
      return;
    }
    ObjectNode given = body.putObject("response_format").put("type", "json_schema");
    ObjectNode inner = given.putObject("json_schema").put("name", format.name().orElse("output"));
    inner.set("schema", format.schema());
    if (isFrom(Protocol.CHAT)) {
      format.strict().ifPresent(strict -> inner.put("strict", strict));
    } else if (format.strict().orElse(true) && SchemaRules.isStrict(format.schema())) {
      inner.put("strict", true);
    }
  }

  private void user(String user) {
    String hash = Fingerprint.of(user, 16);
    body.put("user", user.length() <= LONGEST_USER ? user : hash);
    if (style.has(Feature.PROMPT_CACHE_KEY)
        && !conversation.extras().containsKey("prompt_cache_key")) {
      body.put("prompt_cache_key", hash);
    }
  }

  private void extras() {
    for (Map.Entry<String, JsonNode> extra : conversation.extras().entrySet()) {
      switch (conversation.origin()) {
        case CHAT -> body.set(extra.getKey(), extra.getValue());
        case MESSAGES -> extraOfMessages(extra.getKey(), extra.getValue());
        case RESPONSES -> {
          if (SHARED_WITH_RESPONSES.contains(extra.getKey())) {
            body.set(extra.getKey(), extra.getValue());
          } else {
            dropped.add(extra.getKey());
          }
        }
      }
    }
  }

  private void extraOfMessages(String name, JsonNode value) {
    if (REFUSED.contains(name)) {
      throw new CallerFault(
          400, name + ": not supported by the provider of this model", "/" + name);
    }
    if (name.equals("service_tier") && style.has(Feature.SERVICE_TIER)) {
      body.put(name, value.asText().equals("standard_only") ? "default" : "auto");
    } else if (!SILENT.contains(name)) {
      dropped.add(name);
    }
  }
}
