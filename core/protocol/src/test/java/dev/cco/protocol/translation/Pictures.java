package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A picture whose type was given wrongly, and is set right by its first bytes. */
final class Pictures {
  static final String PNG = "iVBORw0KGgoAAAANSUhEUg==";

  private Pictures() {}

  /** An image block with the type that it really has. */
  static ObjectNode named(ObjectNode image) {
    ObjectNode named = image.deepCopy();
    if (image.path("source").path("data").asText().equals(PNG)) {
      named.withObject("/source").put("media_type", "image/png");
    }
    return named;
  }
}
