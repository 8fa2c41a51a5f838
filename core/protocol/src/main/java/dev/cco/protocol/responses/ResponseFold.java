package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.spi.UpstreamFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the response out of the event that ends a stream; it is there as a whole. */
final class ResponseFold {
  private ResponseFold() {}

  static byte[] fold(List<WireEvent> events) {
    Map<Integer, JsonNode> items = new TreeMap<>();
    Optional<ObjectNode> last = Optional.empty();
    for (WireEvent event : events) {
      JsonNode data = Json.parse(event.data()).orElseGet(Json::object);
      if (data.path("type").asText().equals("response.output_item.done")) {
        items.put(data.path("output_index").asInt(), data.path("item"));
      }
      if (data.path("response") instanceof ObjectNode response) {
        last = Optional.of(response);
      }
    }
    ObjectNode response =
        last.orElseThrow(
            () ->
                new UpstreamFailure(
                    UpstreamFailure.Kind.INVALID_ANSWER,
                    "The provider's stream has no response in it."));
    // Some servers end with a response whose output they have told item by item only.
    if (response.path("output").isEmpty() && !items.isEmpty()) {
      ArrayNode output = response.putArray("output");
      items.values().forEach(output::add);
    }
    return Json.bytes(response);
  }
}
