package dev.cco.protocol.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.spi.Terms;

/** The tier in which OpenAI says it served a call, which is not always the one asked for. */
public final class ServiceTier {
  private ServiceTier() {}

  /** The terms that the {@code service_tier} of an answer, a chunk or a response stands for. */
  public static Terms terms(JsonNode answer) {
    return switch (answer.path("service_tier").asText("")) {
      case "flex", "batch" -> new Terms(Terms.Rate.REDUCED, false, 0);
      case "priority", "fast" -> new Terms(Terms.Rate.FAST, false, 0);
      default -> Terms.STANDARD;
    };
  }
}
