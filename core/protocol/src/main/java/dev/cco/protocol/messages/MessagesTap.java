package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.PiecedObject;
import dev.cco.protocol.sse.EventName;
import dev.cco.protocol.sse.SseReader;
import java.util.Optional;

/** Decides by an event's name; looks into those few that carry usage, model and end. */
final class MessagesTap implements StreamTap {
  private final BlockOrder order = new BlockOrder();
  private final UsageFigures usage = new UsageFigures();
  private String model = "";
  private String finish = "";
  private boolean content;
  private boolean blocks;
  private boolean serverTools;

  /** What the open block has of a tool call's input; absent where it is no tool call. */
  private Optional<PiecedObject> input = Optional.empty();

  private boolean brokenInput;
  private boolean ended;
  private boolean failed;

  @Override
  public Passing pass(Slice event) {
    return new Passing(sight(event, EventName.of(event)), event);
  }

  @Override
  public AnswerFacts facts() {
    boolean complete = ended && !failed;
    boolean storable =
        complete
            && blocks
            && !serverTools
            && !usage.serverTools()
            && !brokenInput
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
        ObjectNode data = data(event);
        order.startBlock(data);
        startInput(data.path("content_block"));
        content = true;
        blocks = true;
        serverTools |= ServerBlocks.mentionedIn(event);
      }
      case "content_block_delta" -> {
        order.delta();
        input.ifPresent(
            pieces -> pieces.append(data(event).path("delta").path("partial_json").asText("")));
        content = true;
      }
      case "content_block_stop" -> {
        order.stopBlock();
        brokenInput |= input.filter(pieces -> !pieces.isSound()).isPresent();
        input = Optional.empty();
      }
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

  /** Broken input passes, as clients of the provider get it, too; but it is not kept. */
  private void startInput(JsonNode block) {
    input =
        block.path("type").asText("").equals("tool_use")
            ? Optional.of(new PiecedObject())
            : Optional.empty();
  }

  private void start(JsonNode message) {
    model = message.path("model").asText("");
    usage.read(message.path("usage"));
  }

  private void change(JsonNode data) {
    usage.read(data.path("usage"));
    finish = data.path("delta").path("stop_reason").asText(finish);
  }

  private static ObjectNode data(Slice event) {
    return SseReader.parse(event)
        .flatMap(parsed -> Json.parseObject(parsed.data()))
        .orElseGet(Json::object);
  }
}
