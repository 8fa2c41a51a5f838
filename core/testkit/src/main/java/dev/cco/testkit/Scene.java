package dev.cco.testkit;

/** What an upstream is to do in a case of the {@link ProviderConformance} suite. */
public sealed interface Scene {

  /** Answers with {@link #ANSWER} in several pieces, and reports its usage. */
  record Text() implements Scene {}

  /** Calls {@code get_weather} with {@code {"city": "Paris"}}. */
  record ToolCall() implements Scene {}

  /** Answers with text until the limit of tokens is reached. */
  record OutOfTokens() implements Scene {}

  /**
   * Refuses the request.
   *
   * @param retryAfter seconds for a header {@code retry-after}; none if empty
   * @param message words for the error's body
   */
  record Refusal(int status, String retryAfter, String message) implements Scene {}

  /** Streams some text; then the connection ends as if all were said, but it is not. */
  record CutOff() implements Scene {}

  /** Streams some text and then nothing, while the connection stays. */
  record Endless() implements Scene {}

  /** What {@link Text} answers. */
  String ANSWER = "Hello from upstream, wörld.";
}
