package dev.cco.it.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A complete answer of the gateway. */
@SuppressWarnings(
    "ArrayRecordComponent") // the bytes as they came; answers are never compared whole
public record Answer(int status, HttpHeaders headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public JsonNode json() {
    return parse(text());
  }

  /** The only or first value of a header, or an empty text. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The data of a stream's events, without comments and without the closing {@code [DONE]}. */
  public List<JsonNode> events() {
    var events = new ArrayList<JsonNode>();
    for (String line : text().split("\r?\n", -1)) {
      if (line.startsWith("data:") && !line.strip().equals("data: [DONE]")) {
        events.add(parse(line.substring("data:".length())));
      }
    }
    return events;
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
