package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A Messages request that the vendor would take, in any of the ways to write one. */
final class RandomMessagesRequest {
  private static final String PDF = "JVBERi0xLjQK";

  private final Dice dice;
  private final Random random;
  private final ObjectNode request = Json.object();
  private final ArrayNode messages = Json.array();
  private final List<String> tools = new ArrayList<>();
  private int calls;

  private RandomMessagesRequest(long seed) {
    this.dice = new Dice(seed);
    this.random = new Random(seed);
  }

  static ObjectNode of(long seed) {
    return new RandomMessagesRequest(seed).request();
  }

  private ObjectNode request() {
    request.put("model", "m").put("max_tokens", dice.oneOf(0, 1, 1024, 30_000));
    system();
    tools();
    conversation();
    request.set("messages", messages);
    sampling();
    thinking();
    rest();
    return request;
  }

  private void system() {
    if (dice.chance(0.3)) {
      request.put("system", dice.oneOf("", dice.words()));
    } else if (dice.chance(0.6)) {
      ArrayNode blocks = request.putArray("system");
      if (dice.chance(0.2)) {
        blocks.add(text("x-anthropic-billing-header: cc_version=2.1;"));
      }
      dice.some(3, dice::words).forEach(words -> blocks.add(marked(text(words))));
    }
  }

  private void conversation() {
    if (dice.chance(0.05)) {
      instruction();
    }
    user();
    for (int round = dice.upTo(4); round > 0; round--) {
      if (dice.chance(0.15)) {
        instruction();
      }
      List<String> open = assistant();
      answer(open);
    }
    if (dice.chance(0.15)) {
      instruction();
    }
  }

  private void instruction() {
    ObjectNode message = messages.addObject().put("role", "system");
    if (dice.chance(0.5)) {
      message.put("content", dice.words());
    } else {
      ArrayNode blocks = message.putArray("content").add(marked(text(dice.words())));
      dice.some(1, dice::words).forEach(words -> blocks.add(text(words)));
    }
  }

  private void user() {
    say("user", userBlocks(), true);
    if (dice.chance(0.1)) {
      say("user", userBlocks(), true);
    }
  }

  private void say(String role, List<ObjectNode> blocks, boolean plainly) {
    ObjectNode message = messages.addObject().put("role", role);
    boolean single = blocks.size() == 1 && blocks.getFirst().path("type").asText().equals("text");
    if (plainly && single && dice.chance(0.5)) {
      message.set("content", blocks.getFirst().get("text"));
    } else {
      message.putArray("content").addAll(blocks);
    }
  }

  private List<ObjectNode> userBlocks() {
    List<ObjectNode> blocks = new ArrayList<>();
    blocks.add(text(dice.words()));
    blocks.addAll(dice.some(2, this::userBlock));
    Collections.shuffle(blocks, random);
    return blocks;
  }

  private ObjectNode userBlock() {
    return marked(
        dice.draw(() -> text(dice.text()), this::image, this::document, this::searchResult));
  }

  private ObjectNode image() {
    ObjectNode image = typed("image");
    ObjectNode source = image.putObject("source");
    switch (dice.upTo(2)) {
      case 0 ->
          source
              .put("type", "url")
              .put("url", "https://example.com/" + dice.upTo(9) + ".png?a=b#c");
      case 1 ->
          source.put("type", "base64").put("media_type", "image/webp").put("data", Pictures.PNG);
      default ->
          source
              .put("type", "base64")
              .put("media_type", dice.oneOf("image/png", "image/jpeg", "image/gif"))
              .put("data", dice.bytes());
    }
    return image;
  }

  private ObjectNode document() {
    ObjectNode document = typed("document");
    ObjectNode source = document.putObject("source");
    switch (dice.upTo(3)) {
      case 0 -> source.put("type", "base64").put("media_type", "application/pdf").put("data", PDF);
      case 1 -> source.put("type", "text").put("media_type", "text/plain").put("data", dice.text());
      case 2 -> source.put("type", "content").put("content", dice.text());
      default -> {
        ArrayNode parts = source.put("type", "content").putArray("content");
        parts.add(text(dice.words()));
        dice.some(2, dice::words).forEach(words -> parts.add(text(words)));
      }
    }
    if (dice.chance(0.5)) {
      document.put("title", dice.words());
    }
    if (dice.chance(0.3) && !source.path("type").asText().equals("base64")) {
      document.put("context", dice.words());
    }
    return document;
  }

  private ObjectNode searchResult() {
    ObjectNode result = typed("search_result");
    result.put("source", "https://example.com/x").put("title", dice.words());
    ArrayNode content = result.putArray("content");
    content.add(text(dice.words()));
    dice.some(1, dice::words).forEach(words -> content.add(text(words)));
    return result;
  }

  /** Speaks for the assistant, and gives the ids of what it called. */
  private List<String> assistant() {
    List<ObjectNode> blocks = new ArrayList<>();
    if (dice.chance(0.3)) {
      blocks.add(typed("thinking").put("thinking", dice.anyText()).put("signature", "EqQB"));
    }
    if (dice.chance(0.1)) {
      blocks.add(typed("redacted_thinking").put("data", "Emw="));
    }
    boolean spoken = dice.chance(0.8);
    if (spoken) {
      blocks.add(marked(text(dice.words())));
      dice.some(1, dice::text).forEach(said -> blocks.add(text(said)));
    }
    List<String> open = new ArrayList<>();
    if (dice.chance(0.5)) {
      for (int i = dice.between(1, 3); i > 0; i--) {
        String id = dice.oneOf("toolu_", "call-", "") + calls++;
        open.add(id);
        blocks.add(toolUse(id));
      }
    }
    say("assistant", blocks, true);
    return open;
  }

  private ObjectNode toolUse(String id) {
    String name =
        tools.isEmpty() || dice.chance(0.1)
            ? dice.toolName()
            : tools.get(dice.upTo(tools.size() - 1));
    ObjectNode use = typed("tool_use").put("id", id).put("name", name);
    use.set("input", dice.object(2));
    return marked(use);
  }

  private void answer(List<String> open) {
    if (open.isEmpty()) {
      user();
      return;
    }
    List<String> order = new ArrayList<>(open);
    Collections.shuffle(order, random);
    // Where an instruction goes that stands here is certain only if nothing follows the results.
    boolean interrupted = dice.chance(0.15);
    List<ObjectNode> blocks = new ArrayList<>();
    order.forEach(id -> blocks.add(toolResult(id, interrupted)));
    if (interrupted) {
      instruction();
    } else if (dice.chance(0.4)) {
      blocks.addAll(userBlocks());
    }
    int cut = dice.chance(0.2) ? dice.between(1, order.size()) : blocks.size();
    say("user", blocks.subList(0, cut), false);
    if (cut < blocks.size()) {
      say("user", blocks.subList(cut, blocks.size()), false);
    }
  }

  private ObjectNode toolResult(String id, boolean plain) {
    ObjectNode result = typed("tool_result").put("tool_use_id", id);
    switch (dice.upTo(plain ? 1 : 3)) {
      case 0 -> {}
      case 1 -> result.put("content", dice.anyText());
      default -> {
        ArrayNode content = result.putArray("content");
        dice.some(3, this::resultPart).forEach(content::add);
      }
    }
    if (dice.chance(0.3)) {
      result.put("is_error", dice.chance(0.8));
    }
    return marked(result);
  }

  private ObjectNode resultPart() {
    return dice.draw(
        () -> text(dice.anyText()),
        () -> text(dice.words()),
        this::image,
        this::document,
        this::searchResult);
  }

  private void tools() {
    if (dice.chance(0.4)) {
      return;
    }
    ArrayNode list = request.putArray("tools");
    for (int i = dice.upTo(3); i > 0; i--) {
      String name = dice.toolName() + i;
      tools.add(name);
      boolean strict = dice.chance(0.3);
      ObjectNode tool = list.addObject().put("name", name);
      if (dice.chance(0.7)) {
        tool.put("description", dice.words());
      }
      tool.set(
          "input_schema",
          dice.chance(0.2) ? Json.object().put("type", "object") : dice.schema(2, strict));
      if (dice.chance(0.3)) {
        ((ObjectNode) tool.get("input_schema"))
            .put("$schema", "https://json-schema.org/draft/2020-12/schema");
      }
      if (strict) {
        tool.put("strict", true);
      }
      if (dice.chance(0.2)) {
        tool.put("type", "custom").put("defer_loading", true);
      }
      marked(tool);
    }
    choice();
  }

  private void choice() {
    if (tools.isEmpty() || dice.chance(0.4)) {
      return;
    }
    ObjectNode choice = request.putObject("tool_choice");
    choice.put("type", dice.oneOf("auto", "any", "none", "tool"));
    if (choice.path("type").asText().equals("tool")) {
      choice.put("name", tools.getFirst());
    }
    if (dice.chance(0.4) && !choice.path("type").asText().equals("none")) {
      choice.put("disable_parallel_tool_use", dice.chance(0.5));
    }
  }

  private void sampling() {
    if (dice.chance(0.3)) {
      request.put("temperature", dice.fraction());
    }
    if (dice.chance(0.3)) {
      request.put("top_p", dice.fraction());
    }
    if (dice.chance(0.2)) {
      request.put("top_k", 40);
    }
    if (dice.chance(0.3)) {
      ArrayNode stops = request.putArray("stop_sequences");
      dice.some(6, dice::words).forEach(stops::add);
    }
  }

  private void thinking() {
    if (dice.chance(0.4)) {
      String type = dice.oneOf("adaptive", "enabled", "disabled", "between_tools");
      ObjectNode thinking = request.putObject("thinking").put("type", type);
      if (type.equals("enabled")) {
        thinking.put("budget_tokens", dice.oneOf(1024, 1999, 2000, 5000, 9999, 10_000));
        request.put("max_tokens", 30_000);
      } else if (type.equals("adaptive")) {
        thinking.put("display", "omitted");
      }
    }
    if (dice.chance(0.3)) {
      request
          .putObject("output_config")
          .put("effort", dice.oneOf("low", "medium", "high", "xhigh", "max"));
    }
    if (dice.chance(0.2)) {
      ObjectNode format = request.withObject("/output_config").putObject("format");
      format.put("type", "json_schema").set("schema", dice.schema(2, dice.chance(0.5)));
    }
  }

  private void rest() {
    if (dice.chance(0.3)) {
      request
          .putObject("metadata")
          .put("user_id", dice.oneOf("u1", "ü".repeat(128), "x".repeat(129)));
    }
    if (dice.chance(0.2)) {
      request.put("service_tier", dice.oneOf("auto", "standard_only"));
    }
    if (dice.chance(0.3)) {
      request.put("stream", dice.chance(0.5));
    }
    if (dice.chance(0.2)) {
      request.putObject("context_management").putArray("edits");
      request.set("cache_control", Json.object().put("type", "ephemeral"));
    }
  }

  private ObjectNode marked(ObjectNode block) {
    if (dice.chance(0.1)) {
      block.putObject("cache_control").put("type", "ephemeral");
    }
    return block;
  }

  private static ObjectNode text(String text) {
    return typed("text").put("text", text);
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }
}
