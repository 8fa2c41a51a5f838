package dev.cco.protocol.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Model;
import java.time.Instant;
import java.util.List;

/** Models in OpenAI's shape. */
public final class ModelList {
  private ModelList() {}

  public static ObjectNode of(List<Model> models) {
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    models.forEach(model -> data.add(of(model)));
    return list;
  }

  /** One model; the shape demands a date even where nobody knows it. */
  public static ObjectNode of(Model model) {
    return Json.object()
        .put("id", model.id())
        .put("object", "model")
        .put("created", model.created().orElse(Instant.EPOCH).getEpochSecond())
        .put("owned_by", "cco");
  }
}
