package dev.cco.protocol;

import dev.cco.spi.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prompt that is too long for its model, told by every vendor in other words. */
final class ContextOverflow {
  static final String CODE = "context_length_exceeded";

  private static final List<String> CODES =
      List.of(CODE, "exceed_context_size_error", "prompt_too_long");

  private static final List<String> WORDS =
      List.of(
          "maximum context length",
          "prompt is too long",
          "input is too long",
          "input length exceeds",
          "exceeds the context",
          "exceed the context",
          "exceeds the available context",
          "context length exceeded",
          "context_length_exceeded",
          "context window",
          "input token count",
          "inputs` tokens");

  /** Where the figures stand: the tokens of the prompt, or the model's limit. */
  private static final List<Pattern> TOKENS =
      List.of(
          Pattern.compile("prompt is too long: (\\d{1,12}) tokens"),
          Pattern.compile("\\((\\d{1,12}) (?:tokens )?in (?:the|your) (?:messages|prompt)"),
          Pattern.compile("resulted in (\\d{1,12}) tokens"),
          Pattern.compile("you requested (\\d{1,12}) tokens"),
          Pattern.compile("contains? (?:at least )?(\\d{1,12}) input tokens"),
          Pattern.compile("request has (\\d{1,12}) input tokens"),
          Pattern.compile("requested (?:about )?(\\d{1,12}) tokens"),
          Pattern.compile("input token count \\(?(\\d{1,12})"),
          Pattern.compile("given: (\\d{1,12}) `inputs`"),
          Pattern.compile("\\((\\d{1,12}) tokens\\)"));

  private static final List<Pattern> LIMITS =
      List.of(
          Pattern.compile("> (\\d{1,12}) maximum"),
          Pattern.compile("maximum context length (?:is|of) (\\d{1,12})"),
          Pattern.compile("tokens allowed \\(?(\\d{1,12})"),
          Pattern.compile("must be <= (\\d{1,12})"),
          Pattern.compile("context size \\((\\d{1,12}) tokens\\)"));

  private ContextOverflow() {}

  static boolean is(UpstreamError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return CODES.contains(error.code())
        || CODES.contains(error.type())
        || WORDS.stream().anyMatch(message::contains);
  }

  /** The words that each protocol's clients look for. */
  static String message(UpstreamError error, Protocol protocol) {
    String message = error.message().toLowerCase(Locale.ROOT);
    OptionalLong tokens = error.tokens().isPresent() ? error.tokens() : find(TOKENS, message);
    OptionalLong limit = error.limit().isPresent() ? error.limit() : find(LIMITS, message);
    boolean figures = tokens.isPresent() && limit.isPresent();
    return switch (protocol) {
      case MESSAGES ->
          figures
              ? "prompt is too long: %d tokens > %d maximum"
                  .formatted(tokens.getAsLong(), limit.getAsLong())
              : "prompt is too long" + (error.message().isEmpty() ? "" : ": " + error.message());
      case CHAT, RESPONSES -> {
        if (message.contains("maximum context length")) {
          yield error.message();
        }
        yield figures
            ? "This model's maximum context length is %d tokens. However, your messages resulted in %d tokens."
                .formatted(limit.getAsLong(), tokens.getAsLong())
            : Optional.of(error.message())
                .filter(words -> !words.isEmpty())
                .orElse("The prompt exceeds this model's maximum context length.");
      }
    };
  }

  private static OptionalLong find(List<Pattern> patterns, String message) {
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(message);
      if (matcher.find()) {
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
      }
    }
    return OptionalLong.empty();
  }
}
