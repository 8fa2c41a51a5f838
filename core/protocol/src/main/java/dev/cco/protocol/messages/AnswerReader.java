package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.CallerFault;
import dev.cco.spi.UpstreamFailure;

/** Looks at a plain answer. */
final class AnswerReader {
  private AnswerReader() {}

  static AnswerFacts facts(byte[] plain) {
    Tape tape = scan(plain);
    int root = tape.root();
    int content = tape.member(root, "content");
    if (!isString(tape, root, "type", "message")
        || content == Tape.NONE
        || tape.kind(content) != Kind.ARRAY) {
      throw notAMessage(null);
    }
    boolean empty = tape.firstChild(content) == Tape.NONE;
    String finish = text(tape, root, "stop_reason");
    if (empty && finish.isEmpty()) {
      throw notAMessage(null);
    }
    UsageFigures usage = new UsageFigures();
    int reported = tape.member(root, "usage");
    if (reported != Tape.NONE) {
      usage.read(tape.tree(reported));
    }
    boolean storable =
        StopReasons.isRegular(finish)
            && usage.usage().known()
            && !empty
            && !usage.serverTools()
            && allStorable(tape, content);
    return new AnswerFacts(
        text(tape, root, "model"), usage.usage(), finish, !finish.isEmpty(), storable);
  }

  /**
   * The answer as a tree.
   *
   * @throws UpstreamFailure if it is not a message
   */
  static ObjectNode message(byte[] plain) {
    return Json.parseObject(plain)
        .filter(message -> message.path("type").asText("").equals("message"))
        .filter(message -> message.path("content").isArray())
        .filter(
            message ->
                message.path("stop_reason").isTextual() || !message.path("content").isEmpty())
        .orElseThrow(() -> notAMessage(null));
  }

  private static Tape scan(byte[] plain) {
    try {
      return Tape.scan(plain);
    } catch (CallerFault malformed) {
      throw notAMessage(malformed);
    }
  }

  private static boolean allStorable(Tape tape, int content) {
    for (int block = tape.firstChild(content); block != Tape.NONE; block = tape.next(block)) {
      String type = text(tape, block, "type");
      if (ServerBlocks.isServerBlock(type) || (type.equals("tool_use") && !hasInput(tape, block))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasInput(Tape tape, int block) {
    int input = tape.member(block, "input");
    return input != Tape.NONE && tape.kind(input) == Kind.OBJECT;
  }

  private static boolean isString(Tape tape, int object, String name, String text) {
    int node = tape.member(object, name);
    return node != Tape.NONE && tape.isString(node, text);
  }

  private static String text(Tape tape, int object, String name) {
    int node = tape.member(object, name);
    return node != Tape.NONE && tape.isString(node) ? tape.string(node) : "";
  }

  private static UpstreamFailure notAMessage(@org.jspecify.annotations.Nullable Throwable cause) {
    return new UpstreamFailure(
        UpstreamFailure.Kind.INVALID_ANSWER, "the provider's answer is not a message", cause);
  }
}
