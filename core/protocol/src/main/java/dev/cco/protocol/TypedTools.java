package dev.cco.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Protocol;
import dev.cco.spi.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tools of Anthropic's that the client runs and whose schema the model knows by heart. Other models
 * are told the published schema instead.
 */
public final class TypedTools {
  private static final String FILE = "typed-tools.json";

  /** By type; never changed. */
  private static final Map<String, Tool.Function> BY_TYPE = read();

  private TypedTools() {}

  /**
   * The tools with every typed one as a function.
   *
   * @throws CallerFault with status 400 for a tool that runs at Anthropic
   */
  public static List<Tool> told(List<Tool> tools) {
    List<Tool> told = new ArrayList<>();
    for (Tool tool : tools) {
      if (tool instanceof Tool.Opaque opaque && opaque.protocol() == Protocol.MESSAGES) {
        int index = told.size();
        told.add(function(opaque).orElseThrow(() -> AnthropicOnly.refused(opaque, index)));
      } else {
        told.add(tool);
      }
    }
    return told;
  }

  private static Optional<Tool.Function> function(Tool.Opaque tool) {
    return Optional.ofNullable(BY_TYPE.get(tool.json().path("type").asText("")));
  }

  private static Map<String, Tool.Function> read() {
    Map<String, Tool.Function> tools = new HashMap<>();
    for (JsonNode tool : file()) {
      Tool.Function function =
          new Tool.Function(
              tool.path("name").asText(),
              Optional.of(tool.path("description").asText()),
              (ObjectNode) tool.get("input_schema"),
              Optional.empty());
      tool.path("types").forEach(type -> tools.put(type.asText(), function));
    }
    return Map.copyOf(tools);
  }

  private static JsonNode file() {
    try (InputStream in = TypedTools.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing beside " + TypedTools.class);
      }
      return Json.parse(in.readAllBytes())
          .orElseThrow(() -> new IllegalStateException(FILE + " is not JSON"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
