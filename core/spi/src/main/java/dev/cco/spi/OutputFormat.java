package dev.cco.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The form the answer's text must have. Plain text is the absence of a format. */
public sealed interface OutputFormat {

  /** Any JSON object. */
  record JsonObject() implements OutputFormat {}

  /** JSON that matches a schema. */
  record JsonSchema(Optional<String> name, JsonNode schema, Optional<Boolean> strict)
      implements OutputFormat {}
}
