package dev.cco.it.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small requests of both protocols. */
public final class Requests {
  public static final String MESSAGES = "/v1/messages";
  public static final String CHAT = "/v1/chat/completions";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Requests() {}

  public static String messages(String model, String text, boolean stream) {
    ObjectNode body = body(model, text);
    body.put("max_tokens", 500);
    return stream ? body.put("stream", true).toString() : body.toString();
  }

  /** A streamed one asks for its usage. */
  public static String chat(String model, String text, boolean stream) {
    ObjectNode body = body(model, text);
    if (stream) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    return body.toString();
  }

  /** A block of a type that nobody has heard of yet, and a text. */
  static String hologram(String model) {
    return "{\"model\":\"MODEL\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":["
            .replace("MODEL", model)
        + "{\"type\":\"hologram\",\"depth\":3},{\"type\":\"text\",\"text\":\"hi\"}]}]}";
  }

  /** A request to one of the two paths. */
  public static String of(String path, String model, String text, boolean stream) {
    return path.endsWith(MESSAGES) ? messages(model, text, stream) : chat(model, text, stream);
  }

  private static ObjectNode body(String model, String text) {
    ObjectNode body = JSON.createObjectNode().put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return body;
  }
}
