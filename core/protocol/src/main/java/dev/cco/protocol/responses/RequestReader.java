package dev.cco.protocol.responses;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a client's request completely, for a provider of another language. */
final class RequestReader {
  private static final int LEAST_TOKENS = 16;
  private static final int MOST_PAIRS = 16;
  private static final int LONGEST_USER = 1024;
  private static final int LONGEST_FORMAT_NAME = 64;
  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
  private static final Set<String> SUMMARIES = Set.of("auto", "concise", "detailed");
  private static final Set<String> VERBOSITIES = Set.of("low", "medium", "high");

  /** What lives at the vendor, where no other provider can look it up. */
  private static final List<String> KEPT_BY_VENDOR =
      List.of("previous_response_id", "conversation", "prompt");

  /** What has a place in the conversation, is repeated in the answer, or says how it travels. */
  private static final Set<String> PLACED =
      Set.of(
          "model",
          "input",
          "instructions",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "max_tool_calls",
          "max_output_tokens",
          "temperature",
          "top_p",
          "top_logprobs",
          "reasoning",
          "text",
          "include",
          "stream",
          "stream_options",
          "metadata",
          "user",
          "safety_identifier",
          "store",
          "truncation",
          "background",
          "previous_response_id",
          "conversation",
          "prompt");

  private final Members request;
  private final ReasoningSeal seal;
  private final Map<String, JsonNode> extras = new LinkedHashMap<>();

  RequestReader(JsonNode body, ReasoningSeal seal) {
    this.request = Members.of(body, "");
    this.seal = seal;
  }

  Conversation read() {
    boolean stream = request.flag("stream").orElse(false);
    refuse();
    check(stream);
    ToolReader tools = new ToolReader(request);
    ItemReader items = new ItemReader(request, seal);
    items.read();
    Optional<Reasoning> reasoning = request.object("reasoning").flatMap(this::reasoning);
    Optional<OutputFormat> format = request.object("text").flatMap(this::text);
    extras(tools);
    items.lost().forEach(name -> extras.put(name, Json.object()));
    return new Conversation(
        request.requiredText("model"),
        items.system(),
        items.turns(),
        tools.tools(),
        tools.choice(),
        request.integer("max_output_tokens", LEAST_TOKENS, Integer.MAX_VALUE).map(Math::toIntExact),
        sampling(),
        List.of(),
        reasoning,
        format,
        stream,
        user(),
        Protocol.RESPONSES,
        extras);
  }

  private void refuse() {
    for (String name : KEPT_BY_VENDOR) {
      if (request.has(name)) {
        throw request.faultAt(
            name,
            ("'%s' is not supported for this model: its provider keeps no responses. Send the whole"
                    + " conversation in 'input'.")
                .formatted(name));
      }
    }
    if (request.flag("background").orElse(false)) {
      throw request.faultAt(
          "background",
          "'background' is not supported for this model; leave it out or set it to false.");
    }
    if (request.integer("top_logprobs", 0, 20).orElse(0L) > 0) {
      throw request.faultAt("top_logprobs", "This model does not tell log probabilities.");
    }
  }

  private void check(boolean stream) {
    if (request.has("stream_options") && !stream) {
      throw request.faultAt(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is true.");
    }
    request.object("stream_options");
    request.flag("store");
    request.integer("max_tool_calls", 1, Integer.MAX_VALUE);
    oneOf(request, "truncation", Set.of("auto", "disabled"));
    int index = 0;
    for (JsonNode wish : request.array("include").orElseGet(Json::array)) {
      String pointer = request.at("include") + "/" + index++;
      if (Members.text(wish, pointer).equals("message.output_text.logprobs")) {
        throw Members.fault(pointer, "This model does not tell log probabilities.");
      }
    }
    request.object("metadata").ifPresent(RequestReader::metadata);
  }

  private static void metadata(Members metadata) {
    if (metadata.node().size() > MOST_PAIRS) {
      throw Members.fault(
          metadata.pointer(),
          "Invalid 'metadata': expected at most %d pairs.".formatted(MOST_PAIRS));
    }
    metadata.node().fieldNames().forEachRemaining(metadata::requiredText);
  }

  private Sampling sampling() {
    return new Sampling(
        request.number("temperature", 0, 2),
        request.number("top_p", 0, 1),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Optional<Reasoning> reasoning(Members given) {
    Optional<String> effort = oneOf(given, "effort", EFFORTS);
    Optional<String> summary =
        oneOf(given, "summary", SUMMARIES)
            .or(() -> oneOf(given, "generate_summary", SUMMARIES)) // its old name
            .map(any -> "summarized");
    if (effort.isEmpty() && summary.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Reasoning(Optional.empty(), Optional.empty(), effort, summary));
  }

  private static Optional<String> oneOf(Members given, String name, Set<String> words) {
    Optional<String> word = given.text(name);
    if (word.isPresent() && !words.contains(word.get())) {
      throw given.faultAt(
          name,
          "Invalid value for '%s'. Supported values are: %s."
              .formatted(
                  name,
                  String.join(", ", words.stream().sorted().map("'%s'"::formatted).toList())));
    }
    return word;
  }

  private Optional<OutputFormat> text(Members text) {
    oneOf(text, "verbosity", VERBOSITIES)
        .ifPresent(word -> extras.put("text.verbosity", Json.string(word)));
    return text.object("format").flatMap(RequestReader::format);
  }

  private static Optional<OutputFormat> format(Members format) {
    return switch (format.requiredText("type")) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of(new OutputFormat.JsonObject());
      case "json_schema" -> Optional.of(schema(format));
      default ->
          throw format.faultAt(
              "type",
              "Invalid value for 'text.format.type'. Supported values are: 'text', 'json_object',"
                  + " and 'json_schema'.");
    };
  }

  private static OutputFormat schema(Members format) {
    format.requiredText("name");
    Optional<String> name = format.text("name", LONGEST_FORMAT_NAME);
    Members given = Members.of(format.required("schema"), format.at("schema"));
    ObjectNode schema = SchemaRules.checked(given.node(), given.pointer());
    format
        .text("description")
        .filter(text -> !schema.has("description"))
        .ifPresent(text -> schema.put("description", text));
    return new OutputFormat.JsonSchema(name, schema, format.flag("strict"));
  }

  private Optional<String> user() {
    Optional<String> user = request.text("user", LONGEST_USER);
    return request.text("safety_identifier", LONGEST_USER).or(() -> user);
  }

  private void extras(ToolReader tools) {
    tools.grammar().ifPresent(grammar -> extras.put("tools.format", grammar));
    // Nothing is kept here: only the wish to have it kept is one that is not granted.
    request.flag("store").filter(keep -> keep).ifPresent(keep -> put("store"));
    request.text("truncation").filter("auto"::equals).ifPresent(auto -> put("truncation"));
    for (Map.Entry<String, JsonNode> member : request.node().properties()) {
      if (!PLACED.contains(member.getKey()) && !member.getValue().isNull()) {
        put(member.getKey());
      }
    }
  }

  private void put(String name) {
    extras.put(name, request.required(name));
  }
}
