package dev.cco.spi;

/**
 * Something a client can ask for over a wire protocol, with the path it has at the vendor's own
 * API.
 */
public enum Operation {
  MESSAGES(Protocol.MESSAGES, "/v1/messages"),
  COUNT_TOKENS(Protocol.MESSAGES, "/v1/messages/count_tokens"),
  CHAT(Protocol.CHAT, "/v1/chat/completions"),
  RESPONSES(Protocol.RESPONSES, "/v1/responses"),
  EMBEDDINGS(Protocol.CHAT, "/v1/embeddings");

  private final Protocol protocol;
  private final String path;

  Operation(Protocol protocol, String path) {
    this.protocol = protocol;
    this.path = path;
  }

  /** The language of the request and of its answer. */
  public Protocol protocol() {
    return protocol;
  }

  /** The path below the API's root, beginning with {@code /v1/}. */
  public String path() {
    return path;
  }
}
