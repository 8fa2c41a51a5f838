package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Members;
import dev.cco.protocol.openai.SchemaRules;
import dev.cco.spi.Conversation;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Sampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a client's request completely, for a provider of another language. */
final class RequestReader {
  private static final int MOST_CHOICES = 128;
  private static final int MOST_BIASES = 1024;
  private static final int MOST_STOPS = 4;
  private static final int LONGEST_USER = 1024;
  private static final int LONGEST_FORMAT_NAME = 64;
  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  /** What has a place in the conversation, or only says how the answer travels. */
  private static final Set<String> PLACED =
      Set.of(
          "model",
          "messages",
          "tools",
          "tool_choice",
          "functions",
          "function_call",
          "parallel_tool_calls",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "presence_penalty",
          "frequency_penalty",
          "seed",
          "stop",
          "reasoning_effort",
          "response_format",
          "stream",
          "stream_options",
          "user",
          "safety_identifier",
          "n",
          "logprobs",
          "top_logprobs");

  private final Members request;

  RequestReader(JsonNode body) {
    this.request = Members.of(body, "");
  }

  Conversation read() {
    boolean stream = request.flag("stream").orElse(false);
    checkRest(stream);
    ToolReader tools = new ToolReader(request);
    MessageReader messages = new MessageReader(request);
    messages.read();
    return new Conversation(
        request.requiredText("model"),
        messages.system(),
        messages.turns(),
        tools.tools(),
        tools.choice(),
        maxTokens(),
        sampling(),
        stop(),
        reasoning(),
        format(),
        stream,
        user(),
        Protocol.CHAT,
        extras(messages.lost()));
  }

  private void checkRest(boolean stream) {
    if (request.has("stream_options") && !stream) {
      throw request.faultAt(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is true.");
    }
    if (request.integer("n", 1, MOST_CHOICES).orElse(1L) > 1) {
      throw request.faultAt(
          "n", "This model answers with one choice only; leave 'n' out or set it to 1.");
    }
    if (request.flag("logprobs").orElse(false)
        || request.integer("top_logprobs", 0, 20).orElse(0L) > 0) {
      throw request.faultAt("logprobs", "This model does not tell log probabilities.");
    }
    if (request.object("logit_bias").map(Members::node).map(JsonNode::size).orElse(0)
        > MOST_BIASES) {
      throw request.faultAt(
          "logit_bias", "Invalid 'logit_bias': more than %d entries.".formatted(MOST_BIASES));
    }
    request.object("metadata");
    for (JsonNode modality : request.array("modalities").orElseGet(Json::array)) {
      if (!modality.asText().equals("text")) {
        throw request.faultAt("modalities", "This model answers in text only.");
      }
    }
  }

  private Optional<Integer> maxTokens() {
    Optional<Long> old = request.integer("max_tokens", 1, Integer.MAX_VALUE);
    Optional<Long> current = request.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    if (old.isPresent() && current.isPresent() && !old.equals(current)) {
      throw request.faultAt(
          "max_tokens", "'max_tokens' and 'max_completion_tokens' differ; send only the latter.");
    }
    return current.or(() -> old).map(Math::toIntExact);
  }

  private Sampling sampling() {
    return new Sampling(
        request.number("temperature", 0, 2),
        request.number("top_p", 0, 1),
        Optional.empty(),
        request.number("presence_penalty", -2, 2),
        request.number("frequency_penalty", -2, 2),
        request.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private List<String> stop() {
    Optional<JsonNode> stop = request.find("stop");
    if (stop.isEmpty()) {
      return List.of();
    }
    if (stop.get().isTextual()) {
      return stop.get().textValue().isEmpty() ? List.of() : List.of(stop.get().textValue());
    }
    if (!stop.get().isArray()) {
      throw Members.wrongType(stop.get(), "/stop", "a string or an array of strings");
    }
    if (stop.get().size() > MOST_STOPS) {
      throw request.faultAt(
          "stop", "Invalid 'stop': expected at most %d strings.".formatted(MOST_STOPS));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : stop.get()) {
      texts.add(Members.text(text, "/stop/" + texts.size()));
    }
    return texts;
  }

  private Optional<Reasoning> reasoning() {
    Optional<String> effort = request.text("reasoning_effort");
    if (effort.isPresent() && !EFFORTS.contains(effort.get())) {
      throw request.faultAt(
          "reasoning_effort",
          "Invalid value for 'reasoning_effort'. Supported values are: 'none', 'minimal', 'low',"
              + " 'medium', 'high', 'xhigh', and 'max'.");
    }
    return effort.map(
        word ->
            new Reasoning(Optional.empty(), Optional.empty(), Optional.of(word), Optional.empty()));
  }

  private Optional<OutputFormat> format() {
    Optional<Members> given = request.object("response_format");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Members format = given.get();
    return switch (format.requiredText("type")) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of(new OutputFormat.JsonObject());
      case "json_schema" ->
          Optional.of(schema(Members.of(format.required("json_schema"), format.at("json_schema"))));
      default ->
          throw format.faultAt(
              "type",
              "Invalid value for 'response_format.type'. Supported values are: 'text',"
                  + " 'json_object', and 'json_schema'.");
    };
  }

  private static OutputFormat schema(Members given) {
    Optional<String> name = given.text("name", LONGEST_FORMAT_NAME);
    Optional<Boolean> strict = given.flag("strict");
    ObjectNode schema =
        given
            .object("schema")
            .map(found -> SchemaRules.checked(found.node(), found.pointer()))
            .orElseGet(() -> Json.object().put("type", "object"));
    given
        .text("description")
        .filter(text -> !schema.has("description"))
        .ifPresent(text -> schema.put("description", text));
    return new OutputFormat.JsonSchema(name, schema, strict);
  }

  private Optional<String> user() {
    Optional<String> user = request.text("user", LONGEST_USER);
    return request.text("safety_identifier", LONGEST_USER).or(() -> user);
  }

  private Map<String, JsonNode> extras(Set<String> lost) {
    Map<String, JsonNode> extras = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : request.node().properties()) {
      if (!PLACED.contains(member.getKey()) && !member.getValue().isNull()) {
        extras.put(member.getKey(), member.getValue());
      }
    }
    for (JsonNode tool : request.node().path("tools")) {
      JsonNode grammar = tool.at("/custom/format/grammar");
      if (grammar.isObject()) {
        extras.put("tools.custom.format", grammar);
      }
    }
    lost.forEach(name -> extras.put(name, Json.object()));
    return extras;
  }
}
