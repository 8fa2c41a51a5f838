package dev.cco.protocol.translation;

import static dev.cco.protocol.translation.MessagesShape.isText;
import static dev.cco.protocol.translation.MessagesShape.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is left of a Messages request after it was said in Chat Completions and back, by the tables
 * of the mapping. Works on the JSON alone and knows nothing of the code that translates.
 */
final class KeptOfMessages {
  private static final String BILLING = "x-anthropic-billing-header:";
  private static final int LONGEST_USER = 128;
  private static final int MOST_STOPS = 4;

  private final ObjectNode before;
  private final ObjectNode after = Json.object();

  private KeptOfMessages(ObjectNode request) {
    this.before = MessagesShape.of(withoutBilling(request));
  }

  /** The shape of what is left. */
  static ObjectNode of(ObjectNode request) {
    return MessagesShape.of(new KeptOfMessages(request).after());
  }

  private static ObjectNode withoutBilling(ObjectNode request) {
    ObjectNode copy = request.deepCopy();
    if (copy.path("system") instanceof ArrayNode system) {
      system.removeIf(block -> block.path("text").asText().startsWith(BILLING));
    }
    return copy;
  }

  private ObjectNode after() {
    after.set("model", before.get("model"));
    after.put("max_tokens", Math.max(1, before.path("max_tokens").asInt()));
    turns();
    tools();
    boolean thinking = reasoning();
    if (!thinking) {
      sampling();
    }
    stops();
    format();
    user();
    if (before.has("service_tier")) {
      after.set("service_tier", before.get("service_tier"));
    }
    if (before.path("stream").asBoolean()) {
      after.put("stream", true);
    }
    return after;
  }

  private void turns() {
    List<String> system = new ArrayList<>();
    system.add(before.path("system").asText());
    ArrayNode turns = Json.array();
    List<String> calls = new ArrayList<>();
    List<ObjectNode> held = new ArrayList<>();
    for (JsonNode turn : before.path("messages")) {
      List<ObjectNode> blocks = new ArrayList<>();
      turn.path("content").forEach(block -> blocks.add((ObjectNode) block));
      switch (turn.path("role").asText()) {
        case "system" -> {
          if (turns.isEmpty()) {
            system.add(blocks.getFirst().path("text").asText());
          } else if (calls.isEmpty()) {
            MessagesShape.turn(turns, "system", blocks);
          } else {
            held.addAll(blocks);
          }
        }
        case "assistant" -> assistant(turns, blocks, calls);
        default -> {
          MessagesShape.turn(turns, "user", user(blocks, calls));
          calls.clear();
          if (!held.isEmpty()) {
            MessagesShape.turn(turns, "system", held);
            held.clear();
          }
        }
      }
    }
    system.removeIf(String::isEmpty);
    after.put("system", String.join("\n\n", system));
    after.set("messages", turns);
  }

  /** One text, then the calls; of thoughts that the other vendor cannot sign nothing is left. */
  private static void assistant(ArrayNode turns, List<ObjectNode> blocks, List<String> calls) {
    StringBuilder said = new StringBuilder();
    List<ObjectNode> left = new ArrayList<>();
    for (ObjectNode block : blocks) {
      if (isText(block)) {
        said.append(block.path("text").asText());
      } else if (block.path("type").asText().equals("tool_use")) {
        left.add(block);
        calls.add(block.path("id").asText());
      }
    }
    if (!said.isEmpty()) {
      left.addFirst(text(said.toString()));
    }
    if (!left.isEmpty()) {
      MessagesShape.turn(turns, "assistant", left);
    }
  }

  /** Results in the order of the calls, what they show beside text, then all else. */
  private static List<ObjectNode> user(List<ObjectNode> blocks, List<String> calls) {
    List<ObjectNode> left = new ArrayList<>();
    List<ObjectNode> shown = new ArrayList<>();
    for (String call : calls) {
      for (ObjectNode block : blocks) {
        if (block.path("tool_use_id").asText().equals(call)) {
          left.add(result(block, shown));
        }
      }
    }
    left.addAll(shown);
    for (ObjectNode block : blocks) {
      if (!block.path("type").asText().equals("tool_result")) {
        left.add(said(block));
      }
    }
    return left;
  }

  private static ObjectNode result(ObjectNode block, List<ObjectNode> shown) {
    List<String> lines = new ArrayList<>();
    for (JsonNode part : block.path("content")) {
      ObjectNode said = said((ObjectNode) part);
      if (isText(said)) {
        lines.add(said.path("text").asText());
      } else {
        lines.add("[" + said.path("type").asText() + " below]");
        shown.add(said);
      }
    }
    String error = block.path("is_error").asBoolean() ? "Error: " : "";
    ObjectNode result = Json.object().put("type", "tool_result");
    result.set("tool_use_id", block.get("tool_use_id"));
    result.put("content", error + String.join("\n", lines));
    return result;
  }

  /** A block of the user: text in some form, a picture or a PDF. */
  private static ObjectNode said(ObjectNode block) {
    JsonNode source = block.path("source");
    return switch (block.path("type").asText()) {
      case "search_result" ->
          lines(
              block.path("title").asText(),
              "Source: " + source.asText(),
              joined(block.path("content")));
      case "document" -> {
        if (source.path("type").asText().equals("base64")) {
          ObjectNode pdf = block.deepCopy();
          pdf.put("title", block.path("title").asText("document.pdf"));
          yield pdf;
        }
        String body =
            source.has("data") ? source.path("data").asText() : joined(source.path("content"));
        yield lines(block.path("title").asText(), block.path("context").asText(), body);
      }
      case "image" -> Pictures.named(block);
      default -> block;
    };
  }

  private static String joined(JsonNode content) {
    List<String> texts = new ArrayList<>();
    content.forEach(part -> texts.add(part.path("text").asText()));
    return content.isTextual() ? content.textValue() : String.join("\n", texts);
  }

  private static ObjectNode lines(String title, String context, String body) {
    List<String> head = Stream.of(title, context).filter(line -> !line.isEmpty()).toList();
    return text(head.isEmpty() ? body : String.join("\n", head) + "\n" + body);
  }

  private void tools() {
    ArrayNode tools = Json.array();
    for (JsonNode tool : before.path("tools")) {
      ObjectNode left = tools.addObject();
      left.set("name", tool.get("name"));
      if (tool.has("description")) {
        left.set("description", tool.get("description"));
      }
      ObjectNode schema = tool.get("input_schema").deepCopy();
      schema.remove("$schema");
      schema.withObject("/properties");
      left.set("input_schema", schema);
      boolean closed = schema.has("additionalProperties");
      if (tool.path("strict").asBoolean() && closed) {
        left.put("strict", true);
      }
    }
    if (!tools.isEmpty()) {
      after.set("tools", tools);
      if (before.has("tool_choice")) {
        after.set("tool_choice", before.get("tool_choice"));
      }
    }
  }

  /** Whether the model is to think. */
  private boolean reasoning() {
    JsonNode thinking = before.path("thinking");
    String effort = before.path("output_config").path("effort").asText();
    if (thinking.isMissingNode() && effort.isEmpty()) {
      return false;
    }
    if (thinking.path("type").asText().equals("disabled")) {
      after.putObject("thinking").put("type", "disabled");
      return false;
    }
    String budgeted = thinking.has("budget_tokens") ? word(thinking) : "medium";
    after.putObject("thinking").put("type", "adaptive");
    after.putObject("output_config").put("effort", effort.isEmpty() ? budgeted : effort);
    return true;
  }

  /** What Anthropic has no word for, "minimal", is its least: "low". */
  private static String word(JsonNode thinking) {
    int budget = thinking.path("budget_tokens").asInt();
    return budget >= 10_000 ? "high" : budget >= 5_000 ? "medium" : "low";
  }

  private void sampling() {
    if (before.has("temperature")) {
      after.set("temperature", before.get("temperature"));
    } else if (before.has("top_p")) {
      after.set("top_p", before.get("top_p"));
    }
  }

  private void stops() {
    ArrayNode stops = Json.array();
    for (JsonNode stop : before.path("stop_sequences")) {
      if (stops.size() < MOST_STOPS) {
        stops.add(stop);
      }
    }
    if (!stops.isEmpty()) {
      after.set("stop_sequences", stops);
    }
  }

  private void format() {
    JsonNode format = before.path("output_config").path("format");
    if (format.isObject()) {
      ObjectNode left = after.withObject("/output_config").putObject("format");
      left.put("type", "json_schema").set("schema", Schemas.closed(format.get("schema")));
    }
  }

  private void user() {
    String user = before.path("metadata").path("user_id").asText();
    if (!user.isEmpty()) {
      boolean hashed = user.length() > LONGEST_USER;
      after.putObject("metadata").put("user_id", hashed ? Names.HASH : user);
    }
  }
}
