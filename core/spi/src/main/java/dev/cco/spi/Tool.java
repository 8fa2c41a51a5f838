package dev.cco.spi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A tool that the model may call. */
public sealed interface Tool {

  /**
   * A tool that the client runs.
   *
   * @param inputSchema a JSON schema of type object; empty when the tool takes no arguments
   * @param strict whether the arguments must match the schema, where the client says so
   */
  record Function(
      String name, Optional<String> description, ObjectNode inputSchema, Optional<Boolean> strict)
      implements Tool {}

  /** A tool that only the protocol it came in knows, whole: server tools and typed tools. */
  record Opaque(Protocol protocol, ObjectNode json) implements Tool {}
}
