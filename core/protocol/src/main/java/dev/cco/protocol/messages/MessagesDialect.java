package dev.cco.protocol.messages;

import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.StreamTap;
import dev.cco.protocol.Translation;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.CanonicalWriter;
import dev.cco.protocol.json.Edits;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The Anthropic Messages protocol. */
public final class MessagesDialect implements Dialect {

  @Override
  public Protocol protocol() {
    return Protocol.MESSAGES;
  }

  @Override
  public RequestFacts facts(Tape tape, Operation operation) {
    return new FactsReader(tape).read(operation);
  }

  @Override
  public void writeCanonical(Tape tape, OutputStream out) {
    try {
      new CanonicalWriter(tape, out, Ignored.of(tape)).write(tape.root());
    } catch (IOException e) {
      throw new UncheckedIOException("the canonical request could not be written", e);
    }
  }

  @Override
  public byte[] rewrite(RequestFacts facts, String model, boolean askUsage) {
    Edits edits = new Edits(facts.tape());
    if (!model.equals(facts.model())) {
      edits.replace(facts.tape().member(facts.tape().root(), "model"), Edits.quote(model));
    }
    ForeignThinking.remove(facts.tape(), edits);
    return edits.apply();
  }

  @Override
  public Conversation readRequest(Tape tape, HeaderFacts headers) {
    return new RequestReader(tape, headers).read(true);
  }

  @Override
  public Conversation readCountRequest(Tape tape, HeaderFacts headers) {
    return new RequestReader(tape, headers).read(false);
  }

  @Override
  public Translation writeRequest(Conversation conversation, Model model) {
    return new RequestWriter(conversation, model).write();
  }

  @Override
  public StreamEncoder encoder(AnswerFrame frame) {
    return new MessagesEncoder(frame);
  }

  @Override
  public StreamEncoder encoder(AnswerFrame frame, RequestFacts asked) {
    return QuietThinking.of(encoder(frame), asked.tape());
  }

  @Override
  public StreamDecoder decoder() {
    return new MessagesDecoder();
  }

  /** Reads the answer to a request in which the form of the answer may have become a tool. */
  public StreamDecoder decoder(Conversation conversation) {
    return AnswerTool.of(conversation).isPresent()
        ? new FormatDecoder(new MessagesDecoder())
        : new MessagesDecoder();
  }

  @Override
  public StreamTap tap(boolean hideUsage) {
    return new MessagesTap();
  }

  @Override
  public AnswerFacts answerFacts(byte[] plain) {
    return AnswerReader.facts(plain);
  }

  @Override
  public byte[] fold(List<WireEvent> events) {
    return AnswerFolder.fold(events);
  }

  @Override
  public List<WireEvent> unfold(byte[] plain, boolean includeUsage) {
    return AnswerUnfolder.unfold(plain);
  }

  @Override
  public byte[] error(ApiError error, String requestId) {
    return Json.bytes(Errors.envelope(error, requestId));
  }

  @Override
  public List<WireEvent> streamError(ApiError error, String requestId) {
    return List.of(new WireEvent("error", Json.text(Errors.envelope(error, requestId))));
  }

  @Override
  public Optional<WireEvent> ping() {
    return Optional.of(MessagesEncoder.ping());
  }
}
