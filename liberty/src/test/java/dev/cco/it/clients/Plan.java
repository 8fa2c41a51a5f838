package dev.cco.it.clients;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a client is to do.
 *
 * @param image a PNG in base64
 */
record Plan(URI baseUri, String apiKey, String image, List<Route> routes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the plan in the form that the programs read. */
  void write(Path file, List<String> cases) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("baseUrl", baseUrl()).put("apiKey", apiKey).put("image", image);
    root.set("cases", JSON.valueToTree(cases));
    var array = root.putArray("routes");
    routes.forEach(route -> array.add(json(route)));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  String baseUrl() {
    String text = baseUri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static ObjectNode json(Route route) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", route.name()).put("model", route.model());
    node.put("limitedModel", route.limitedModel()).put("unknownModel", route.unknownModel());
    route
        .answers()
        .ifPresent(
            answers -> {
              node.set("texts", JSON.valueToTree(answers.texts()));
              node.set("usage", JSON.valueToTree(answers.usage()));
              node.put("retryAfter", answers.retryAfter());
              node.set("toolInput", JSON.valueToTree(answers.toolInput()));
              answers.toolId().ifPresent(id -> node.put("toolId", id));
            });
    return node;
  }
}
