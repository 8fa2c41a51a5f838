package dev.cco.protocol.chat;

import dev.cco.protocol.json.Json;

/**
 * One tool call as its pieces arrive. Knows when its arguments are a complete JSON object, so that
 * the next call may begin before the answer ends.
 */
final class ToolSlot {
  private final StringBuilder arguments = new StringBuilder();
  private String id = "";
  private String name = "";
  private int sent;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean balanced;
  private boolean open;

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  boolean open() {
    return open;
  }

  void opened() {
    open = true;
  }

  void identify(String given) {
    if (id.isEmpty()) {
      id = given;
    }
  }

  /** Takes a piece of the name, which some servers split and others repeat with every chunk. */
  void name(String piece) {
    if (!open && !piece.equals(name)) {
      name += piece;
    }
  }

  /** Takes a piece of the arguments; after their end only a repetition can come. */
  void append(String piece) {
    if (balanced) {
      return;
    }
    arguments.append(piece);
    for (int i = 0; i < piece.length(); i++) {
      step(piece.charAt(i));
    }
  }

  private void step(char c) {
    if (inString) {
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        inString = false;
      }
      return;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> balanced = --depth == 0;
      default -> {}
    }
  }

  /** What of the arguments has arrived since this was asked last. */
  String unsent() {
    String piece = arguments.substring(sent);
    sent = arguments.length();
    return piece;
  }

  boolean hasArguments() {
    return !arguments.isEmpty();
  }

  boolean complete() {
    return balanced;
  }

  /** Whether the arguments are a JSON object, or nothing at all. */
  boolean valid() {
    String text = arguments.toString();
    if (text.isBlank()) {
      return true;
    }
    return Json.parseObject(text).isPresent();
  }
}
