package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A Chat Completions request that the vendor would take, in any of the ways to write one. */
final class RandomChatRequest {
  private final Dice dice;
  private final Random random;
  private final ObjectNode request = Json.object();
  private final ArrayNode messages;
  private final List<String> tools = new ArrayList<>();
  private int calls;

  private RandomChatRequest(long seed) {
    this.dice = new Dice(seed);
    this.random = new Random(seed);
    this.messages = request.put("model", "m").putArray("messages");
  }

  static ObjectNode of(long seed) {
    return new RandomChatRequest(seed).request();
  }

  private ObjectNode request() {
    tools();
    dice.some(2, this::instruction).forEach(messages::add);
    boolean alone = messages.size() == 1 && messages.get(0).path("content").isTextual();
    if (!alone || dice.chance(0.9)) {
      conversation();
    }
    new RandomChatOptions(dice, request).add();
    return request;
  }

  private ObjectNode instruction() {
    ObjectNode message = Json.object().put("role", dice.oneOf("system", "developer"));
    if (dice.chance(0.6)) {
      return message.put("content", dice.words());
    }
    ArrayNode parts = message.putArray("content").add(text(dice.words()));
    dice.some(1, dice::words).forEach(words -> parts.add(text(words)));
    return message;
  }

  private void conversation() {
    if (messages.isEmpty() || dice.chance(0.9)) {
      user();
    }
    for (int round = dice.upTo(4); round > 0; round--) {
      assistant();
      if (dice.chance(0.15)) {
        messages.add(instruction());
      }
      if (dice.chance(0.9)) {
        user();
      }
    }
    // Not all providers go on from what the assistant said last.
    messages.addObject().put("role", "user").put("content", dice.words());
  }

  private void user() {
    ObjectNode message = messages.addObject().put("role", "user");
    if (dice.chance(0.1)) {
      message.put("name", "Zoë");
    }
    if (dice.chance(0.4)) {
      message.put("content", dice.chance(0.1) ? "" : dice.words());
      return;
    }
    List<ObjectNode> parts = new ArrayList<>(dice.some(2, this::part));
    parts.add(text(dice.words()));
    Collections.shuffle(parts, random);
    message.putArray("content").addAll(parts);
  }

  private ObjectNode part() {
    return dice.draw(() -> text(dice.anyText()), this::image, this::file, this::audio);
  }

  private ObjectNode image() {
    ObjectNode part = Json.object().put("type", "image_url");
    String url =
        dice.draw(
            () -> "https://example.com/" + dice.upTo(9) + ".png?a=b#c",
            () -> "data:image/gif;base64," + Pictures.PNG,
            () -> "data:" + dice.oneOf("image/png", "image/webp") + ";base64," + dice.bytes());
    if (dice.chance(0.1)) {
      return part.put("image_url", url);
    }
    ObjectNode inner = part.putObject("image_url").put("url", url);
    if (dice.chance(0.3)) {
      inner.put("detail", dice.oneOf("auto", "low", "high"));
    }
    return part;
  }

  private ObjectNode file() {
    ObjectNode part = Json.object().put("type", "file");
    ObjectNode file = part.putObject("file");
    if (dice.chance(0.6)) {
      file.put("file_data", "data:application/pdf;base64,JVBERi0xLjQK");
    } else {
      byte[] text = dice.words().getBytes(StandardCharsets.UTF_8);
      file.put("file_data", "data:text/plain;base64," + Base64.getEncoder().encodeToString(text));
    }
    if (dice.chance(0.6)) {
      file.put("filename", dice.words());
    }
    return part;
  }

  private ObjectNode audio() {
    ObjectNode part = Json.object().put("type", "input_audio");
    part.putObject("input_audio").put("data", "UklGRg==").put("format", "wav");
    return part;
  }

  private void assistant() {
    ObjectNode message = messages.addObject().put("role", "assistant");
    switch (dice.upTo(5)) {
      case 0 -> message.put("content", "");
      case 1 -> {
        ArrayNode parts = message.putArray("content").add(text(dice.words()));
        if (dice.chance(0.3)) {
          parts.addObject().put("type", "refusal").put("refusal", dice.words());
        }
      }
      default -> message.put("content", dice.words());
    }
    if (dice.chance(0.1)) {
      message.put("refusal", dice.words());
    }
    if (dice.chance(0.2)) {
      message.put(dice.oneOf("reasoning_content", "reasoning"), dice.words());
    }
    if (dice.chance(0.05)) {
      oldCall(message);
    } else if (dice.chance(0.5)) {
      calls(message);
    }
  }

  private void oldCall(ObjectNode message) {
    String name = dice.oneOf("f", "get_weather");
    message.putObject("function_call").put("name", name).put("arguments", arguments());
    messages.addObject().put("role", "function").put("name", name).put("content", dice.anyText());
  }

  private void calls(ObjectNode message) {
    if (dice.chance(0.3)) {
      message.putNull("content");
    }
    List<ObjectNode> results = new ArrayList<>();
    ArrayNode list = message.putArray("tool_calls");
    for (int i = dice.between(1, 3); i > 0; i--) {
      String id = dice.oneOf("call_", "toolu_", "fc.", "é:", "") + calls++;
      ObjectNode call = list.addObject().put("id", id).put("type", "function");
      String name =
          tools.isEmpty() || dice.chance(0.1)
              ? dice.toolName()
              : tools.get(dice.upTo(tools.size() - 1));
      call.putObject("function").put("name", name).put("arguments", arguments());
      results.add(result(id));
    }
    Collections.shuffle(results, random);
    messages.addAll(results);
  }

  private String arguments() {
    return dice.draw(
        () -> "",
        () -> " ",
        () -> "{\"a\":",
        () -> "[1]",
        () -> Json.text(dice.object(2)),
        () -> dice.object(2).toPrettyString(),
        () -> Json.text(dice.object(1)));
  }

  private ObjectNode result(String id) {
    ObjectNode message = Json.object().put("role", "tool").put("tool_call_id", id);
    if (dice.chance(0.6)) {
      return message.put("content", dice.anyText());
    }
    ArrayNode parts = message.putArray("content");
    dice.some(3, () -> dice.chance(0.2) ? image() : text(dice.anyText())).forEach(parts::add);
    return message;
  }

  private void tools() {
    if (dice.chance(0.4)) {
      return;
    }
    boolean old = dice.chance(0.1);
    ArrayNode list = request.putArray(old ? "functions" : "tools");
    for (int i = dice.between(1, 3); i > 0; i--) {
      String name = dice.toolName() + i;
      tools.add(name);
      ObjectNode function = old ? list.addObject() : wrapped(list);
      function.put("name", name);
      if (dice.chance(0.7)) {
        function.put("description", dice.words());
      }
      boolean strict = dice.chance(0.3);
      if (dice.chance(0.9)) {
        function.set("parameters", dice.schema(2, strict));
      }
      if (dice.chance(0.4)) {
        function.put("strict", strict);
      }
    }
    choice(old);
  }

  private static ObjectNode wrapped(ArrayNode list) {
    return list.addObject().put("type", "function").putObject("function");
  }

  private void choice(boolean old) {
    if (old) {
      if (dice.chance(0.5)) {
        request.putObject("function_call").put("name", tools.getFirst());
      }
      return;
    }
    if (dice.chance(0.3)) {
      request.put("parallel_tool_calls", dice.chance(0.5));
    }
    switch (dice.upTo(5)) {
      case 0 -> request.put("tool_choice", dice.oneOf("none", "auto", "required"));
      case 1 ->
          request
              .putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .put("name", tools.getFirst());
      case 2 -> {
        ObjectNode choice = request.putObject("tool_choice").put("type", "allowed_tools");
        ObjectNode allowed =
            choice.putObject("allowed_tools").put("mode", dice.oneOf("auto", "required"));
        wrapped(allowed.putArray("tools")).put("name", tools.getLast());
      }
      default -> {}
    }
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }
}
