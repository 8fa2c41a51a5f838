package dev.cco.web.api;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.Reply;
import dev.cco.gateway.batch.BatchService;
import dev.cco.gateway.batch.Upload;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Takes what is asked about batches from the container's thread to a virtual one, and back. */
@ApplicationScoped
public class BatchExchanges {
  private static final String PATH = "/v1/messages/batches";

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  @Inject Exchanges exchanges;

  /** What is asked, by whom, under which address of all batches. */
  @FunctionalInterface
  public interface Question {
    Reply ask(BatchService batches, ClientRequest caller, String self);
  }

  /** Answers a question without a body. */
  public void answer(HttpHeaders headers, UriInfo uri, AsyncResponse response, Question question) {
    String id = RequestIds.next();
    try {
      BatchService batches = exchanges.running().batches();
      ClientRequest caller = RequestReader.caller(id, Operation.MESSAGES, headers, uri);
      String self = self(uri);
      workers.execute(() -> resume(response, id, () -> question.ask(batches, caller, self)));
    } catch (RefusalException e) {
      response.resume(Replies.refusal(Protocol.MESSAGES, e.error(), id));
    }
  }

  /** Takes a batch; its body goes to the disk on the container's thread. */
  public void create(HttpHeaders headers, UriInfo uri, InputStream body, AsyncResponse response) {
    String id = RequestIds.next();
    try {
      BatchService batches = exchanges.running().batches();
      ClientRequest caller = RequestReader.caller(id, Operation.MESSAGES, headers, uri);
      RequestReader.requireJson(headers);
      String self = self(uri);
      Upload upload = batches.receive(caller, body, headers.getLength());
      workers.execute(() -> resume(response, id, () -> batches.create(caller, upload, self)));
    } catch (RefusalException e) {
      response.resume(Replies.refusal(Protocol.MESSAGES, e.error(), id));
    } catch (RuntimeException e) {
      response.resume(Replies.response(Exchanges.defect(Operation.MESSAGES, id, e)));
    }
  }

  private static void resume(AsyncResponse response, String id, Supplier<Reply> answer) {
    try {
      response.resume(Replies.response(answer.get()));
    } catch (RuntimeException e) {
      response.resume(Replies.response(Exchanges.defect(Operation.MESSAGES, id, e)));
    }
  }

  /** The address of all batches as this client reached it, project included. */
  private static String self(UriInfo uri) {
    URI asked = uri.getRequestUri();
    String path = asked.getRawPath();
    String way = path.substring(0, path.indexOf(PATH) + PATH.length());
    return asked.getScheme() + "://" + asked.getRawAuthority() + way;
  }
}
