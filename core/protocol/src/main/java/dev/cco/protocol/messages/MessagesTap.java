package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.SseReader;
import java.nio.charset.StandardCharsets;

/** Decides by an event's name; looks into those few that carry usage, model and end. */
final class MessagesTap implements StreamTap {
  private static final byte[] NAME_FIELD = "event:".getBytes(StandardCharsets.US_ASCII);

  private final BlockOrder order = new BlockOrder();
  private final UsageFigures usage = new UsageFigures();
  private String model = "";
  private String finish = "";
  private boolean content;
  private boolean blocks;
  private boolean serverTools;
  private boolean ended;
  private boolean failed;

  @Override
  public Passing pass(Slice event) {
    return new Passing(sight(event, name(event)), event);
  }

  @Override
  public AnswerFacts facts() {
    boolean complete = ended && !failed;
    boolean storable =
        complete
            && blocks
            && !serverTools
            && StopReasons.isRegular(finish)
            && usage.usage().known();
    return new AnswerFacts(model, usage.usage(), finish, complete, storable);
  }

  private Sight sight(Slice event, String name) {
    switch (name) {
      case "message_start" -> {
        order.start();
        start(data(event).path("message"));
      }
      case "content_block_start" -> {
        order.startBlock(data(event));
        content = true;
        blocks = true;
        serverTools |= ServerBlocks.mentionedIn(event);
      }
      case "content_block_delta" -> {
        order.delta();
        content = true;
      }
      case "content_block_stop" -> order.stopBlock();
      case "message_delta" -> {
        order.change();
        content = true;
        change(data(event));
      }
      case "message_stop" -> {
        order.end(!finish.isEmpty());
        ended = true;
        return Sight.END;
      }
      case "error" -> {
        failed = true;
        return Sight.ERROR;
      }
      default -> {}
    }
    return content ? Sight.CONTENT : Sight.PREAMBLE;
  }

  private void start(JsonNode message) {
    model = message.path("model").asText("");
    usage.read(message.path("usage"));
  }

  private void change(JsonNode data) {
    usage.read(data.path("usage"));
    finish = data.path("delta").path("stop_reason").asText(finish);
  }

  /** The event's name; from its data where a provider leaves the line out. */
  private static String name(Slice event) {
    byte[] bytes = event.array();
    int at = event.from();
    while (at < event.to() && (bytes[at] == '\n' || bytes[at] == '\r')) {
      at++;
    }
    if (!startsWith(bytes, at, event.to(), NAME_FIELD)) {
      WireEvent parsed = SseReader.parse(event).orElse(new WireEvent("", ""));
      return parsed.name().isEmpty()
          ? Json.parseObject(parsed.data()).orElseGet(Json::object).path("type").asText("")
          : parsed.name();
    }
    int from = at + NAME_FIELD.length;
    if (from < event.to() && bytes[from] == ' ') {
      from++;
    }
    int to = from;
    while (to < event.to() && bytes[to] != '\n' && bytes[to] != '\r') {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (from + i >= to || bytes[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static ObjectNode data(Slice event) {
    return SseReader.parse(event)
        .flatMap(parsed -> Json.parseObject(parsed.data()))
        .orElseGet(Json::object);
  }
}
