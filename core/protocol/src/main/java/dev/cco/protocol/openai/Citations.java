package dev.cco.protocol.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What of another vendor's citations OpenAI's protocols have words for. */
public final class Citations {
  private Citations() {}

  /** The address that a citation leads to; empty where it leads into a document or nowhere. */
  public static Optional<String> address(JsonNode citation) {
    String url = citation.path("url").asText("");
    String address = url.isEmpty() ? citation.path("source").asText("") : url;
    boolean leads = address.startsWith("https://") || address.startsWith("http://");
    return leads ? Optional.of(address) : Optional.empty();
  }
}
