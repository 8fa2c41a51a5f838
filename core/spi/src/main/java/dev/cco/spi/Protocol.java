package dev.cco.spi;

/** A wire protocol, spoken by clients on one side and by providers on the other. */
public enum Protocol {
  /** Anthropic Messages. */
  MESSAGES,
  /** OpenAI Chat Completions. */
  CHAT,
  /** OpenAI Responses. */
  RESPONSES
}
