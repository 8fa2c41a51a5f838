package dev.cco.spi;

/** Why an answer ended. */
public enum StopReason {
  END_TURN,
  MAX_TOKENS,
  STOP_SEQUENCE,
  TOOL_USE,
  /** A server-side tool wants another round; the client sends the answer back as it is. */
  PAUSE_TURN,
  REFUSAL,
  CONTEXT_WINDOW_EXCEEDED
}
