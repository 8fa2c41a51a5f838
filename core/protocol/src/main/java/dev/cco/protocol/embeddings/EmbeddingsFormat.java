package dev.cco.protocol.embeddings;

import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.WireFormat;
import dev.cco.protocol.json.CanonicalWriter;
import dev.cco.protocol.json.Edits;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.protocol.openai.RequestHead;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** OpenAI's embeddings, as OpenAI has them and as servers do that are alike. */
public final class EmbeddingsFormat implements WireFormat {
  @Override
  public Protocol protocol() {
    return Protocol.CHAT;
  }

  @Override
  public RequestFacts facts(Tape tape, Operation operation) {
    String model = RequestHead.model(tape);
    EmbeddingsRequest.check(tape);
    return new RequestFacts(tape, model, false, false, false);
  }

  /** Numbers and base64 are kept apart: an answer is replayed in the bytes it came in. */
  @Override
  public void writeCanonical(Tape tape, OutputStream out) {
    int encoding = tape.member(tape.root(), "encoding_format");
    boolean said = encoding != Tape.NONE && EmbeddingsRequest.isBase64(tape);
    try {
      new CanonicalWriter(tape, out, node -> !said && node == encoding).write(tape.root());
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
    return edits.apply();
  }

  @Override
  public AnswerFacts answerFacts(byte[] plain) {
    return AnswerScan.facts(plain);
  }

  @Override
  public byte[] asAsked(RequestFacts facts, byte[] plain) {
    return VectorForm.inForm(plain, EmbeddingsRequest.isBase64(facts.tape()));
  }

  @Override
  public byte[] error(ApiError error, String requestId) {
    return Json.bytes(OpenAiErrors.envelope(error));
  }
}
