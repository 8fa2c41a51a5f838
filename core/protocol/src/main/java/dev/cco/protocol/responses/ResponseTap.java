package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.EventName;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Decides by an event's name; looks into those few that carry a response. */
final class ResponseTap implements StreamTap {
  private static final byte[] NUMBER = "\"sequence_number\":".getBytes(StandardCharsets.US_ASCII);

  private AnswerFacts facts = new AnswerFacts("", Usage.UNKNOWN, "", false, false);

  /** The response as it was told last. */
  private Optional<ObjectNode> response = Optional.empty();

  private long number = -1;
  private boolean content;

  @Override
  public Passing pass(Slice event) {
    numberIn(event).ifPresent(seen -> number = seen);
    return new Passing(sight(event, EventName.of(event)), event);
  }

  private Sight sight(Slice event, String name) {
    switch (name) {
      case "response.created", "response.queued", "response.in_progress" -> {
        read(event);
        facts = new AnswerFacts(model(), Usage.UNKNOWN, "", false, false);
      }
      case "response.completed", "response.incomplete" -> {
        read(event);
        facts =
            response
                .map(PlainResponse::facts)
                .orElse(new AnswerFacts("", Usage.UNKNOWN, "", true, false));
        return Sight.END;
      }
      case "response.failed", "error" -> {
        read(event);
        facts = new AnswerFacts(model(), usage(), "failed", false, false);
        return Sight.ERROR;
      }
      // A comment, or an event without a name.
      case "" -> {}
      default -> content = true;
    }
    return content ? Sight.CONTENT : Sight.PREAMBLE;
  }

  private void read(Slice event) {
    SseReader.parse(event)
        .flatMap(parsed -> Json.parseObject(parsed.data()))
        .map(data -> data.path("response"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .ifPresent(told -> response = Optional.of(told));
  }

  private String model() {
    return response.map(told -> told.path("model").asText("")).orElse("");
  }

  private Usage usage() {
    return response.map(ResponseUsage::of).orElse(Usage.UNKNOWN);
  }

  @Override
  public AnswerFacts facts() {
    return facts;
  }

  /** A cut stream must end in a response that failed: clients wait for one. */
  @Override
  public Optional<List<WireEvent>> broken(ApiError error) {
    return response.map(told -> List.of(failed(told.deepCopy(), error)));
  }

  private WireEvent failed(ObjectNode told, ApiError error) {
    told.put("status", "failed");
    told.set("error", Failures.responseError(error));
    ObjectNode event = Json.object().put("type", "response.failed");
    event.set("response", told);
    event.put("sequence_number", number + 1);
    return new WireEvent("response.failed", event.toString());
  }

  /**
   * The event's number. A name that is found is one: inside a text its quotes would be escaped, and
   * so not stand next to the colon.
   */
  private static Optional<Long> numberIn(Slice event) {
    byte[] bytes = event.array();
    for (int at = event.to() - NUMBER.length; at >= event.from(); at--) {
      if (begins(bytes, at)) {
        return number(bytes, at + NUMBER.length, event.to());
      }
    }
    return Optional.empty();
  }

  private static boolean begins(byte[] bytes, int at) {
    for (int i = 0; i < NUMBER.length; i++) {
      if (bytes[at + i] != NUMBER[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Long> number(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    long value = 0;
    int digits = 0;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && digits < 15) {
      value = value * 10 + (bytes[at++] - '0');
      digits++;
    }
    return digits == 0 ? Optional.empty() : Optional.of(value);
  }
}
