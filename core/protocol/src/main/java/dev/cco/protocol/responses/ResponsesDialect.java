package dev.cco.protocol.responses;

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
import dev.cco.protocol.chat.ToolNames;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** OpenAI Responses. */
public final class ResponsesDialect implements Dialect {
  private final ReasoningSeal seal;

  /**
   * @param seal what reasoning of other vendors is told and read back under
   */
  public ResponsesDialect(ReasoningSeal seal) {
    this.seal = seal;
  }

  /** Reads back what it told itself only. */
  public ResponsesDialect() {
    this(ReasoningSeal.unique());
  }

  @Override
  public Protocol protocol() {
    return Protocol.RESPONSES;
  }

  @Override
  public RequestFacts facts(Tape tape, Operation operation) {
    return RequestScan.facts(tape);
  }

  @Override
  public void writeCanonical(Tape tape, OutputStream out) {
    RequestScan.writeCanonical(tape, out);
  }

  @Override
  public byte[] rewrite(RequestFacts facts, String model, boolean askUsage) {
    return RequestScan.rewrite(facts, model);
  }

  @Override
  public Conversation readRequest(Tape tape, HeaderFacts headers) {
    return new RequestReader(tape.tree(tape.root()), seal).read();
  }

  @Override
  public Conversation readCountRequest(Tape tape, HeaderFacts headers) {
    return readRequest(tape, headers);
  }

  @Override
  public Translation writeRequest(Conversation conversation, Model model) {
    return new RequestWriter(conversation, model).write();
  }

  @Override
  public StreamEncoder encoder(AnswerFrame frame) {
    return new ResponseEncoder(frame, seal);
  }

  @Override
  public StreamDecoder decoder() {
    return decoder(ToolNames.AS_THEY_ARE);
  }

  /** Reads the answer to a request in which tools may have got other names. */
  public StreamDecoder decoder(ToolNames names) {
    return new ResponseDecoder(names);
  }

  @Override
  public StreamTap tap(boolean hideUsage) {
    return new ResponseTap();
  }

  @Override
  public AnswerFacts answerFacts(byte[] plain) {
    return PlainResponse.facts(PlainResponse.read(plain));
  }

  @Override
  public byte[] fold(List<WireEvent> events) {
    return ResponseFold.fold(events);
  }

  @Override
  public List<WireEvent> unfold(byte[] plain, boolean includeUsage) {
    return ResponseUnfold.unfold(plain);
  }

  @Override
  public byte[] error(ApiError error, String requestId) {
    return Json.bytes(OpenAiErrors.envelope(error));
  }

  @Override
  public List<WireEvent> streamError(ApiError error, String requestId) {
    return List.of(Failures.event(error));
  }

  @Override
  public Optional<WireEvent> ping() {
    return Optional.empty();
  }
}
