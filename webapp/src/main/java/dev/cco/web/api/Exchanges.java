package dev.cco.web.api;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.Reply;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Operation;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes a request from the container's thread to a virtual one, and its reply back. */
@ApplicationScoped
public class Exchanges {
  private static final Logger LOGGER = System.getLogger(Exchanges.class.getName());

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  @Inject Lifecycle lifecycle;
  @Inject RequestReader reader;

  /** Reads the body on the container's thread, and lets that go before anything is asked. */
  void answer(
      Operation operation,
      String prefix,
      HttpHeaders headers,
      InputStream body,
      AsyncResponse response) {
    String id = RequestIds.next();
    try {
      Cco cco = running();
      ClientRequest request =
          reader.read(id, operation, prefix, headers, body, cco.settings().bodyLimit());
      long bytes = request.body().length;
      reader.reserve(bytes, cco.settings().bodiesLimit());
      workers.execute(() -> answer(cco, request, response, bytes));
    } catch (RefusalException e) {
      response.resume(Replies.refusal(operation, e.error(), id));
    }
  }

  private void answer(Cco cco, ClientRequest request, AsyncResponse response, long bytes) {
    try {
      Reply reply = cco.gateway().answer(request);
      response.resume(Replies.response(reply));
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "A request failed by a defect: requestId=" + request.id(), e);
      ApiError error =
          ApiError.of(500, ApiError.Kind.API, "Something went wrong inside CCO; see its log.");
      response.resume(Replies.refusal(request.operation(), error, request.id()));
    } finally {
      reader.release(bytes);
    }
  }

  private Cco running() {
    return switch (lifecycle.state()) {
      case Lifecycle.State.Running running -> running.cco();
      case Lifecycle.State.Starting starting ->
          throw new RefusalException(
              ApiError.of(503, ApiError.Kind.OVERLOADED, "CCO is starting or stopping."));
      case Lifecycle.State.Misconfigured wrong ->
          throw new RefusalException(
              ApiError.of(503, ApiError.Kind.API, "CCO is not configured: " + wrong.message()));
    };
  }
}
