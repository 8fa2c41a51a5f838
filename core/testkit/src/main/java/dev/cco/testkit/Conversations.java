package dev.cco.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.spi.Block;
import dev.cco.spi.Tool;
import java.util.List;
import java.util.Optional;

/** Pieces of sample conversations. */
public final class Conversations {
  /** A PNG of one pixel, in base64. */
  public static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

  private Conversations() {}

  /** A question. */
  public static Draft plain(String model) {
    return Draft.asking(model, "Say hello, wörld.");
  }

  /** A question with a picture. */
  public static Draft withImage(String model) {
    return Draft.asking(model, "What is in this picture?")
        .user(new Block.Image(new Block.Media.Base64("image/png", PNG)));
  }

  /** A question that {@link #weatherTool} answers. */
  public static Draft askingForTool(String model) {
    return Draft.asking(model, "Please call get_weather for Paris.").tools(weatherTool());
  }

  /** The same after the tool's result. */
  public static Draft afterTool(String model, String callId, String result) {
    return askingForTool(model)
        .assistant(new Block.ToolUse(callId, "get_weather", city("Paris")))
        .user(new Block.ToolResult(callId, List.of(new Block.Text(result)), false));
  }

  /** A tool {@code get_weather(city)}. */
  public static Tool.Function weatherTool() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.putObject("properties").putObject("city").put("type", "string");
    schema.putArray("required").add("city");
    return new Tool.Function(
        "get_weather", Optional.of("The weather in a city."), schema, Optional.empty());
  }

  /** The arguments {@code {"city": …}}. */
  public static ObjectNode city(String name) {
    return JsonNodeFactory.instance.objectNode().put("city", name);
  }
}
