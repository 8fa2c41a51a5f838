package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Efforts;
import dev.cco.protocol.PromptSize;
import dev.cco.protocol.Translation;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.SchemaRules;
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
import java.util.Optional;
import java.util.Set;

/** Says a conversation of any origin in this protocol. */
final class RequestWriter {
  private static final int MOST_STOPS = 4;
  private static final int BYTES_PER_TOKEN = 4;
  private static final int SMALLEST_SHARE = 16;

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
    body.put("model", conversation.model());
    ArrayNode messages = new MessageWriter(conversation, model, style, dropped).write();
    body.set("messages", messages);
    prefill(messages);
    new ToolWriter(conversation, style, dropped).write(body);
    maxTokens();
    Optional<String> effort = effort();
    // Models that think take no sampling unless they are told not to think.
    sampling(model.traits().sampling() || effort.filter("none"::equals).isPresent());
    List<String> scanned = stop();
    conversation.reasoning().ifPresentOrElse(wish -> reasoning(wish, effort), this::unasked);
    conversation.format().ifPresent(this::format);
    new ExtraWriter(conversation, style, dropped).write(body);
    if (conversation.stream()) {
      body.put("stream", true);
      body.putObject("stream_options").put("include_usage", true);
    }
    return new Translation(Json.bytes(body), List.copyOf(dropped), scanned);
  }

  /** Only Messages has an answer that the client begins; elsewhere it is a turn like any other. */
  private void prefill(ArrayNode messages) {
    List<Turn> turns = conversation.turns();
    if (!isFrom(Protocol.MESSAGES)
        || turns.isEmpty()
        || turns.getLast().role() != Turn.Role.ASSISTANT) {
      return;
    }
    boolean marked = style.has(Feature.PREFIX);
    boolean asked = style.has(Feature.CONTINUE_FINAL_MESSAGE);
    if (!model.traits().prefill() || !(style.has(Feature.PREFILL) || marked || asked)) {
      throw new CallerFault(
          400,
          "This model does not support assistant message prefill. The conversation must end with a"
              + " user message.",
          "/messages");
    }
    if (marked && messages.path(messages.size() - 1) instanceof ObjectNode last) {
      last.put("prefix", true);
    }
    if (asked) {
      body.put("add_generation_prompt", false).put("continue_final_message", true);
    }
  }

  private boolean isFrom(Protocol protocol) {
    return conversation.origin() == protocol;
  }

  /** The answer to a request for no tokens is made without a provider; one is the least here. */
  private void maxTokens() {
    conversation
        .maxTokens()
        .map(wanted -> Math.min(wanted, model.maxOutput().orElseGet(this::room)))
        .ifPresent(wanted -> body.put(style.maxTokensField(), Math.max(1, wanted)));
  }

  /**
   * What the context leaves for the answer, where no more is known of a server: most count what is
   * allowed against it. A guess, so that much is left even behind a prompt that seems to fill it.
   */
  private int room() {
    if (model.contextWindow().isEmpty()) {
      return Integer.MAX_VALUE;
    }
    int window = model.contextWindow().get();
    long left = window - PromptSize.of(conversation).tokens(BYTES_PER_TOKEN);
    return (int) Math.max(left, window / SMALLEST_SHARE);
  }

  private void sampling(boolean allowed) {
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

  /** The first ones are told; whoever reads the answer looks for the others. */
  private List<String> stop() {
    List<String> stop = conversation.stop();
    int told = model.traits().stop() ? Math.min(MOST_STOPS, stop.size()) : 0;
    if (told > 0) {
      stop.subList(0, told).forEach(body.withArrayProperty("stop")::add);
    }
    return stop.subList(told, stop.size());
  }

  private void reasoning(Reasoning reasoning, Optional<String> effort) {
    Optional<Reasoning.Mode> mode = reasoning.mode();
    boolean off = mode.filter(Reasoning.Mode.DISABLED::equals).isPresent();
    if (mode.isPresent() && style.has(Feature.THINKING_SWITCH)) {
      think(!off);
      reasoning.budgetTokens().ifPresent(tokens -> dropped.add("thinking.budget_tokens"));
      reasoning.effort().filter(word -> !off).ifPresent(word -> dropped.add(effortName()));
      return;
    }
    if (effort.isPresent()) {
      body.put("reasoning_effort", effort.get());
      return;
    }
    // A model that always thinks is told by its efforts.
    if (!off || !model.traits().efforts().isEmpty()) {
      mode.ifPresent(wish -> dropped.add("thinking"));
      reasoning.effort().ifPresent(word -> dropped.add(effortName()));
    }
  }

  private String effortName() {
    return switch (conversation.origin()) {
      case MESSAGES -> "output_config.effort";
      case CHAT -> "reasoning_effort";
      case RESPONSES -> "reasoning.effort";
    };
  }

  /** Messages has no thinking for clients that do not ask; servers think unless told not to. */
  private void unasked() {
    if (isFrom(Protocol.MESSAGES) && style.has(Feature.THINKING_SWITCH)) {
      think(false);
    }
  }

  private void think(boolean on) {
    body.putObject("chat_template_kwargs").put("enable_thinking", on);
  }

  private Optional<String> effort() {
    boolean known = style.has(Feature.REASONING_EFFORT) && !model.traits().thinking().isEmpty();
    return known
        ? conversation.reasoning().flatMap(wish -> Efforts.of(wish, model.traits()))
        : Optional.empty();
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
}
