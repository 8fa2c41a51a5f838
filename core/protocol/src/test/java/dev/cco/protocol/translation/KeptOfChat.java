package dev.cco.protocol.translation;

import static dev.cco.protocol.translation.ChatShape.isText;
import static dev.cco.protocol.translation.ChatShape.text;
import static dev.cco.protocol.translation.ChatShape.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What is left of the messages of a Chat Completions request after they were said in Messages and
 * back, by the tables of the mapping. Works on the JSON alone and knows nothing of the code that
 * translates.
 */
final class KeptOfChat {
  private static final String TEXT_FILE = "data:text/plain;base64,";

  private final ArrayNode left = Json.array();
  private final List<String> system = new ArrayList<>();
  private final List<ObjectNode> results = new ArrayList<>();

  /** Pictures in results, which are shown behind them. */
  private final List<ObjectNode> shown = new ArrayList<>();

  private boolean begun;

  private KeptOfChat() {}

  /** The shape of what is left of a request. */
  static ObjectNode of(ObjectNode request) {
    KeptOfChat kept = new KeptOfChat();
    ArrayNode messages = kept.messages(request.path("messages"));
    ObjectNode after = KeptOfChatOptions.of(request);
    if (request.path("response_format").path("type").asText().equals("json_object")) {
      kept.system.add("Answer with a single JSON object and nothing else.");
    }
    ArrayNode all = Json.array();
    if (!kept.system.isEmpty()) {
      say(all, "system", List.of(text(String.join("\n\n", kept.system))));
    }
    all.addAll(messages);
    after.set("messages", all);
    return ChatShape.of(after);
  }

  private ArrayNode messages(JsonNode messages) {
    ObjectNode shape = Json.object();
    shape.set("messages", modern(messages));
    for (JsonNode message : ChatShape.of(shape).path("messages")) {
      switch (message.path("role").asText()) {
        case "system" -> instruction(texts(message.path("content")));
        case "user" -> user(message.path("content"));
        case "assistant" -> assistant(message);
        default -> result(message);
      }
    }
    endResults();
    if (left.isEmpty() && !begun) {
      // Instructions alone are said by the user.
      say(left, "user", system.stream().map(ChatShape::text).toList());
      system.clear();
    } else if (!left.path(0).path("role").asText().equals("user")) {
      left.insert(0, said("user", List.of(text("."))));
    }
    return left;
  }

  /** The deprecated calls as the ones of today. */
  private static ArrayNode modern(JsonNode messages) {
    ArrayNode modern = Json.array();
    for (JsonNode message : messages) {
      ObjectNode copy = message.deepCopy();
      if (copy.has("function_call")) {
        ObjectNode call = copy.putArray("tool_calls").addObject();
        call.put("id", "call_function_0").put("type", "function");
        call.set("function", copy.remove("function_call"));
      }
      if (copy.path("role").asText().equals("function")) {
        copy.put("role", "tool").put("tool_call_id", "call_function_0");
      }
      if (copy.path("refusal").isTextual()) {
        ArrayNode parts = ChatShape.parts(copy.path("content"));
        parts.add(text(copy.remove("refusal").textValue()));
        copy.set("content", parts);
      }
      modern.add(copy);
    }
    return modern;
  }

  private void instruction(List<String> texts) {
    endResults();
    JsonNode last = left.path(left.size() - 1);
    if (last.path("role").asText().equals("system")) {
      ObjectNode part = (ObjectNode) last.path("content").path(0);
      part.put("text", part.path("text").asText() + "\n\n" + String.join("\n\n", texts));
    } else if (begun) {
      say(left, "system", List.of(text(String.join("\n\n", texts))));
    } else {
      system.addAll(texts);
    }
  }

  private void user(JsonNode content) {
    endResults();
    List<ObjectNode> parts = new ArrayList<>();
    for (JsonNode part : content) {
      switch (part.path("type").asText()) {
        case "image_url" -> parts.add(image(part.path("image_url")));
        case "file" -> parts.add(file(part.path("file")));
        case "input_audio" -> {}
        default -> parts.add((ObjectNode) part);
      }
    }
    begun |= content.size() > 0;
    if (!parts.stream().allMatch(part -> isText(part) && isBlank(part))) {
      say(left, "user", parts);
    }
  }

  private static boolean isBlank(JsonNode part) {
    return part.path("text").asText().isBlank();
  }

  private static ObjectNode image(JsonNode given) {
    String url = (given.isTextual() ? given : given.path("url")).asText();
    String real = url.endsWith(Pictures.PNG) ? "data:image/png;base64," + Pictures.PNG : url;
    ObjectNode part = Json.object().put("type", "image_url");
    part.putObject("image_url").put("url", real);
    return part;
  }

  private static ObjectNode file(JsonNode file) {
    String data = file.path("file_data").asText();
    if (data.startsWith(TEXT_FILE)) {
      byte[] bytes = Base64.getDecoder().decode(data.substring(TEXT_FILE.length()));
      String title = file.has("filename") ? file.path("filename").asText() + "\n" : "";
      return text(title + new String(bytes, StandardCharsets.UTF_8));
    }
    ObjectNode part = Json.object().put("type", "file");
    part.putObject("file")
        .put("filename", file.path("filename").asText("document.pdf"))
        .put("file_data", data);
    return part;
  }

  private void assistant(JsonNode message) {
    endResults();
    StringBuilder said = new StringBuilder();
    for (JsonNode part : message.path("content")) {
      said.append(part.path(isText(part) ? "text" : "refusal").asText());
    }
    begun |= !said.isEmpty() || message.has("tool_calls");
    if (said.toString().isBlank() && !message.has("tool_calls")) {
      return;
    }
    JsonNode last = left.path(left.size() - 1);
    if (last.path("role").asText().equals("assistant")) {
      // What stood between the two was nothing.
      said.insert(0, last.path("content").path(0).path("text").asText());
      left.remove(left.size() - 1);
    }
    ObjectNode spoken = said("assistant", List.of(text(said.toString())));
    if (message.has("tool_calls")) {
      spoken.set("tool_calls", message.get("tool_calls"));
    }
    left.add(spoken);
  }

  private void result(JsonNode message) {
    List<String> lines = new ArrayList<>();
    for (JsonNode part : message.path("content")) {
      if (isText(part)) {
        lines.add(part.path("text").asText());
      } else {
        lines.add("[image below]");
      }
    }
    ObjectNode result = said("tool", List.of(text(String.join("\n", lines))));
    result.set("tool_call_id", message.get("tool_call_id"));
    results.add(result);
    for (JsonNode part : message.path("content")) {
      if (!isText(part)) {
        ObjectNode image = image(part.path("image_url"));
        image.set("of", message.get("tool_call_id"));
        shown.add(image);
      }
    }
  }

  /** Results stand in the order of the calls. */
  private void endResults() {
    if (results.isEmpty()) {
      return;
    }
    List<ObjectNode> pictures = new ArrayList<>();
    for (JsonNode call : left.get(left.size() - 1).path("tool_calls").deepCopy()) {
      String id = call.path("id").asText();
      results.stream()
          .filter(one -> one.path("tool_call_id").asText().equals(id))
          .forEach(left::add);
      shown.stream().filter(one -> one.path("of").asText().equals(id)).forEach(pictures::add);
    }
    pictures.forEach(picture -> picture.remove("of"));
    if (!pictures.isEmpty()) {
      say(left, "user", pictures);
    }
    results.clear();
    shown.clear();
  }

  private static void say(ArrayNode messages, String role, List<ObjectNode> parts) {
    if (!parts.isEmpty()) {
      messages.add(said(role, parts));
    }
  }

  private static ObjectNode said(String role, List<ObjectNode> parts) {
    ObjectNode message = Json.object().put("role", role);
    message.putArray("content").addAll(parts);
    return message;
  }
}
