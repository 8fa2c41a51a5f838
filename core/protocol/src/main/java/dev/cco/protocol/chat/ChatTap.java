package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.util.Optional;

/**
 * Watches chunks go by. Once there was content, a chunk is parsed only if a look at its bytes says
 * that it holds more than another piece.
 */
final class ChatTap implements StreamTap {
  private final boolean hideUsage;
  private final CallsPassing calls = new CallsPassing();
  private String model = "";
  private String finish = "";
  private Usage usage = Usage.UNKNOWN;
  private boolean content;
  private boolean done;
  private boolean failed;
  private boolean irregular;

  ChatTap(boolean hideUsage) {
    this.hideUsage = hideUsage;
  }

  @Override
  public Passing pass(Slice event) {
    ChunkGlance glance = ChunkGlance.at(event);
    if (!content || glance.tells()) {
      return look(event, glance);
    }
    return new Passing(Sight.CONTENT, withoutUsage(event, glance));
  }

  private Slice withoutUsage(Slice event, ChunkGlance glance) {
    return hideUsage ? glance.withoutEmptyUsage() : event;
  }

  private Passing look(Slice event, ChunkGlance glance) {
    Optional<WireEvent> parsed = SseReader.parse(event);
    if (parsed.isEmpty()) {
      return new Passing(sight(), event);
    }
    if (parsed.get().data().strip().equals("[DONE]")) {
      if (!failed && !content && finish.isEmpty()) {
        throw new UpstreamFailure(
            UpstreamFailure.Kind.INVALID_ANSWER,
            "the provider's stream ended before it said anything");
      }
      done = true;
      return new Passing(failed ? Sight.ERROR : Sight.END, event);
    }
    Optional<JsonNode> chunk = Json.parse(parsed.get().data());
    boolean error =
        parsed.get().name().equals("error") || chunk.filter(StreamedError::isIn).isPresent();
    if (error) {
      failed = true;
      return new Passing(Sight.ERROR, event);
    }
    if (chunk.isEmpty()) {
      return new Passing(sight(), event);
    }
    read(chunk.get());
    boolean onlyUsage =
        chunk.get().path("choices").isArray()
            && chunk.get().path("choices").isEmpty()
            && chunk.get().path("usage").isObject();
    if (hideUsage && onlyUsage) {
      return new Passing(sight(), new Slice(event.array(), event.to(), event.to()));
    }
    return new Passing(sight(), withoutUsage(event, glance));
  }

  private Sight sight() {
    return content ? Sight.CONTENT : Sight.PREAMBLE;
  }

  private void read(JsonNode chunk) {
    if (model.isEmpty()) {
      model = chunk.path("model").asText("");
    }
    Usage reported = ChatUsage.find(chunk);
    if (reported.known()) {
      usage = reported;
    }
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("finish_reason").isTextual()) {
        finish = choice.get("finish_reason").textValue();
        irregular |= !PlainAnswer.REGULAR.contains(finish);
      }
      JsonNode delta = choice.path("delta");
      JsonNode said = delta.isObject() ? delta : choice.path("message");
      content |= says(said);
      calls.take(said);
    }
  }

  private static boolean says(JsonNode delta) {
    return !delta.path("content").asText("").isEmpty()
        || delta.path("content").size() > 0
        || !delta.path("reasoning_content").asText("").isEmpty()
        || !delta.path("reasoning").asText("").isEmpty()
        || delta.path("reasoning_details").size() > 0
        || !delta.path("refusal").asText("").isEmpty()
        || delta.path("tool_calls").size() > 0
        || delta.path("function_call").size() > 0
        || delta.path("audio").size() > 0;
  }

  @Override
  public AnswerFacts facts() {
    boolean complete = !failed && (done || !finish.isEmpty());
    boolean storable =
        complete && !irregular && !finish.isEmpty() && usage.known() && calls.sound();
    return new AnswerFacts(model, usage, finish, complete, storable);
  }
}
