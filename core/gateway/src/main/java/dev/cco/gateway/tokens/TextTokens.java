package dev.cco.gateway.tokens;

/** Counts the tokens of texts. */
@FunctionalInterface
interface TextTokens {
  long of(String text);
}
