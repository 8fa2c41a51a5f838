package dev.cco.protocol.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import dev.cco.spi.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Requests and streams for tests, written short. */
final class Responses {
  static final ReasoningSeal SEAL = new ReasoningSeal("a secret of the test".getBytes(UTF_8));
  static final ResponsesDialect DIALECT = new ResponsesDialect(SEAL);
  static final String QUESTION = "{\"model\":\"m\",\"input\":\"hi\"}";
  static final Usage USAGE = new Usage(7, 2, 1, 0, 5, 3, true);

  private Responses() {}

  static Tape tape(String request) {
    return Tape.scan(request.getBytes(UTF_8));
  }

  static Conversation read(String request) {
    return DIALECT.readRequest(tape(request), HeaderFacts.NONE);
  }

  /** A request whose input is this, in JSON. */
  static Conversation readInput(String input) {
    return read("{\"model\":\"m\",\"input\":" + input + "}");
  }

  static StreamEncoder encoder(String request) {
    return DIALECT.encoder(
        new AnswerFrame(
            "asked",
            "abc",
            Instant.ofEpochSecond(1_700_000_000),
            true,
            Optional.of(tape(request))));
  }

  static List<WireEvent> encode(String request, Event... events) {
    StreamEncoder encoder = encoder(request);
    List<WireEvent> stream = new ArrayList<>();
    Arrays.stream(events).forEach(event -> stream.addAll(encoder.encode(event)));
    return stream;
  }

  static List<Event> decode(List<WireEvent> stream) {
    StreamDecoder decoder = DIALECT.decoder();
    List<Event> events = new ArrayList<>();
    stream.forEach(event -> events.addAll(decoder.decode(event)));
    events.addAll(decoder.end());
    return events;
  }

  static WireEvent event(String json) {
    ObjectNode data = Json.parseObject(json).orElseThrow();
    return new WireEvent(data.path("type").asText(), json);
  }

  static ObjectNode data(WireEvent event) {
    return Json.parseObject(event.data()).orElseThrow();
  }

  static ObjectNode fold(List<WireEvent> stream) {
    return Json.parseObject(DIALECT.fold(stream)).orElseThrow();
  }

  static Event started() {
    return new Event.Started("msg_1", "upstream", Usage.of(9, 0));
  }

  static Event finished(StopReason reason) {
    return new Event.Finished(reason, Optional.empty(), USAGE);
  }

  static Event[] all(List<Event> events) {
    return events.toArray(new Event[0]);
  }

  /** An answer that says these blocks. */
  static List<Event> answer(StopReason reason, Block... blocks) {
    List<Event> events = new ArrayList<>(List.of(started()));
    for (Block block : blocks) {
      switch (block) {
        case Block.Text text -> {
          events.add(new Event.BlockStarted(new Block.Text("")));
          halves(text.text()).forEach(piece -> events.add(new Event.TextDelta(piece)));
        }
        case Block.Refusal refusal -> {
          events.add(new Event.BlockStarted(new Block.Refusal("")));
          halves(refusal.text()).forEach(piece -> events.add(new Event.TextDelta(piece)));
        }
        case Block.Thinking thinking -> {
          events.add(new Event.BlockStarted(new Block.Thinking("", "")));
          halves(thinking.text()).forEach(piece -> events.add(new Event.ThinkingDelta(piece)));
          if (!thinking.signature().isEmpty()) {
            events.add(new Event.SignatureDelta(thinking.signature()));
          }
        }
        case Block.ToolUse use -> {
          events.add(
              new Event.BlockStarted(new Block.ToolUse(use.id(), use.name(), Json.object())));
          halves(Json.text(use.input()))
              .forEach(piece -> events.add(new Event.ArgumentsDelta(piece)));
        }
        case Block.RedactedThinking whole -> events.add(new Event.BlockStarted(whole));
        case Block.Opaque whole -> events.add(new Event.BlockStarted(whole));
        case Block.Image image -> throw new IllegalArgumentException("not in an answer");
        case Block.Document document -> throw new IllegalArgumentException("not in an answer");
        case Block.ToolResult result -> throw new IllegalArgumentException("not in an answer");
      }
      events.add(new Event.BlockStopped());
    }
    events.add(finished(reason));
    return events;
  }

  private static List<String> halves(String text) {
    int middle = text.length() / 2;
    return text.length() < 2
        ? List.of(text)
        : List.of(text.substring(0, middle), text.substring(middle));
  }
}
