package dev.cco.protocol.chat;

import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Streams for tests, written short. */
final class Chunks {
  static final AnswerFrame FRAME =
      new AnswerFrame("claude-test", "abc", Instant.ofEpochSecond(1_700_000_000), true);

  static final WireEvent DONE = new WireEvent("", "[DONE]");

  private Chunks() {}

  /** Chunks of choice 0 with these deltas, as JSON. */
  static List<WireEvent> deltas(String... deltas) {
    return Arrays.stream(deltas)
        .map(delta -> chunk("{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}"))
        .toList();
  }

  static WireEvent finish(String reason) {
    return chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}");
  }

  static WireEvent usage(String usage) {
    return data("{\"id\":\"chatcmpl-1\",\"model\":\"m\",\"choices\":[],\"usage\":" + usage + "}");
  }

  static WireEvent chunk(String choice) {
    return data(
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":["
            + choice
            + "]}");
  }

  static WireEvent data(String data) {
    return new WireEvent("", data);
  }

  @SafeVarargs
  static List<WireEvent> stream(List<WireEvent>... parts) {
    List<WireEvent> all = new ArrayList<>();
    for (List<WireEvent> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  /** Everything a complete stream says. */
  static List<Event> decode(List<WireEvent> stream) {
    return decode(new ChatDialect().decoder(), stream);
  }

  static List<Event> decode(StreamDecoder decoder, List<WireEvent> stream) {
    List<Event> events = new ArrayList<>();
    stream.forEach(event -> events.addAll(decoder.decode(event)));
    events.addAll(decoder.end());
    return events;
  }

  static List<WireEvent> encode(List<Event> events) {
    StreamEncoder encoder = new ChatDialect().encoder(FRAME);
    List<WireEvent> stream = new ArrayList<>();
    events.forEach(event -> stream.addAll(encoder.encode(event)));
    return stream;
  }

  /** One line for each event, so that a test can say what it expects. */
  static List<String> lines(List<Event> events) {
    return events.stream().map(Chunks::line).toList();
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.Started started -> "started " + started.model();
      case Event.BlockStarted started -> "open " + block(started.block());
      case Event.TextDelta delta -> "text " + delta.text();
      case Event.ThinkingDelta delta -> "thinking " + delta.text();
      case Event.SignatureDelta delta -> "signature " + delta.signature();
      case Event.ArgumentsDelta delta -> "arguments " + delta.json();
      case Event.CitationDelta delta -> "citation";
      case Event.BlockStopped stopped -> "close";
      case Event.Ping ping -> "ping";
      case Event.Finished finished ->
          "finished " + finished.reason() + finished.stopSequence().map(s -> " " + s).orElse("");
    };
  }

  private static String block(Block block) {
    return switch (block) {
      case Block.Text text -> "text";
      case Block.Refusal refusal -> "refusal";
      case Block.Thinking thinking -> "thinking";
      case Block.ToolUse use -> "call " + use.id() + " " + use.name();
      case Block.RedactedThinking redacted -> "redacted";
      case Block.Opaque opaque -> "opaque";
      case Block.Image image -> "image";
      case Block.Document document -> "document";
      case Block.ToolResult result -> "result";
    };
  }
}
