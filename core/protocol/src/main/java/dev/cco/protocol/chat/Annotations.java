package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Citations;

/** Citations of one text as annotations; those that lead to no address have no words here. */
final class Annotations {
  private final ArrayNode found = Json.array();
  private final int start;

  /**
   * @param start where the text begins in the whole of the content
   */
  Annotations(int start) {
    this.start = start;
  }

  void add(JsonNode citation) {
    Citations.address(citation)
        .ifPresent(
            address ->
                found
                    .addObject()
                    .put("type", "url_citation")
                    .putObject("url_citation")
                    .put("url", address)
                    .put("title", citation.path("title").asText("")));
  }

  /** The annotations, now that it is known where the text ends. */
  ArrayNode upTo(int end) {
    for (JsonNode annotation : found) {
      if (annotation.path("url_citation") instanceof ObjectNode place) {
        place.put("start_index", start).put("end_index", end);
      }
    }
    return found;
  }
}
