package dev.cco.protocol;

import java.util.List;
import java.util.Locale;

/**
 * A server whose template takes no instructions in the middle of a conversation. Claude Code asks
 * again without them if it is told in Anthropic's words.
 */
final class SystemRefusal {
  private static final List<String> WORDS =
      List.of(
          "system message must be at the beginning",
          "system message must be the first",
          "system role not supported",
          "system role is not supported",
          "unexpected role 'system'",
          "unexpected role \"system\"",
          "only user and assistant roles are supported",
          "only user, assistant and tool roles are supported",
          "conversation roles must alternate");

  private SystemRefusal() {}

  static boolean is(UpstreamError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(message::contains);
  }

  static String message(UpstreamError error) {
    return "role 'system' is not supported on this model: " + error.message();
  }
}
